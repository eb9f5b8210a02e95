import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { heldById } from "../pieces/receipts.ts";
import { isDeleted } from "../pieces/records.ts";
import { ending } from "../pieces/striking.ts";
import { openApplications } from "../pieces/targets.ts";

const tagName = "Nights & weekends $& 4749";

/** What is alike is another tag, where the ATS tells them apart. */
const takesThatAlone: ContractPromise = {
  promise: "takes away the tag of that name alone, and none whose name is alike",
  ofVersions: true,
  rules: [
    {
      rule: "a tag, a file or a name is compared as a whole, with its case",
      tried: "it takes away one of several tags that are alike",
    },
  ],
  async run(trial) {
    if (!trial.offers("candidates.addTag")) return;
    const [application] = await openApplications(trial);
    const candidate = application!.candidateId;
    const names = [tagName, tagName.toUpperCase(), `${tagName} 1`, `1 ${tagName}`];
    for (const tag of names) await trial.call("candidates.addTag", { candidate, tag });
    const held = async () =>
      ((await heldById(trial, "candidates", candidate))["tags"] as readonly { name: string }[]).map(({ name }) => name);
    const before = await held();
    await trial.call(trial.capability.id, { candidate, tag: tagName });
    assert.deepEqual(
      (await held()).toSorted(),
      before.filter((name) => name !== tagName).toSorted(),
      `the tag "${tagName}" was to be taken away, and no other`,
    );
  },
};

/** How many candidates with several tags are tried. */
const mostTagged = 4;

/** The tags that somebody gave before stand in an order of theirs. */
const keepsTheOrder: ContractPromise = {
  promise: "leaves the other tags of a candidate in their order",
  ofVersions: true,
  async run(trial) {
    const namesOf = (record: object) =>
      ((record as { tags?: readonly { name: string }[] }).tags ?? []).map(({ name }) => name);
    const people = (await trial.world.records("candidates")).filter((each) => !isDeleted(each));
    const tagged = people.filter((each) => namesOf(each).length > 1).slice(0, mostTagged);
    for (const person of tagged) {
      const before = namesOf(person);
      // Taken away again, so that taking away writes, too.
      for (const capability of ["candidates.addTag", trial.capability.id])
        await ending(() => trial.call(capability, { candidate: person.id, tag: `Mid ${tagName}` }));
      const after = namesOf(await heldById(trial, "candidates", person.id));
      const kept = after.filter((name) => before.includes(name));
      assert.deepEqual(kept, before, "the tags that the candidate had");
    }
  },
};

/** What giving and taking a tag promise of those that the candidate then has. */
export function tagPromises(adds: boolean): readonly ContractPromise[] {
  const held = async (trial: Trial, id: string) =>
    ((await heldById(trial, "candidates", id))["tags"] as { name: string }[]).filter(({ name }) => name === tagName)
      .length;
  return [
    {
      promise: adds
        ? "gives the candidate the tag once, however often it is called"
        : "takes the tag from the candidate, and succeeds where there is none",
      async run(trial) {
        const [application] = await openApplications(trial);
        const candidate = application!.candidateId;
        if (!trial.offers("candidates.addTag")) return;
        await trial.call("candidates.addTag", { candidate, tag: tagName });
        assert.equal(await held(trial, candidate), 1, "the tag is not there once");
        await trial.call(trial.capability.id, { candidate, tag: tagName });
        assert.equal(await held(trial, candidate), adds ? 1 : 0);
        await trial.call(trial.capability.id, { candidate, tag: tagName });
        assert.equal(await held(trial, candidate), adds ? 1 : 0, "the second time");
      },
    },
    keepsTheOrder,
    ...(adds ? [] : [takesThatAlone]),
  ];
}
