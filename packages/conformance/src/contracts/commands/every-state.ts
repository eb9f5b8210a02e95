import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import type { RecordState, WorldRecord } from "../../world.ts";
import { failureOf } from "../pieces/calling.ts";
import { differenceOf } from "../pieces/records.ts";
import {
  type Applied,
  type Applying,
  type Deed,
  deeds,
  idIn,
  type Kind,
  nameOf,
  openOnes,
  orGone,
  statesOf,
} from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

interface Case {
  readonly kind: Kind;
  readonly state: RecordState | "deleted" | Applying;
}

/** A person of the world that has so many applications. */
async function personWith({ world }: Trial, applying: Applying): Promise<string | undefined> {
  const all = (await world.records("applications")).map(({ candidateId }) => candidateId);
  const isRight = (id: string) => {
    const { length } = all.filter((candidateId) => candidateId === id);
    return applying === "without applications" ? length === 0 : length > 1;
  };
  return world.ids("candidates").find(isRight);
}

/** Brings a record into a state. @returns false where no record of this ATS can be in it. */
async function isBrought({ world }: Trial, { kind, state }: Case, applied: Applied): Promise<boolean> {
  const id = idIn(kind, applied);
  if (typeof state === "object") return (await world.become!(id, state)) !== "never";
  if (state === "deleted") await world.remove(kind, id);
  return true;
}

/** What is seen of a record that a repeat must leave as it is: when it changed is not. */
export const seen = (record: WorldRecord | undefined) => {
  const { changedAt: _changed, updatedAt: _updated, ...rest } = record ?? { id: "" };
  return JSON.stringify(rest);
};

/** @returns false where no record of this ATS can be in the state. */
async function performsIn(trial: Trial, one: Case, applied: Applied, deed: Deed): Promise<boolean> {
  const { world } = trial;
  const { id } = trial.capability;
  const what = `of ${nameOf(one.kind, one.state)}`;
  const input = await deed.input(trial, applied);
  if (!input || !(await isBrought(trial, one, applied))) return false;
  const watched = await deed.watch(trial, applied, input);
  const effects = one.state === "deleted" ? orGone(watched) : watched;
  const isDone = async (ended: unknown) => (await effects(ended)) === 1;
  const wasDone = trial.cell.effect !== "creates" && (await isDone(undefined));
  const ended = await ending(() => trial.call(id, input));
  if (isDeclared(ended)) return true;
  const error = failureOf(ended);
  if (error) {
    const done = !wasDone && (await isDone(ended));
    assert.ok(
      !done || error.retry === "unknown-outcome",
      `${id} ${what} ended in ${error.code}, and the ATS holds what was asked for`,
    );
    return true;
  }
  if (warningsOf(ended).length === 0)
    assert.ok(
      await isDone(ended),
      `${id} ${what}: a receipt without a warning, and the ATS shows nothing of it: write it, refuse it, or warn`,
    );
  if (trial.cell.effect === "creates" || one.kind !== "applications" || !(await isDone(ended))) return true;
  const record = async () => (await world.records("applications")).find((each) => each.id === applied.id);
  const before = seen(await record());
  const again = await ending(() => trial.call(id, input));
  assert.ok(AtsError.is(again) || (await isDone(again)), `${id} ${what}: the repeat took back what was done`);
  assert.equal(seen(await record()), before, `${id} ${what}: the repeat changed the application`);
  return true;
}

const inEveryState: ContractPromise = {
  promise: "carries out, refuses or warns, whatever state its records are in",
  rules: [
    {
      rule: "a command writes, refuses or warns in every state of its records: each outcome, a word that only this ATS has, no stage, a closed job, no address, a deleted record",
      tried: "`become` and `remove` bring records into each state before the command",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(deeds, capability),
  async run(trial) {
    const deed = deeds[trial.capability.id]!;
    worldHas(trial.world.become, "the world brings no record into a state: write WorldSession.become");
    const cases = deed.of.flatMap((kind) => statesOf(kind).map((state) => ({ kind, state })));
    // Where there are fewer applications than states, the last states are tried in another copy of the world.
    let open = await openOnes(trial);
    worldHas(open.length > 2, "the world has too few open applications");
    for (const state of ["without applications", "with several applications"] as const) {
      const candidateId = deed.of.every((kind) => kind === "candidates") ? await personWith(trial, state) : undefined;
      if (candidateId === undefined) continue;
      await performsIn(trial, { kind: "candidates", state }, { ...open[0]!, candidateId }, deed);
    }
    let on = trial;
    await using copies = new AsyncDisposableStack();
    for (const one of cases) {
      if (open.length === 0) {
        on = copies.use(await trial.another()).trial;
        open = await openOnes(on);
      }
      const [applied, ...others] = open as [Applied, ...Applied[]];
      if (await performsIn(on, one, applied, deed)) open = others;
    }
  },
};

/** Reads one record after the other in every state, on a connection that has read it before. */
const readInEveryState: ContractPromise = {
  promise: "gives a record in every state as the ATS holds it",
  applies: ({ capability }) => /^(jobs|applications|candidates)\.get$/.test(capability),
  async run(trial) {
    const kind = trial.cell.group as Kind;
    if (!trial.world.become) return;
    const ids = trial.world.ids(kind);
    worldHas(ids.length > 0, `the world has no ${kind}`);
    await using fresh = await connectedTo(trial);
    const { onlyValues } = trial.adapter.facts.traits ?? {};
    for (const [index, state] of statesOf(kind).entries()) {
      const id = ids[index % ids.length]!;
      if (state === "deleted" || onlyValues?.[kind]?.[state.field]) continue;
      await ending(() => fresh.call(trial.capability.id, { id }));
      if ((await trial.world.become(id, state)) === "never") continue;
      const given = (await fresh.call(trial.capability.id, { id })) as WorldRecord;
      const truth = (await trial.world.records(kind)).find((each) => each.id === id)!;
      const first = differenceOf(given, truth);
      assert.equal(first, undefined, `of ${nameOf(kind, state)}: ${first}`);
    }
  },
};

/** What capabilities promise of records in every state. */
export const everyStatePromises: readonly ContractPromise[] = [inEveryState, readInEveryState];
