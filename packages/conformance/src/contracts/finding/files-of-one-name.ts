import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { fileCalled } from "../pieces/files.ts";
import { ending } from "../pieces/striking.ts";
import { openApplications } from "../pieces/targets.ts";

const name = "cv-4951.pdf";

/** What a look for a résumé promises of the other files: one that has the résumé's name is one of them. */
export const namesakeFilesPromise: ContractPromise = {
  promise: "counts each other file, also one that has the name of the résumé",
  rules: [
    {
      rule: "each file but the résumé is one of the `others`, also one that has its name",
      tried: "it gives a candidate three files of one name",
    },
  ],
  applies: ({ capability }) => capability === "candidates.getResume",
  async run(trial) {
    const [add, list] = ["candidates.addAttachment", "candidates.listAttachments"];
    if (!trial.offers(add) || !trial.offers(list)) return;
    const [application] = await openApplications(trial);
    const candidate = application!.candidateId;
    for (const [nth, type] of (["CV", "OTHER", "OTHER"] as const).entries()) {
      const file = { ...fileCalled(`${nth}-${name}`, type), name };
      if (AtsError.is(await ending(() => trial.call(add, { candidate, file })))) return;
    }
    const listed = (await trial.call(list, { candidate })) as readonly unknown[];
    const { attachment, others } = (await trial.call(trial.capability.id, { candidate })) as {
      readonly attachment: object | null;
      readonly others: number;
    };
    assert.equal(
      others,
      listed.length - (attachment ? 1 : 0),
      `three files are called ${name}: how many others there are`,
    );
  },
};
