import { z } from "zod/mini";
import type { CustomFieldDefinition } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { Trial } from "../../contract-test.ts";
import { foundOnce } from "../../kept-samples.ts";
import type { WorldRecord } from "../../world.ts";
import { valuesFor } from "./custom-field-values.ts";
import { fileCalled } from "./files.ts";
import { isDeleted } from "./records.ts";
import type { Sample } from "../../sample.ts";
import { wordsOf } from "./schema-paths.ts";
import { openApplications } from "./targets.ts";

export type Input = Readonly<Record<string, unknown>>;
export type Path = readonly (string | number)[];

/** Two inputs that differ in one field. */
export interface Pair {
  /** The field, as a path: `candidate.email`. */
  readonly field: string;
  readonly one: Input;
  readonly other: Input;
}

/** Every value of an input that holds nothing else, with its place. */
export function leavesOf(value: unknown, at: Path = []): readonly (readonly [path: Path, value: unknown])[] {
  if (typeof value === "function" || value === undefined) return [];
  if (typeof value !== "object" || value === null) return [[at, value]];
  // Of a list, its first entry stands for all.
  if (Array.isArray(value)) return value.length === 0 ? [] : leavesOf(value[0], [...at, 0]);
  return Object.entries(value).flatMap(([name, held]) => leavesOf(held, [...at, name]));
}

/** The same input with another value in one place. */
export function withValue(input: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value;
  const inner = withValue((input as Input | undefined)?.[first as string], rest, value);
  if (Array.isArray(input)) return input.map((held: unknown, index) => (index === first ? inner : held));
  return { ...(input as object), [first]: inner };
}

export const nameOf = (path: Path): string =>
  path
    .map((part) => (typeof part === "number" ? "[]" : `.${part}`))
    .join("")
    .replace(/^\./, "");

/** Whose ids and other values an input may name. */
const groups = ["jobs", "candidates", "applications", "users", "rejectionReasons", "interviews"] as const;

/** Everything that the world holds and an input may name. */
export const heldBy = (trial: Pick<Trial, "world" | "samples">): Promise<readonly (readonly WorldRecord[])[]> =>
  foundOnce(trial, "what it holds", async () => {
    const held: (readonly WorldRecord[])[] = [];
    for (const group of groups) held.push(await trial.world.records(group));
    return held;
  });

export const idsIn = (held: readonly (readonly WorldRecord[])[]): ReadonlySet<string> =>
  new Set(held.flat().flatMap(({ id, ...rest }) => [id, String(rest["remoteId"])]));

const placesIn = new WeakMap<readonly (readonly WorldRecord[])[], Held>();

/** Where each text stands first, among which records and at which place. */
export type Held = ReadonlyMap<string, { readonly records: readonly WorldRecord[]; readonly path: Path }>;

export function heldIn(held: readonly (readonly WorldRecord[])[]): Held {
  const found = placesIn.get(held);
  if (found) return found;
  const places = new Map<string, { readonly records: readonly WorldRecord[]; readonly path: Path }>();
  placesIn.set(held, places);
  for (const records of held)
    for (const record of records)
      for (const [path, leaf] of leavesOf(record))
        if (typeof leaf === "string" && !places.has(leaf)) places.set(leaf, { records, path });
  return places;
}

/** What other records hold where one of them holds a value: another id for an id, another address for an address. */
function ofOthers(held: Held, value: string): readonly string[] {
  const { records = [], path = [] } = held.get(value) ?? {};
  const found = records.flatMap((each) => {
    const theirs = path.reduce<unknown>((at, part) => (at as Input | null | undefined)?.[part as string], each);
    return typeof theirs === "string" && theirs !== "" && theirs !== value && !isDeleted(each) ? [theirs] : [];
  });
  return [...new Set(found)];
}

const later = (text: string) => new Date(Date.parse(text) + 600_000).toISOString();

/** Another text of the same form. */
function otherText(text: string): string {
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return later(text);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${Number(text.slice(0, 4)) + 1}${text.slice(4)}`;
  if (/^[^@\s]+@[^@\s]+$/.test(text)) return `other.${text}`;
  if (/^https?:/.test(text)) return `${text}9`;
  if (/^\+?[\d\s]+$/.test(text)) return text.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
  if (/^[^/\\]+\.\w{2,4}$/.test(text)) return `Other ${text}`;
  if (text.length > 40 && /^[A-Za-z0-9+/]+=*$/.test(text)) return fileCalled("other-4816.pdf", "OTHER").base64;
  return `${text} 4816`;
}

const known = new WeakMap<object, ReadonlyMap<string, readonly string[]>>();

/** The words that each field of an input knows. */
export function wordsIn({ input }: Trial["capability"]): ReadonlyMap<string, readonly string[]> {
  const words = known.get(input) ?? wordsOf(input);
  known.set(input, words);
  return words;
}

/** The same input with another value in one place, where its schema takes one. */
export function varied(trial: Trial, held: Held, input: Input, path: Path): Input | undefined {
  const value = path.reduce<unknown>((at, part) => (at as Input | undefined)?.[part as string], input);
  const words = wordsIn(trial.capability).get(nameOf(path)) ?? [];
  const others: readonly unknown[] =
    typeof value === "string"
      ? [
          ...ofOthers(held, value),
          ...words.filter((word) => word !== value),
          ...(words.length > 0 ? [] : [otherText(value)]),
        ]
      : typeof value === "number"
        ? [value + 1]
        : typeof value === "boolean"
          ? [!value]
          : [];
  for (const other of others) {
    const made = withValue(input, path, other) as Input;
    if (z.safeParse(trial.capability.input, made).success) return made;
  }
  return undefined;
}

/** From shortly before where a text differs from another. */
function fromWhereItDiffers(text: string | undefined, other: string | undefined): string {
  if (text === undefined || other === undefined) return text ?? "not there";
  let at = 0;
  while (at < text.length && text[at] === other[at]) at += 1;
  return text.length <= 300 ? text : `…${text.slice(Math.max(0, at - 120), at + 180)}…`;
}

/** Fails with what a state has and none of those that are allowed. */
export function sameLines(
  found: ReadonlyMap<string, string>,
  allowed: readonly ReadonlyMap<string, string>[],
  what: string,
): void {
  for (const key of new Set([...found.keys(), ...allowed.flatMap((each) => [...each.keys()])])) {
    const texts = allowed.map((each) => each.get(key));
    const text = found.get(key);
    if (texts.includes(text)) continue;
    const otherwise = texts.map((each) => fromWhereItDiffers(each, text)).join(" or ");
    assert.fail(`${what}: ${key} is ${fromWhereItDiffers(text, texts[0])}, and otherwise ${otherwise}`);
  }
}

interface Stage {
  readonly id: string;
  readonly movable: boolean;
}

/** What an input may name that no record of the world holds. */
async function stagesFor(trial: Trial, base: Input): Promise<readonly string[]> {
  if (typeof base["stage"] !== "string" || !trial.offers("applications.listStages")) return [];
  const application = (await openApplications(trial)).find(({ id }) => id === base["application"]);
  const jobId = application?.jobId ?? base["job"];
  const stages: readonly Stage[] = await trial.call("applications.listStages", { jobIds: [jobId] });
  return stages.flatMap(({ id, movable }) =>
    movable && id !== base["stage"] && id !== application?.stageId ? [id] : [],
  );
}

export interface Varied extends Pair {
  /** The same person entered twice: the ATS itself decides by which of them comes first. */
  readonly isOnePerson?: boolean;
}

/** Inputs that differ in one field, for each field that the kit knows a good value of. */
export async function variationsOf(trial: Trial, held: Held, samples: readonly Sample[]): Promise<readonly Varied[]> {
  const [first] = samples;
  if (!first) return [];
  const made: Varied[] = [];
  const stages = await stagesFor(trial, first.input);
  const entersPeople = typeof first.input["candidate"] === "object";
  for (const { input, tries } of samples) {
    if (tries.length > 1) continue;
    for (const [path] of leavesOf(input)) {
      const field = nameOf(path);
      const isTried = tries.length === 0 ? input === first.input : field.startsWith(tries[0]!);
      if (!isTried || /^(application|applications|candidate|job|interview)(\[\])?$/.test(field)) continue;
      const other = field === "stage" ? stages[0] && { ...input, stage: stages[0] } : varied(trial, held, input, path);
      if (other) made.push({ field, one: input, other, isOnePerson: entersPeople && field !== "candidate.email" });
    }
  }
  made.push(...(await ofTwoFields(trial, first.input)));
  return made;
}

/** Inputs that differ from that of the first sample in one field each, and name the same record. */
export const variedInputs = async (trial: Trial, samples: readonly Sample[]): Promise<readonly Input[]> =>
  (await variationsOf(trial, heldIn(await heldBy(trial)), samples)).flatMap(({ one, other }) =>
    one === samples[0]?.input ? [other] : [],
  );

/** Two fields of one record, each in an update of its own. An ATS may keep the last ones in another place than the first. */
async function ofTwoFields(trial: Trial, { updates, ...rest }: Input): Promise<readonly Varied[]> {
  const { group } = trial.cell;
  if (!updates || !trial.offers(`${group}.listCustomFields`)) return [];
  const fields: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
  const writable = fields.filter((field) => !field.readOnly && valuesFor(field).length > 0);
  const update = (field: CustomFieldDefinition) => ({ ...rest, updates: { [field.id]: valuesFor(field)[0] } });
  return [writable.slice(0, 2), writable.slice(-2)].flatMap(([one, other]) =>
    one && other ? [{ field: `updates.${one.id}`, one: update(one), other: update(other) }] : [],
  );
}
