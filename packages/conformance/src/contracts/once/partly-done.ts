import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answeredAt, fetchIn, sentWhole } from "../../worlds/tapped.ts";
import { fileCalled } from "../pieces/files.ts";
import { entersSomebody, somebody } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";

/** Which requests of a call are refused, one in each call. */
const most = 12;

async function refused(input: Parameters<typeof globalThis.fetch>[0]): Promise<Response> {
  await sentWhole(input);
  return Response.json({ error: "refused 4797" }, { status: 422 });
}

const attachments = [fileCalled("cv-4797.pdf", "CV"), fileCalled("letter-4798.pdf", "COVER_LETTER")];

/** @returns false where the call sends fewer requests, or none is refused. */
async function saysWhatIsThere(trial: Trial, nth: number): Promise<boolean> {
  await using other = await trial.another();
  const on = other.trial;
  const fetch = fetchIn(on.world.settings);
  if (!fetch) return false;
  const input = { job: await openJob(on), candidate: somebody(), attachments };
  const before = new Set(on.world.ids("applications"));
  const way = answeredAt(fetch, nth, refused);
  await using fresh = await connectedTo(withFetch(on, way.fetch));
  const ended = await ending(() => fresh.call(trial.capability.id, input));
  if (isDeclared(ended) || !way.reached()) return false;
  const made = on.world.ids("applications").find((id) => !before.has(id));
  if (made === undefined) return true; // Nothing is there that an error could hide.
  const what = `request ${nth + 1} was refused (HTTP 422) when the application was there already`;
  if (AtsError.is(ended)) {
    const named = JSON.stringify(ended.details ?? null).includes(made);
    assert.ok(
      named,
      `${what}, and the call ended in ${ended.code} without its id: give a receipt with a warning, or the app enters it again`,
    );
    return true;
  }
  const { applicationId, warnings } = ended as { applicationId: string | null; warnings: readonly unknown[] };
  assert.equal(applicationId, made, `${what}, and the receipt names another`);
  const stored = await on.world.files("application", made);
  assert.ok(
    warnings.length > 0 || stored.length >= attachments.length,
    `${what}, ${stored.length} of ${attachments.length} files are there, and the receipt warns of nothing`,
  );
  return true;
}

/** What a command of several writes promises where not all of them succeed. */
export const partlyDonePromise: ContractPromise = {
  promise: "says what is there where the ATS refuses a later step",
  rules: [
    {
      rule: "a failure after the application is there does not hide it: give a receipt with a warning, or an error that names its id",
      tried: "it refuses each later request of `create`",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    for (let nth = 1; nth < most; nth += 1) if (!(await saysWhatIsThere(trial, nth))) break;
  },
};
