import { AtsError, type CustomFieldDefinition } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import { recordNouns } from "../../world.ts";
import { settableFields, valuesFor } from "./custom-field-values.ts";
import { isDeleted } from "./records.ts";
import { fileCalled, storedAs } from "./files.ts";
import { type Applied, deeds, idIn, type Kind, tagsOf } from "./states.ts";
import { ending } from "./striking.ts";
import type { Of } from "./targets.ts";

/** A change of a part of a record, and whether the ATS then holds it. */
export interface Change {
  readonly id: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly isHeld: () => Promise<boolean>;
  /** The place of which a later change replaces this one, where there is one. */
  readonly place?: string;
}

export type Making = (trial: Trial, applied: Applied, mark: string) => Promise<Change | undefined>;

export const addsTag: Making = async (trial, { candidateId: candidate }, mark) => {
  if (!trial.offers("candidates.addTag")) return undefined;
  const tag = `Added ${mark}`;
  const count = async () => (await tagsOf(trial, candidate)).filter(({ name }) => name === tag).length;
  return { id: "candidates.addTag", input: { candidate, tag }, isHeld: async () => (await count()) === 1 };
};

/** The tag is there before. */
export const removesTag: Making = async (trial, { candidateId: candidate }, mark) => {
  const tag = `Removed ${mark}`;
  if (!trial.offers("candidates.removeTag") || !trial.offers("candidates.addTag")) return undefined;
  const input = { candidate, tag };
  if (AtsError.is(await ending(() => trial.call("candidates.addTag", input)))) return undefined;
  const isHeld = async () => !(await tagsOf(trial, candidate)).some(({ name }) => name === tag);
  return { id: "candidates.removeTag", input, isHeld };
};

/** The types of custom fields whose values ATSs hold as they are given. */
const plain: ReadonlySet<string> = new Set(["text", "long-text", "number", "boolean", "single-select"]);

/** Sets every other custom field of a record, from the first or the second one on. */
export const setsFields =
  (kind: Kind, from: 0 | 1): Making =>
  async (trial, applied, mark) => {
    const id = `${kind}.updateCustomFields`;
    const heldIn = trial.world.customFieldValues?.bind(trial.world);
    if (!trial.offers(id) || !trial.offers(`${kind}.listCustomFields`) || !heldIn) return undefined;
    const fields = (await settableFields(trial, kind)).filter(({ type }) => plain.has(type));
    const record = idIn(kind, applied);
    const held = await heldIn(kind, record);
    const valueOf = (field: CustomFieldDefinition): unknown => {
      if (field.type.endsWith("text")) return `Set ${mark}`;
      return field.type === "number" ? Number(mark) : valuesFor(field).find((value) => value !== held[field.id]);
    };
    const given = fields.filter((_field, nth) => nth % 2 === from).map((field) => [field.id, valueOf(field)] as const);
    if (given.length === 0) return undefined;
    return {
      id,
      input: { [recordNouns[kind]]: record, updates: Object.fromEntries(given) },
      place: `fields ${from} of ${kind}`,
      async isHeld() {
        const now = await heldIn(kind, record);
        return given.every(([field, value]) => now[field] === value);
      },
    };
  };

export const moves: Making = async (trial, applied) => {
  const id = "applications.moveToStage";
  const input = trial.offers(id) ? await deeds[id]!.input(trial, applied) : undefined;
  if (!input) return undefined;
  const effects = await deeds[id]!.watch(trial, applied, input);
  return { id, input, isHeld: async () => (await effects(undefined)) === 1, place: "stage" };
};

/** Ends the application: another one is needed for the next. */
export const rejects: Making = async ({ world, offers }, { id: application }) => {
  const [reasonId] = world.ids("rejectionReasons");
  if (!offers("applications.reject") || reasonId === undefined) return undefined;
  const isHeld = async () => (await world.application(application)).rejected;
  return { id: "applications.reject", input: { application, reasonId }, isHeld };
};

export const notes =
  (of: Of): Making =>
  async (trial, applied, mark) => {
    const [id, record, text] = [`${of}s.addNote`, idIn(`${of}s`, applied), `A note ${mark}.`];
    if (!trial.offers(id)) return undefined;
    const count = async () => (await trial.world.notes(of, record)).filter((each) => each.includes(text)).length;
    return { id, input: { [of]: record, note: { text } }, isHeld: async () => (await count()) === 1 };
  };

export const attaches =
  (of: Of): Making =>
  async (trial, applied, mark) => {
    const [id, record, file] = [`${of}s.addAttachment`, idIn(`${of}s`, applied), fileCalled(`${mark}.pdf`, "OTHER")];
    if (!trial.offers(id)) return undefined;
    const count = async () => storedAs(trial, await trial.world.files(of, record), file).length;
    return { id, input: { [of]: record, file }, isHeld: async () => (await count()) === 1 };
  };

/** The candidate applies to another job, the first or the last of those that are left, with another address. */
export const applies =
  (which: 0 | -1): Making =>
  async (trial, { candidateId }, mark) => {
    const { world } = trial;
    const person = (await world.records("candidates")).find(({ id }) => id === candidateId);
    const { firstName, lastName, emailAddresses } = person as unknown as KnownPerson;
    const taken = new Set(
      (await world.records("applications")).map((each) => each["candidateId"] === candidateId && each["jobId"]),
    );
    const open = (await world.records("jobs")).filter((each) => !isDeleted(each) && each["status"] === "OPEN");
    const job = open.filter(({ id }) => !taken.has(id)).at(which)?.id;
    const email = emailAddresses[0]?.address;
    if (!job || !email || !firstName || !lastName) return undefined;
    const address = `another-${mark}@example.com`;
    const candidate = { firstName, lastName, email, additionalEmails: [{ type: "OTHER", address }] };
    const isHeld = async () => JSON.stringify(await world.records("candidates")).includes(`"${address}"`);
    const id = trial.offers("applications.create") ? "applications.create" : "candidates.create";
    return { id, input: { job, candidate }, isHeld };
  };

interface KnownPerson {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly emailAddresses: readonly { readonly address: string | null }[];
}
