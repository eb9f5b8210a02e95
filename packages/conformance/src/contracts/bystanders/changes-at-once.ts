import { AtsError, type CustomFieldDefinition } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { recordNouns } from "../../world.ts";
import { type Applied, deeds, idIn, type Kind, openOnes, tagsOf } from "../pieces/states.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** A change of a part of a record, and whether the ATS then holds it. */
interface Change {
  readonly id: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly isHeld: () => Promise<boolean>;
}

const kinds: readonly Kind[] = ["candidates", "applications", "jobs"];

/** Tags of one candidate: two are taken away, and two are added. */
async function ofTags(trial: Trial, { candidateId: candidate }: Applied): Promise<readonly Change[]> {
  const [adds, removes] = ["candidates.addTag", "candidates.removeTag"] as const;
  if (!trial.offers(adds)) return [];
  const has = async (tag: string) => (await tagsOf(trial, candidate)).some(({ name }) => name === tag);
  const added = ["At once 4853", "At once 4854"].map((tag) => ({
    id: adds,
    input: { candidate, tag },
    isHeld: () => has(tag),
  }));
  if (!trial.offers(removes)) return added;
  const removed: Change[] = [];
  for (const tag of ["At once 4855", "At once 4858"]) {
    const input = { candidate, tag };
    if (AtsError.is(await ending(() => trial.call(adds, input)))) return added;
    removed.push({ id: removes, input, isHeld: async () => !(await has(tag)) });
  }
  return [...removed, ...added];
}

/** Custom fields of one record: each is set by a call of its own. */
async function ofFields(trial: Trial, kind: Kind, applied: Applied): Promise<readonly Change[]> {
  const id = `${kind}.updateCustomFields`;
  if (!trial.offers(id) || !trial.offers(`${kind}.listCustomFields`) || !trial.world.customFieldValues) return [];
  const fields = (await trial.call(`${kind}.listCustomFields`)) as unknown as readonly CustomFieldDefinition[];
  const record = idIn(kind, applied);
  return fields
    .filter(({ type, readOnly }) => type === "text" && !readOnly)
    .slice(0, 2)
    .map((field, nth) => ({
      id,
      input: { [recordNouns[kind]]: record, updates: { [field.id]: `At once ${4856 + nth}` } },
      isHeld: async () => (await trial.world.customFieldValues!(kind, record))[field.id] === `At once ${4856 + nth}`,
    }));
}

async function ofStage(trial: Trial, applied: Applied): Promise<readonly Change[]> {
  const id = "applications.moveToStage";
  const input = trial.offers(id) ? await deeds[id]!.input(trial, applied) : undefined;
  if (!input) return [];
  const effects = await deeds[id]!.watch(trial, applied, input);
  return [{ id, input, isHeld: async () => (await effects(undefined)) === 1 }];
}

async function changesOf(trial: Trial): Promise<readonly Change[]> {
  const [applied] = await openOnes(trial);
  if (!applied) return [];
  const fields = await Promise.all(kinds.map((kind) => ofFields(trial, kind, applied)));
  return [...(await ofTags(trial, applied)), ...fields.flat(), ...(await ofStage(trial, applied))];
}

type Order = "one after the other" | "at once" | "at once, the last first";

/** The changes that ended well, and which of them the ATS does not hold. */
async function lostIn(trial: Trial, order: Order): Promise<readonly Change[]> {
  await using other = await trial.another();
  const { trial: on } = other;
  const changes = await changesOf(on);
  const given = order === "at once, the last first" ? changes.toReversed() : changes;
  await using fresh = await connectedTo(on);
  const call = ({ id, input }: Change) => ending(() => fresh.call(id, input, { timeoutMs: 600_000 }));
  const ends = new Map<Change, unknown>();
  if (order === "one after the other") for (const change of given) ends.set(change, await call(change));
  else await Promise.all(given.map(async (change) => ends.set(change, await call(change))));
  const lost: Change[] = [];
  for (const [change, ended] of ends)
    if (!AtsError.is(ended) && warningsOf(ended).length === 0 && !(await change.isHeld())) lost.push(change);
  return lost;
}

/** The commands of which the first that an adapter offers is asked: the changes are the same for each. */
const commands = ["candidates.addTag", ...kinds.map((kind) => `${kind}.updateCustomFields`)];

/** What commands promise that change parts of one record. */
export const changesAtOncePromise: ContractPromise = {
  promise: "loses no change of a record where several parts of it change at the same time",
  rules: [
    {
      rule: "no change of a record is lost where several parts of it change at the same time: what reads a part and writes all of it again waits for every other call that changes the part",
      tried: "it adds two tags and takes two away, sets two custom fields, and moves the application, all at once",
    },
  ],
  applies: ({ capability }) => commands.includes(capability),
  async run(trial) {
    if (commands.find((id) => trial.offers(id)) !== trial.capability.id) return;
    // What an ATS holds otherwise than it was given is so in any order.
    const usual = new Set((await lostIn(trial, "one after the other")).map(({ input }) => JSON.stringify(input)));
    for (const order of ["at once", "at once, the last first"] as const) {
      const lost = (await lostIn(trial, order)).filter(({ input }) => !usual.has(JSON.stringify(input)));
      assert.deepEqual(
        lost.map(({ id, input }) => `${id} ${JSON.stringify(input)}`),
        [],
        `${order}, each call gave a receipt, and the ATS does not hold it: where a command reads a part of a record and writes all of it again, let each that changes this part wait for the others (\`InTurn\` of @anyats/http)`,
      );
    }
  },
};
