import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { administered } from "../pieces/administered.ts";
import { isDeleted } from "../pieces/records.ts";
import { tagsOf } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** What taking a tag away promises where an ATS lets several tags have one name. */
export const tagsOfOneNamePromise: ContractPromise = {
  promise: "takes away each tag of the name that the candidate carries",
  rules: [
    {
      rule: "a tag is taken away however many tags of that name there are",
      tried: "it gives two tags of a person one name",
    },
  ],
  applies: ({ capability }) => capability === "candidates.removeTag",
  async run(trial) {
    const { world } = trial;
    const people = (await world.records("candidates")).filter((person) => !isDeleted(person));
    const person = people.find(({ tags }) => ((tags ?? []) as readonly unknown[]).length > 1);
    const [one, other] = person ? await tagsOf(trial, person.id) : [];
    if (!person || !one || !other) return;
    if ((await administered(trial, { list: "tags", rename: other.id, to: one.name })) === "never") return;
    const named = async () => (await tagsOf(trial, person.id)).filter(({ name }) => name === one.name);
    if ((await named()).length < 2) return;
    const ended = await ending(() => trial.call("candidates.removeTag", { candidate: person.id, tag: one.name }));
    if (AtsError.is(ended) || warningsOf(ended).length > 0) return;
    assert.deepEqual(await named(), [], `two tags of the candidate are called ${one.name}, and one is still there`);
  },
};

/** What taking a tag away promises of a tag that nobody carries, and that there need not be. */
export const noTagIsMadePromise: ContractPromise = {
  promise: "makes no tag where there is none to take away",
  rules: [
    {
      rule: "a tag that the ATS does not have is taken away without an error, and is not made",
      tried: "it takes a tag away that nobody has",
    },
  ],
  applies: ({ capability }) => capability === "candidates.removeTag",
  async run(trial) {
    const { world } = trial;
    const person = (await world.records("candidates")).find((each) => !isDeleted(each));
    if (!person) return;
    const tag = "Tag of nobody 4912";
    const before = await tagsOf(trial, person.id);
    const ended = await ending(() => trial.call("candidates.removeTag", { candidate: person.id, tag }));
    if (isDeclared(ended)) return;
    assert.ok(
      !AtsError.is(ended),
      `the ATS has no tag of the name, and taking it away failed (${AtsError.is(ended) ? ended.code : ""})`,
    );
    const made = (await world.records("tags")).filter(({ name }) => name === tag);
    assert.deepEqual(made, [], "there was no tag of the name, and taking it away made one");
    assert.deepEqual(await tagsOf(trial, person.id), before, "the tags of the person");
  },
};

/** The same name in other letters. */
const [small, capital] = ["Two cases 4931", "TWO CASES 4931"] as const;

/** What giving a tag promises where the ATS has two whose names differ in the case of their letters. */
export const tagsOfTwoCasesPromise: ContractPromise = {
  promise: "tells tags apart whose names differ in case, where the ATS does",
  rules: [
    {
      rule: "tags whose names differ in case alone are two where the ATS has both",
      tried: "`administer` adds two such tags; the candidate gets both",
    },
  ],
  applies: ({ capability }) => capability === "candidates.addTag",
  async run(trial) {
    const { world } = trial;
    const person = (await world.records("candidates")).find((each) => !isDeleted(each));
    if (!person) return;
    const made = [];
    for (const add of [small, capital]) made.push(await administered(trial, { list: "tags", add }));
    // To some ATSs both are one name.
    if (made.includes("never") || made[0] === made[1]) return;
    const carried = async () =>
      (await tagsOf(trial, person.id)).map(({ name }) => name).filter((name) => name === small || name === capital);
    for (const tag of [small, capital]) {
      const ended = await ending(() => trial.call("candidates.addTag", { candidate: person.id, tag }));
      if (AtsError.is(ended) || warningsOf(ended).length > 0) return;
    }
    const both = await carried();
    assert.deepEqual(
      both.toSorted(),
      [capital, small].toSorted(),
      `the ATS has the tags ${small} and ${capital}, and the candidate was given both: compare names as they are written`,
    );
  },
};
