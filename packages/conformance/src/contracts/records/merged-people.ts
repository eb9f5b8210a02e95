import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable, sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { isDeleted } from "../pieces/records.ts";
import { type Applied, deeds, openOnes } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

type Input = Readonly<Record<string, unknown>>;

/** How queries name a candidate. */
const queries: Readonly<Record<string, (candidate: string) => Input>> = {
  "candidates.get": (id) => ({ id }),
  "candidates.getEnhanced": (id) => ({ id }),
  "candidates.getResume": (candidate) => ({ candidate }),
  "candidates.listAttachments": (candidate) => ({ candidate }),
  "candidates.getCustomFieldValues": (candidate) => ({ candidate }),
};

const streams: ReadonlySet<string> = new Set(["candidates.stream", "applications.stream", "notes.stream"]);

/** The commands on a candidate whose effect a world can show. */
const isOfCandidate = (capability: string): boolean =>
  Object.hasOwn(deeds, capability) && deeds[capability]!.of.join() === "candidates";

/** The id of the one who is gone means nothing any more, or the one who is left. */
function isNobody(ended: unknown): boolean {
  if (!AtsError.is(ended)) return false;
  assert.equal(ended.fault, "caller", `whose fault it is to name a person who was merged into another (${ended.code})`);
  return true;
}

async function asksFor(trial: Trial, gone: Applied, left: Applied): Promise<void> {
  const { id } = trial.capability;
  await using fresh = await connectedTo(trial);
  const [old, now] = [
    await ending(() => fresh.call(id, queries[id]!(gone.candidateId))),
    await ending(() => fresh.call(id, queries[id]!(left.candidateId))),
  ];
  if (isDeclared(old) || isNobody(old)) return;
  assert.deepEqual(
    comparable(old),
    comparable(now),
    "the id of a person who was merged into another gives something else than the id of the one who is left: nobody may be known by two ids",
  );
}

async function reads(trial: Trial): Promise<void> {
  const { group } = trial.cell;
  await using fresh = await connectedTo(trial);
  const living = (await trial.world.records(group)).filter((record) => !isDeleted(record));
  for (const on of [trial, fresh]) {
    const all = (await on.stream(trial.capability.id).toArray()) as readonly Input[];
    sameIds(
      all.map(({ id }) => String(id)),
      living.map(({ id }) => id),
      "records after two people were merged",
    );
    const held = new Map(living.map((record) => [record.id, record]));
    for (const { id, candidateId } of all)
      if (candidateId !== undefined)
        assert.equal(candidateId, held.get(String(id))?.["candidateId"], "whose it is after two people were merged");
  }
}

async function does(trial: Trial, gone: Applied, left: Applied): Promise<void> {
  const { id } = trial.capability;
  const { input: inputOf, watch } = deeds[id]!;
  const input = await inputOf(trial, left);
  if (!input) return;
  const effects = await watch(trial, left, input);
  const ended = await ending(() => trial.call(id, { ...input, candidate: gone.candidateId }));
  if (isDeclared(ended) || isNobody(ended)) return;
  assert.equal(
    await effects(ended),
    1,
    "a command by the id of a person who was merged into another gave a receipt, and the one who is left has nothing of it",
  );
}

/** What every operation promises of two people whom somebody merges into one. */
export const mergedPeoplePromise: ContractPromise = {
  promise: "knows a person who was merged into another as that one alone",
  rules: [
    {
      rule: "a person who was merged into another is that one: the old id is refused as the caller's fault or means the one who is left, under that one's own id",
      tried: "`merge` merges two people, and it asks and writes by both ids",
    },
  ],
  applies: ({ capability }) =>
    Object.hasOwn(queries, capability) || streams.has(capability) || isOfCandidate(capability),
  async run(trial) {
    const { world, capability } = trial;
    if (!world.merge) return;
    const [gone, left] = await openOnes(trial);
    worldHas(gone && left, "the world has too few people with open applications");
    // What the connection knew of them before.
    if (Object.hasOwn(queries, capability.id)) await asksFor(trial, left, left);
    if ((await world.merge(gone.candidateId, left.candidateId)) === "never") return;
    if (streams.has(capability.id)) await reads(trial);
    else if (Object.hasOwn(queries, capability.id)) await asksFor(trial, gone, left);
    else await does(trial, gone, left);
  },
};
