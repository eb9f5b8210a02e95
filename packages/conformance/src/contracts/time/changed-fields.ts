import { AtsError, type CoverageCell, type CustomFieldContent } from "@anyats/core";
import { strict as assert } from "node:assert";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { recordNouns } from "../../world.ts";
import { failureOf } from "../pieces/calling.ts";
import { settableFields, valuesFor } from "../pieces/custom-field-values.ts";
import { lastingConnection } from "../pieces/lasting.ts";
import { oneOf, type Random } from "../pieces/seeded.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";
import { comparisonsOf } from "./changed-lists.ts";

type Group = keyof typeof recordNouns;

const readOn = "a connection may live for weeks, and customers change their custom fields meanwhile";

/** A custom field that can be set, and that somebody removes and brings back; undefined where the adapter lists none. */
async function changeable(trial: Trial) {
  const { world } = trial;
  const group = trial.cell.group as Group;
  const list = `${group}.listCustomFields`;
  if (!trial.offers(list)) return undefined;
  worldHas(
    world.setCustomField,
    `the world cannot remove a custom field of ${group} and bring it back: write WorldSession.setCustomField`,
  );
  const [field] = await settableFields(trial, group);
  worldHas(field, "the world has no custom field that can be set, and whose name no other has");
  return {
    group,
    field,
    set: async (exists: boolean) => world.setCustomField!(group, field.id, exists),
    listed: async ({ call }: Trial) => (await call(list, { refresh: true })) as unknown as readonly { id: string }[],
  };
}

/** How many custom fields somebody removes, one at a time: the others are still there, and one may come as another goes. */
const mostFields = 2;

/** Somebody who now and then removes a custom field, or brings back the one that was removed. */
export class FieldChanges {
  readonly #trial: Trial;
  readonly #group: Group;
  readonly #random: Random;
  #ids: readonly string[] | undefined;
  #removed: string | undefined;

  constructor(trial: Trial, group: Group, random: Random) {
    this.#trial = trial;
    this.#group = group;
    this.#random = random;
  }

  /** @param on A connection whose app asks for the fields again. @returns What was done; undefined where nothing can be. */
  async next(on: Pick<Trial, "call">): Promise<string | undefined> {
    const { world, offers } = this.#trial;
    const list = `${this.#group}.listCustomFields`;
    if (!world.setCustomField || !offers(list)) return undefined;
    this.#ids ??= (await settableFields(this.#trial, this.#group)).slice(0, mostFields).map(({ id }) => id);
    const removed = this.#removed;
    const id = removed ?? oneOf(this.#random, this.#ids);
    if (id === undefined) return undefined;
    await world.setCustomField(this.#group, id, removed !== undefined);
    this.#removed = removed === undefined ? id : undefined;
    await on.call(list, { refresh: true });
    return `somebody ${removed === undefined ? "removes" : "restores"} the custom field ${id}`;
  }
}

const fieldsChangeRule: Rule = {
  rule: "a custom field is removed or added while a connection lives: reads go on, an added one can be set at once (definitions that are kept are read again before one is called unknown, `checkedAgainstKept` of `@anyats/http` does so), a removed one is refused",
  tried: "`setCustomField()` removes one and brings it back",
};

const listing: ContractPromise = {
  promise: "shows added custom fields, and no removed one, when it reads them again",
  rules: [fieldsChangeRule],
  applies: ({ capability }) => capability.endsWith(".listCustomFields"),
  async run(trial) {
    const change = await changeable(trial);
    if (!change) return;
    await using lasting = await lastingConnection(trial);
    for (const exists of [false, true]) {
      await lasting.trial.call(trial.capability.id);
      await change.set(exists);
      const truth = (await trial.world.customFields?.(change.group)) ?? [];
      const shown = await change.listed(lasting.trial);
      sameIds(
        shown.map(({ id }) => id),
        truth.map(({ id }) => id),
        `the custom fields after one was ${exists ? "added" : "removed"} and \`refresh\` was given; ${readOn}`,
      );
    }
  },
};

const updating: ContractPromise = {
  promise: "sets a custom field that was added while it is connected, and no removed one",
  rules: [fieldsChangeRule],
  applies: ({ capability }) => capability.endsWith(".updateCustomFields"),
  async run(trial) {
    const change = await changeable(trial);
    if (!change) return;
    const { field, group, set } = change;
    const [id] = trial.world.ids(group);
    await using lasting = await lastingConnection(trial);
    const update = (name: string, value: CustomFieldContent) =>
      ending(() => lasting.trial.call(trial.capability.id, { [recordNouns[group]]: id, updates: { [name]: value } }));
    const stored = async () => (await trial.world.customFieldValues?.(group, id!))?.[field.id];
    const [first, second] = valuesFor(field);
    await set(false);
    await lasting.trial.call(`${group}.listCustomFields`);
    await set(true);
    for (const [key, value] of [
      [field.id, first],
      [field.name, second],
    ] as const) {
      const ended = await update(key, value!);
      const error = failureOf(ended);
      if (error) assert.fail(`a custom field was added, and setting "${key}" ended in ${error.message}; ${readOn}`);
      if (trial.world.customFieldValues) assert.deepEqual(await stored(), value, `what the ATS holds in ${key}`);
    }
    await set(false);
    const ended = await update(field.id, first!);
    const error = failureOf(ended);
    assert.ok(
      error ?? warningsOf(ended).length > 0,
      `a custom field was removed, and setting it gave a receipt without a warning; ${readOn}`,
    );
    if (error) assert.notEqual(error.retry, "unknown-outcome", `setting a removed field ended in ${error.code}`);
    await set(true);
    if (trial.world.customFieldValues) assert.deepEqual(await stored(), second, "a removed field was written");
  },
};

/** What lists and updates of custom fields promise where the fields change. */
export const changedFieldPromises: readonly ContractPromise[] = [listing, updating];

/**
 * What a capability that reads promises where custom fields change.
 * @param promises What the cell promises: those that compare an answer with what the world holds are tried again.
 */
export function readsWithChangedFields(
  cell: CoverageCell,
  promises: readonly ContractPromise[],
): readonly ContractPromise[] {
  const isOfRecords = Object.hasOwn(recordNouns, cell.group) && !cell.capability.endsWith(".listCustomFields");
  const comparisons = isOfRecords && cell.kind !== "command" ? comparisonsOf(cell, promises) : [];
  if (comparisons.length === 0) return [];
  return [
    {
      promise: "reads on when a custom field is removed or added while it is connected",
      rules: [fieldsChangeRule],
      async run(trial) {
        const change = await changeable(trial);
        if (!change) return;
        await using lasting = await lastingConnection(trial);
        const read = async () => {
          for (const compare of comparisons) await compare(lasting.trial);
        };
        await change.listed(lasting.trial);
        await read();
        await change.set(false);
        // What is kept may show a removed field as empty, until it is read again; but the record must come.
        await read().catch((error: unknown) => {
          if (AtsError.is(error)) assert.fail(`a custom field was removed: ${error.message}; ${readOn}`);
        });
        for (const exists of [false, true]) {
          await change.set(exists);
          await change.listed(lasting.trial);
          await read();
        }
      },
    },
  ];
}
