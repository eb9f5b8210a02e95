import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import type { WorldRecord } from "../../world.ts";
import { worldHas } from "../../world-lacks.ts";
import { asStored, fileCalled } from "../pieces/files.ts";
import { isDeleted } from "../pieces/records.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { isAskable } from "../pieces/askable.ts";
import { openJob } from "../pieces/targets.ts";

type Addresses = readonly { readonly address: string }[];

const emailOf = ({ emailAddresses }: WorldRecord) => ((emailAddresses ?? []) as Addresses)[0]?.address;

/** What an ATS holds of everybody: without the times of changes, and without one person and what belongs to that one. */
async function ofOthers({ world }: Trial, id: string): Promise<ReadonlyMap<string, string>> {
  const held = new Map<string, string>();
  const timeless = (name: string, value: unknown) => (/(updated|changed)At$/.test(name) ? undefined : value);
  for (const group of ["candidates", "applications", "jobs", "users", "tags"])
    for (const record of await world.records(group))
      if (record.id !== id && record["candidateId"] !== id)
        held.set(`${group} ${record.id}`, JSON.stringify(record, timeless));
  return held;
}

/** Somebody whose applications have all ended, and whose name and address no other has. */
async function personToErase({ world }: Trial) {
  const people = (await world.records("candidates")).filter((person) => !isDeleted(person));
  const applications = await world.records("applications");
  const isOpen = (id: string) =>
    applications.some((each) => each["candidateId"] === id && each["outcome"] === "PENDING" && !isDeleted(each));
  const found = people.find((person) => {
    const email = emailOf(person);
    const isSole = people.filter((other) => JSON.stringify(other).includes(String(email))).length === 1;
    return isAskable(email) && isSole && person["firstName"] && person["lastName"] && !isOpen(person.id);
  });
  worldHas(found, "the world has nobody with a name and an address whose applications have all ended");
  return { person: found, email: emailOf(found)! };
}

/** Another person comes to share the address. @returns whether the ATS treats them as two. */
async function hasNamesake(trial: Trial, id: string, email: string): Promise<boolean> {
  if (!trial.offers("applications.create")) return false;
  const candidate = { firstName: "Ole-4911", lastName: "Namesake", email };
  const ended = await ending(async () =>
    trial.call("applications.create", { job: await openJob(trial), candidate, reapply: true }),
  );
  return !AtsError.is(ended) && (ended as unknown as { readonly candidateId: string | null }).candidateId !== id;
}

/** What is read of people and applications, as one text. */
async function readBy(on: Trial): Promise<string> {
  const all: unknown[] = [];
  for (const id of ["candidates.stream", "applications.stream"])
    if (on.offers(id)) all.push(await on.stream(id).toArray());
  return JSON.stringify(all);
}

const isGone = (status: number) => status === 404 || status === 410;

/** An id of the form of another that nobody has. */
function idOfNobody(people: readonly WorldRecord[], like: string): string {
  const ids = new Set(people.flatMap(({ id, remoteId }) => [id, String(remoteId)]));
  const all = Array.from("0123456789abcdef", (last) => `${like.slice(0, -1)}${last}`);
  return [...all, ...all.map((each) => `${each}9`)].find((each) => !ids.has(each))!;
}

/** What an ATS holds about a person on paper: the texts of notes and the names of files, by what they belong to. */
async function papersOf({ world }: Trial, owners: readonly Owner[]): Promise<readonly string[]> {
  const papers: string[] = [];
  for (const [of, id] of owners) {
    for (const text of await world.notes(of, id)) papers.push(`a note on the ${of}: ${text.slice(0, 40)}`);
    for (const file of await world.files(of, id)) papers.push(`a file of the ${of}: ${asStored(file).name}`);
  }
  return papers;
}

type Owner = readonly [of: "application" | "candidate", id: string];

/** What erasing a person promises of notes and files. An ATS that keeps them may say so by a limitation that denies it. */
export const erasedPapersPromise: ContractPromise = {
  promise: "erases the notes and files about the person, too",
  rules: [
    {
      rule: "with a person, the notes on the person and on the applications go, and the files; where the ATS keeps some, a limitation of `candidates.erase` says so, and `denies` this promise",
      tried:
        "it adds notes and files where the adapter can, erases, and looks at `notes()` and `files()` and what `notes.stream` gives",
    },
  ],
  applies: ({ capability }) => capability === "candidates.erase",
  async run(trial) {
    const { world } = trial;
    const { person } = await personToErase(trial);
    const applications = (await world.records("applications")).filter((each) => each["candidateId"] === person.id);
    const owners: readonly Owner[] = [
      ["candidate", person.id],
      ...applications.map(({ id }): Owner => ["application", id]),
    ];
    const text = "Knows the person well 4961.";
    for (const [of, id] of owners.slice(0, 2))
      for (const [command, input] of [
        ["addNote", { note: { text } }],
        ["addAttachment", { file: fileCalled("papers-4961.pdf", "OTHER") }],
      ] as const)
        if (trial.offers(`${of}s.${command}`))
          await ending(() => trial.call(`${of}s.${command}`, { [of]: id, ...input }));
    worldHas((await papersOf(trial, owners)).length > 0, "the world has no notes and files about a person");
    const ended = await ending(() => trial.call("candidates.erase", { candidate: person.id }));
    if (isDeclared(ended)) return;
    if (AtsError.is(ended)) throw ended;
    assert.deepEqual(
      await papersOf(trial, owners),
      [],
      "the person was erased, and this about the person is still in the ATS: have it erased, or say in a limitation that the ATS keeps it",
    );
    if (!trial.offers("notes.stream")) return;
    await using fresh = await connectedTo(trial);
    const notes = JSON.stringify(await fresh.stream("notes.stream").toArray());
    assert.ok(!notes.includes("4961"), "the person was erased, and `notes.stream` gives a note about the person");
  },
};

/** What erasing a person promises of what the ATS holds then. */
export const erasedPromise: ContractPromise = {
  promise: "erases the person for good, also for who read the person before, and nobody else",
  rules: [
    {
      rule: "a person who was erased cannot be restored, is not given any more by a connection that read the person before, and can be erased again; another at the same address stays",
      tried: "it erases a person whose applications have ended, reads on, and compares everybody else",
    },
    {
      rule: "nobody is erased by an id that the ATS never had: where it answers with success for who was erased before, a 404 is an error",
      tried: "it erases by the id of nobody",
    },
  ],
  applies: ({ capability }) => capability === "candidates.erase",
  async run(trial) {
    for (const isShared of [false, true]) {
      await using other = await trial.another();
      const { trial: on } = other;
      const { world } = on;
      const { person, email } = await personToErase(on);
      if (isShared && !(await hasNamesake(on, person.id, email))) return;
      const before = await ofOthers(on, person.id);
      await readBy(on);
      const erase = () => ending(() => on.call("candidates.erase", { candidate: person.id }));
      const ended = await erase();
      if (isDeclared(ended)) return;
      if (AtsError.is(ended)) throw ended;
      const held = async () => (await world.records("candidates")).find(({ id }) => id === person.id);
      const isHeld = (record: WorldRecord | undefined) =>
        record !== undefined && JSON.stringify(record).includes(email) && !isDeleted(record);
      assert.ok(!isHeld(await held()), "the person was erased, and the ATS still holds the person's address");
      // What somebody can take out of a bin is not erased.
      const left = await held();
      if (left && isDeleted(left) && (await world.restore?.("candidates", person.id)) !== "never")
        assert.ok(!isHeld(await held()), "the person was erased, and can be restored: this is the ATS's bin");
      const after = await ofOthers(on, person.id);
      for (const [what, was] of before)
        assert.equal(after.get(what), was, `somebody was erased, and this is another's: ${what}`);
      if (isShared) return;
      assert.ok(
        !(await readBy(on)).includes(email),
        "the person was erased, and the connection still gives the person's address: keep nothing of people",
      );
      const fetch = fetchIn(world.settings);
      const statuses: number[] = [];
      const noting: typeof globalThis.fetch = async (...request) => {
        const answer = await fetch!(...request);
        statuses.push(answer.status);
        return answer;
      };
      await using fresh = await connectedTo(fetch ? withFetch(on, noting) : on);
      const again = await ending(() => fresh.call("candidates.erase", { candidate: person.id }));
      assert.ok(
        !AtsError.is(again),
        `the person had been erased before, and this was not a success (${AtsError.is(again) ? again.code : ""})`,
      );
      if (statuses.some(isGone)) return; // This ATS answers alike for who was erased and who never was.
      const stranger = idOfNobody(await world.records("candidates"), person.id);
      statuses.length = 0;
      const ofNobody = await ending(() => fresh.call("candidates.erase", { candidate: stranger }));
      assert.ok(
        AtsError.is(ofNobody) || !statuses.some(isGone),
        `the ATS knows who was erased, and answered 404 for ${stranger}, whom it never had: nobody was erased, and the call was a success`,
      );
    }
  },
};
