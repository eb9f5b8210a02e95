import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";

/** Of a number an ATS may keep its digits alone, and of those its own country's. */
const digits = (text: unknown) => String(text).replaceAll(/\D/g, "").slice(-7);
const small = (text: unknown) => String(text).toLowerCase();

/** What entering somebody promises of lists whose first entry is the one that an ATS writes to or calls. */
export const ownAddressFirstPromise: ContractPromise = {
  promise: "keeps the address and the number of a person before the further ones",
  rules: [
    {
      rule: "the address and the number of a person stand before the further ones: an ATS uses the first",
      tried: "it enters a person with two of each, and looks at what the ATS holds",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    const person = somebody();
    const candidate = {
      ...person,
      additionalEmails: [{ type: "WORK", address: `work.${person.email}` }],
      phone: "+47 22 12 34 58",
      additionalPhones: [{ type: "WORK", number: "+47 22 65 43 21" }],
    };
    const job = await openJob(trial);
    await using fresh = await connectedTo(trial);
    const ended = await ending(() => fresh.call(trial.capability.id, { job, candidate }));
    if (AtsError.is(ended)) return;
    const { candidateId } = ended as { readonly candidateId: string | null };
    const record = (await trial.world.records("candidates")).find(({ id }) => id === candidateId) ?? { id: "" };
    const places = (list: string, field: string, said: (value: unknown) => string, values: readonly string[]) => {
      const held = ((record[list] ?? []) as Readonly<Record<string, unknown>>[]).map((entry) => said(entry[field]));
      return values.map((value) => held.indexOf(said(value)));
    };
    const found = {
      email: places("emailAddresses", "address", small, [person.email, candidate.additionalEmails[0]!.address]),
      phone: places("phoneNumbers", "number", digits, [candidate.phone, candidate.additionalPhones[0]!.number]),
    };
    for (const [name, [own = -1, further = -1]] of Object.entries(found))
      assert.ok(
        own < 0 || further < 0 || own < further,
        `\`candidate.${name}\` stands behind a further one in what the ATS holds: the first is the one that it uses`,
      );
  },
};
