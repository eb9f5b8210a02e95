import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openApplications, targetId } from "../pieces/targets.ts";

const groups = ["jobs", "candidates", "applications", "rejectionReasons", "interviews", "offers", "users"] as const;

/** What a person sees of the ATS: records without the times of their changes, and the notes and files of a few of them. */
async function seenIn(trial: Trial, looked: readonly { readonly id: string; readonly candidateId: string }[]) {
  const seen = new Map<string, string>();
  const timeless = (key: string, value: unknown) => (/(updated|changed)At$/.test(key) ? undefined : value);
  for (const group of groups)
    for (const record of await trial.world.records(group))
      seen.set(`${group} ${record.id}`, JSON.stringify(record, timeless));
  for (const application of looked)
    for (const kind of ["application", "candidate"] as const) {
      const id = targetId(kind, application);
      if (trial.offers(`${kind}s.addNote`))
        seen.set(`notes of ${kind} ${id}`, JSON.stringify(await trial.world.notes(kind, id)));
      if (trial.offers(`${kind}s.addAttachment`))
        seen.set(`files of ${kind} ${id}`, JSON.stringify(await trial.world.files(kind, id)));
      if (trial.world.customFieldValues && trial.offers(`${kind}s.updateCustomFields`))
        seen.set(`values of ${kind}s ${id}`, JSON.stringify(await trial.world.customFieldValues(`${kind}s`, id)));
    }
  return seen;
}

/** Another candidate gets the tag that is to be removed from one: what is removed is the tag of that one, not the tag itself. */
async function tagAnother(trial: Trial, { candidate, tag }: Readonly<Record<string, unknown>>): Promise<void> {
  const other = trial.world.ids("candidates").findLast((each) => each !== candidate);
  for (const each of [candidate, other])
    if (each !== undefined) await ending(() => trial.call("candidates.addTag", { candidate: each, tag }));
}

/** The commands that may leave notes or files, or new records: what they add is theirs. */
const addsNotes = /addNote|erase|addResultLink|create$/;
const addsFiles = /addAttachment|erase|addResultLink|create$/;
/** A result link may be shown as a custom field. */
const setsValues = /updateCustomFields|addResultLink|erase/;
const addsRecords = /create$|interviews\./;

/** What every command promises of what it does not name. */
export const sideEffectPromise: ContractPromise = {
  promise: "changes nothing but what it is asked to change",
  ofVersions: true,
  rules: [
    {
      rule: "a command changes what it names, and nothing else",
      tried: "it compares all records, notes and files before and after",
    },
    {
      rule: "a command leaves every value of a custom field that it does not name",
      tried: "it compares the values of records beside every command",
    },
    {
      rule: "followers of a record and similar settings stay as they are",
      tried: "it compares `unseen()` before and after",
    },
  ],
  applies: ({ kind, capability }) =>
    kind === "command" && /^(applications|candidates|jobs|interviews)\./.test(capability),
  async run(trial) {
    const [sample] = await samplesOf(trial);
    if (!sample) return;
    const { id } = trial.capability;
    if (id === "candidates.removeTag" && trial.offers("candidates.addTag")) await tagAnother(trial, sample.input);
    const looked = trial.offers("applications.stream") ? (await openApplications(trial)).slice(0, 4) : [];
    const before = await seenIn(trial, looked);
    const unseen = trial.world.unseen?.();
    const ended = await ending(() => trial.call(id, sample.input));
    if (isDeclared(ended)) return;
    if (id !== "candidates.erase") assert.deepEqual(trial.world.unseen?.(), unseen, "what no capability shows changed");
    const after = await seenIn(trial, looked);
    const named = JSON.stringify([sample.input, ended ?? null]);
    const touched = looked.filter((each) => named.includes(each.id) || named.includes(each.candidateId));
    const idOf = (what: string) => `"${what.split(" ").at(-1)!}"`;
    const givenIds = [...before.keys()].map(idOf).filter((each) => JSON.stringify(sample.input).includes(each));
    // What is named, its candidate and its job, and what shows something of a record that is named.
    const isNamed = (what: string, held: string) =>
      [named, JSON.stringify(touched)].some((text) => text.includes(idOf(what))) ||
      givenIds.some((each) => held.includes(each));
    for (const [what, now] of after) {
      const held = before.get(what);
      if (held === now) continue;
      if (what.startsWith("notes of")) assert.match(id, addsNotes, `the ${what} changed: ${now.slice(0, 200)}`);
      else if (what.startsWith("files of")) assert.match(id, addsFiles, `the ${what} changed: ${now.slice(0, 200)}`);
      else if (what.startsWith("values of")) {
        assert.match(id, setsValues, `the custom ${what} changed: ${held} became ${now}`.slice(0, 600));
        // The same field of an application and of its candidate are two.
        if (id.endsWith("updateCustomFields"))
          assert.ok(
            what.startsWith(`values of ${trial.cell.group}`) && isNamed(what, held ?? ""),
            `the call does not name ${what}, and they changed: ${held} became ${now}`.slice(0, 600),
          );
      } else if (held === undefined) assert.match(id, addsRecords, `there is a new record, ${what}`);
      else
        assert.ok(
          isNamed(what, held),
          `the call does not name ${what}, and it changed: ${held} became ${now}`.slice(0, 600),
        );
    }
    for (const what of before.keys())
      assert.ok(after.has(what) || id === "candidates.erase", `${what} is gone, and nobody asked for that`);
  },
};
