import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { asStored, fileCalled } from "../pieces/files.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { openOnes } from "../pieces/states.ts";
import { ending } from "../pieces/striking.ts";
import { openJobs, target } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

type Input = Readonly<Record<string, unknown>>;

const older = fileCalled("cv-4894.pdf", "CV");
const newer = { ...fileCalled("newer-cv-4895.pdf", "CV"), name: older.name };

/** The contents of all files that the ATS holds of some records. */
async function contentsOf({ world }: Trial, of: "application" | "candidate", ids: readonly string[]) {
  const found: (string | undefined)[] = [];
  for (const id of ids) found.push(...(await world.files(of, id)).map((file) => asStored(file).base64));
  return found;
}

/** The inputs of two calls, the second of which brings a newer file of the same name, and what the ATS holds then. */
async function twoCalls(
  trial: Trial,
): Promise<readonly [readonly Input[], () => Promise<readonly unknown[]>] | undefined> {
  const { world, capability } = trial;
  if (entersSomebody(capability.id)) {
    const [one, other] = await openJobs(trial);
    const candidate = somebody();
    if (!other) return undefined;
    const before = new Set(world.ids("applications"));
    const inputs = [
      { job: one.id, candidate, attachments: [older] },
      { job: other.id, candidate, attachments: [newer] },
    ];
    const came = () => world.ids("applications").filter((id) => !before.has(id));
    return [inputs, () => contentsOf(trial, "application", came())];
  }
  const [applied] = await openOnes(trial);
  const of = capability.id === "applications.addAttachment" ? "application" : "candidate";
  if (!applied) return undefined;
  const named = target(of, applied);
  return [[older, newer].map((file) => ({ ...named, file })), () => contentsOf(trial, of, [String(named[of])])];
}

/** What a command promises of a file whose name the person has a file of already. */
export const newerFilePromise: ContractPromise = {
  promise: "attaches a newer file although there is one of its name",
  rules: [
    {
      rule: "a file is not the one that is there because it has its name: compare the contents",
      tried: "it gives a newer file of the same name, by `addAttachment` and with another application of the person",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability) || capability.endsWith(".addAttachment"),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    const calls = await twoCalls(trial);
    if (!calls) return;
    const [inputs, contents] = calls;
    const ends: unknown[] = [];
    for (const input of inputs) {
      // On a connection each: nothing that one of them keeps decides.
      await using fresh = await connectedTo(trial);
      ends.push(await ending(() => fresh.call(trial.capability.id, input, { timeoutMs: 600_000 })));
      // Some worlds know no contents.
      if (ends.length === 1 && (AtsError.is(ends[0]) || !(await contents()).includes(older.base64))) return;
    }
    const [first, second] = ends;
    if (AtsError.is(second) || warningsOf(second).length > warningsOf(first).length) return;
    assert.ok(
      (await contents()).includes(newer.base64),
      `the person had a file called ${older.name}, another one of that name was given, and the ATS does not hold it: compare the contents, not the names`,
    );
  },
};
