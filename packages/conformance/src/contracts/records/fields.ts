import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { scalarsIn } from "../../fields.ts";
import { worldHas } from "../../world-lacks.ts";
import { type Kind, recordNouns, type RemovableKind, type WorldRecord } from "../../world.ts";
import { isAbsent } from "../pieces/absent-fields.ts";
import { allOf } from "../pieces/all-of.ts";
import { fromAllOver } from "../pieces/from-all-over.ts";
import { type AnyRecord, arrivesAsHeld, fullestFirst, groupOf, held, streamsAsHeld } from "../pieces/records.ts";
import { fieldPaths, isFilled, valuesAt } from "../pieces/schema-paths.ts";
import { ending, makes } from "../pieces/striking.ts";
import { withoutDrift } from "../pieces/without-drift.ts";

/** Fields that no ATS holds: what the connection adds, and what is asked for apart. */
const ofTheConnection = new Set(["raw", "provenance", "customFields", "integrationFields"]);

/** Reads a few records one by one, by each of the ids that are named in turn, and compares each with what the world holds. */
async function asHeldBy(trial: Trial, namesOf: (nth: number) => readonly ("id" | "remoteId")[]): Promise<void> {
  const wanted = await held(trial);
  for (const [nth, truth] of fromAllOver([...wanted.values()]).entries())
    for (const by of new Set(namesOf(nth).map((name) => (typeof truth[name] === "string" ? name : "id")))) {
      const found = (await trial.call(trial.capability.id, { [by]: truth[by] })) as AnyRecord;
      assert.equal(found.id, truth.id, `by ${by} ${String(truth[by])}`);
      arrivesAsHeld([found], wanted);
    }
}

/** Reads each of a few records by both of its ids. */
export const singlesAsHeld = (trial: Trial): Promise<void> => asHeldBy(trial, () => ["id", "remoteId"]);

/** The same by one id each, for promises that read them several times. */
const singlesInTurn = (trial: Trial): Promise<void> => asHeldBy(trial, (nth) => [nth % 2 === 0 ? "id" : "remoteId"]);

/** Reads records while the ATS says in one place only what it says in two. */
async function saidOnce(trial: Trial, asHeld: (trial: Trial) => Promise<void>): Promise<void> {
  if (await makes(trial, "said-once")) await asHeld(trial);
}

const threeThingsRule: Rule = {
  rule: "null, empty and absent are three things",
  tried: "records are compared with `records()`, field by field",
};

const passedThroughRule: Rule = {
  rule: "what the customer passes through arrives whole: each of `customFields`, and each of `integrationFields` with its key, label, type and value",
  tried: "it compares both where `records()` names them",
};

const ownFieldsRule: Rule = {
  rule: "a value that a record holds in a field of the customer stands in its `customFields` wherever that field is one of them: as it is, if it is a text, a number or a truth",
  tried: "it compares them with `customFieldValues()`, by the ids or the names that `customFields()` gives",
};

const saidOnceRule: Rule = {
  rule: "what the ATS says in two places is read where it says it in one",
  tried: "`said-once` takes the second place away, or the newer word",
};

/** Whether a record says that it is deleted, or the one that it is joined with. */
const saysDeleted = (kind: keyof typeof recordNouns, given: unknown): boolean => {
  const record = given as Readonly<Record<string, { readonly deletedAt?: unknown } | undefined>>;
  return Boolean(record["deletedAt"] ?? record[recordNouns[kind]]?.deletedAt);
};

/** Types of custom fields whose values have one form. */
const ofOneForm = new Set<unknown>(["text", "long-text", "number", "boolean", "url", "email", "phone"]);

/** How many records are compared. */
const mostCompared = 20;

/** The names of all fields in a value: an ATS may call a field by its id, or put the id beside the value. */
const namesIn = (value: unknown): readonly string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, held]) => [name, ...namesIn(held)])
    : [];

/** No record passes any of them on: then the ATS sends none with its records. */
async function noneSent(
  trial: Trial,
  group: "jobs" | "applications" | "candidates",
  defined: readonly WorldRecord[],
): Promise<void> {
  const rows = await trial.stream(trial.capability.id, {}, { raw: true }).toArray();
  for (const { id, raw } of rows.slice(0, mostCompared) as readonly { readonly id: string; readonly raw?: unknown }[]) {
    const truth: Readonly<Record<string, unknown>> = await trial.world.customFieldValues!(group, id);
    const sent = new Set<unknown>([...scalarsIn([raw]), ...namesIn(raw)]);
    for (const { id: field, type } of defined) {
      const value = truth[field];
      assert.ok(
        type !== "text" || typeof value !== "string" || !sent.has(field) || !sent.has(value),
        `record ${id}: the ATS sends ${JSON.stringify(value)} in its field ${field}, and no \`customFields\` hold anything`,
      );
    }
  }
}

/** Compares what records pass on of the customer's own fields with what the world says that they hold. */
async function ownFieldsAsHeld(trial: Trial): Promise<void> {
  const { world } = trial;
  const group = groupOf(trial) as "jobs" | "applications" | "candidates";
  // Of an ATS whose fields no operation reads, a world need not know them.
  const defined = trial.offers(`${group}.getCustomFieldValues`) ? await world.customFields?.(group) : undefined;
  if (!defined || !world.customFieldValues) return;
  const rows = (await allOf(trial)) as readonly AnyRecord[];
  const own = rows.map((row) => row["customFields"] as Readonly<Record<string, unknown>>);
  const keyOf = ({ id, name }: WorldRecord) =>
    [id, String(name)].find((key) => own.some((all) => Object.hasOwn(all, key)));
  const keys = defined.map((field) => [field, keyOf(field)] as const);
  if (keys.every(([, key]) => key === undefined)) return noneSent(trial, group, defined);
  for (const [nth, { id }] of rows.slice(0, mostCompared).entries()) {
    const truth: Readonly<Record<string, unknown>> = await world.customFieldValues(group, id);
    for (const [field, key] of keys) {
      const held = truth[field.id] ?? null;
      if (held === null) continue;
      const passedOn = key === undefined ? null : (own[nth]![key] ?? null);
      assert.notEqual(passedOn, null, `record ${id}: the value of \`${key ?? field.id}\` is lost in \`customFields\``);
      if (ofOneForm.has(field["type"])) assert.deepEqual(passedOn, held, `record ${id}: \`customFields.${key}\``);
    }
  }
}

/** What every stream promises of the fields of its records. */
export const fieldPromises: readonly ContractPromise[] = [
  {
    promise: "gives each field of each record the value that the ATS holds",
    rules: [threeThingsRule, passedThroughRule],
    run: (trial) => withoutDrift(trial, () => streamsAsHeld(trial)),
    ofTimes: streamsAsHeld,
  },
  {
    promise: "passes on what records hold in the customer's own fields",
    rules: [ownFieldsRule],
    applies: ({ capability }) => /^(jobs|candidates|applications)\./.test(capability),
    run: ownFieldsAsHeld,
    ofVersions: true,
  },
  {
    promise: "gives the same where the ATS says once what it says twice",
    rules: [saidOnceRule],
    run: (trial) => saidOnce(trial, streamsAsHeld),
  },
  {
    promise: "gives the same for records that are deleted, with the time of the deletion",
    rules: [
      {
        rule: "all of a deleted record arrives where the ATS keeps it, as of a living one: also what takes a further request, such as the rest of a list in it",
        tried:
          "it removes the record of which the ATS holds the most, and the last one, and compares them with `records()`",
      },
    ],
    applies: ({ capability }) => !/^(users|roles|tags)\./.test(capability),
    async run(trial) {
      const last = [...(await held(trial)).keys()].at(-1)!;
      const [fullest] = await fullestFirst(trial, groupOf(trial));
      const removed = new Set([last, fullest!.id]);
      for (const id of removed) if ((await trial.world.remove(groupOf(trial) as RemovableKind, id)) === "never") return;
      const wanted = await held(trial, true);
      const records = (await trial
        .stream(trial.capability.id, { includeDeleted: true })
        .toArray()) as unknown as AnyRecord[];
      const gone = records.filter(({ id }) => removed.has(id));
      if (trial.adapter.facts.traits?.deletions === "by-comparison") {
        assert.deepEqual(gone, [], "the deleted record arrives, although the ATS keeps nothing of it");
        return;
      }
      assert.equal(gone.length, removed.size, "the deleted record did not arrive");
      for (const each of gone) assert.ok(each["deletedAt"], "the deleted record says nothing of its deletion");
      arrivesAsHeld(gone, wanted);
    },
  },
  {
    promise: "has a value for each field in some record, or declares that the ATS lacks it",
    async run(trial) {
      const records = [...(await held(trial, true)).values()];
      const arrived = (await trial.stream(trial.capability.id).toArray()) as unknown as AnyRecord[];
      const fills = (all: readonly object[], path: string) =>
        all.some((record) => valuesAt(record, path).some(isFilled));
      const paths = fieldPaths(trial.capability.output).filter(
        (path) => !ofTheConnection.has(path.split(/[.[]/, 1)[0]!) && path !== "deletedAt",
      );
      const untried = paths.filter((path) => !isAbsent(trial, path) && !fills(records, path));
      worldHas(untried.length === 0, `fields that no record of the world fills: ${untried.join(", ")}`);
      const denied = paths.filter((path) => isAbsent(trial, path) && fills(arrived, path));
      assert.deepEqual(denied, [], "fields that arrive although the adapter's traits deny them");
    },
    ofVersions: true,
  },
];

/** What every read of a single record promises of its fields. */
export const singleRecordPromises: readonly ContractPromise[] = [
  {
    promise: "gives each field the value that the ATS holds, by id and by the ATS's own id",
    rules: [threeThingsRule, passedThroughRule],
    applies: ({ capability }) => /^(jobs|candidates|applications)\.get$/.test(capability),
    run: singlesAsHeld,
    ofVersions: true,
    ofTimes: singlesInTurn,
    ofCustomers: singlesInTurn,
  },
  {
    promise: "gives the same where the ATS says once what it says twice",
    rules: [saidOnceRule],
    applies: ({ capability }) => /^(jobs|candidates|applications)\.get$/.test(capability),
    run: (trial) => saidOnce(trial, singlesAsHeld),
  },
  {
    promise: "gives a deleted record as deleted, or not at all",
    rules: [
      {
        rule: "an ATS may keep a deleted record, with a mark, in its own API: what is read there by its id is `record.not-found`, or says the deletion",
        tried: "it asks by both ids for a record that was removed, with `get` and with `getEnhanced`",
      },
    ],
    applies: ({ capability }) => /^(jobs|candidates|applications)\.(get|getEnhanced)$/.test(capability),
    async run(trial) {
      const group = groupOf(trial) as keyof typeof recordNouns;
      const [fullest] = await fullestFirst(trial, group);
      const { id: gone, remoteId } = fullest as AnyRecord;
      const names = [{ id: gone }, ...(typeof remoteId === "string" ? [{ remoteId }] : [])];
      for (const each of names) await trial.call(trial.capability.id, each);
      await trial.world.remove(group, gone);
      for (const each of names) {
        const given = await ending(() => trial.call(trial.capability.id, each));
        const by = Object.keys(each).join("");
        if (AtsError.is(given)) assert.equal(given.code, "record.not-found", `by ${by}`);
        else assert.ok(saysDeleted(group, given), `the record is deleted, and is given by ${by} as one that is there`);
      }
    },
  },
  {
    promise: "gives a record as it is after a change to a connection that has read it before",
    applies: ({ capability }) => /^(jobs|candidates|applications)\.get$/.test(capability),
    async run(trial) {
      await singlesInTurn(trial);
      const group = groupOf(trial) as Kind;
      for (const id of trial.world.ids(group).slice(0, 5)) await trial.world.touch(group, id);
      await singlesInTurn(trial);
    },
  },
];
