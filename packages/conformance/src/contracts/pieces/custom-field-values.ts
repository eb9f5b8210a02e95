import type { CustomFieldContent, CustomFieldDefinition } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import type { Connected } from "../../trial.ts";
import { recordNouns } from "../../world.ts";
import { isDeleted } from "./records.ts";
import { ending } from "./striking.ts";

/** Two valid values for a field, by its type, which no ATS holds by chance; none for an unknown type. */
export function valuesFor({
  type,
  options,
}: Pick<CustomFieldDefinition, "type" | "options">): readonly CustomFieldContent[] {
  const samples: Partial<Record<CustomFieldDefinition["type"], readonly CustomFieldContent[]>> = {
    text: ["Ünï & <b>", String.raw`Not a template: $& {0} %s \t;|`],
    "long-text": ["one\ntwo", "three"],
    number: [42, 0],
    // Of a currency without a part, such as the yen, an ATS may refuse another amount.
    currency: [1975, 20],
    boolean: [false, true],
    date: ["2027-02-28", "2028-02-29"],
    "date-time": ["2027-02-28T23:30:00.000Z", "2027-03-01T00:15:00.000Z"],
    email: ["contract@example.com", "other@example.com"],
    phone: ["+1 212 555 0177", "+1 212 555 0178"],
    url: ["https://example.com/path?x=1&y=2", "https://example.org/"],
    "single-select": options?.length ? [options.at(-1)!, options[0]!] : [],
    "multi-select": options?.length ? [options.slice(0, 2), options.slice(0, 1)] : [],
  };
  return samples[type] ?? [];
}

/** Texts that look like a value of another type: a text field takes each as it is. */
export function textsFor({ type }: Pick<CustomFieldDefinition, "type">): readonly string[] {
  // The year 1 stands for no date in some ATSs.
  if (type === "text") return ["0001-01-01", "0", "null"];
  return type === "long-text" ? ["007", "true", "[]"] : [];
}

/** Values at the ends of what a type may hold, which an ATS may refuse: the year 1 stands for no date in some. */
export function extremesFor({ type }: Pick<CustomFieldDefinition, "type">): readonly CustomFieldContent[] {
  const extremes: Partial<Record<CustomFieldDefinition["type"], readonly CustomFieldContent[]>> = {
    // With more digits than a tenth of a cent has, and beyond 32 bits.
    number: [-7, -0.1234567891, 4_294_967_297, 9_007_199_254_740_991],
    currency: [19.75, -0.5],
    date: ["0001-01-01", "1969-12-31", "9999-12-31"],
    "date-time": ["0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.000Z", "9999-12-31T23:59:59.000Z"],
  };
  return extremes[type] ?? [];
}

/** Whether no other field has this name: then it may be given by it. */
export const isSole = (definitions: readonly CustomFieldDefinition[], name: string): boolean =>
  definitions.filter((each) => each.name === name).length === 1;

/** The fields whose name no other text of the definitions equals: one that is reworded in answers is the name alone. */
export function namedAlone(definitions: readonly CustomFieldDefinition[]): readonly CustomFieldDefinition[] {
  const texts = definitions.flatMap(({ id, name, options }) => [id, name, ...(options ?? [])]);
  return definitions.filter(({ name }) => texts.filter((text) => text === name).length === 1);
}

/** Whether a promise is one of updates of custom fields. */
export const updatesFields = ({ capability }: { readonly capability: string }): boolean =>
  /^(jobs|applications|candidates)\.updateCustomFields$/.test(capability);

/** An update of custom fields, and what it works on; undefined where the world does not show what is held. */
export async function updating(trial: Trial) {
  const { world, capability, cell } = trial;
  const kind = cell.group as "jobs" | "applications" | "candidates";
  const heldIn = world.customFieldValues?.bind(world);
  if (!heldIn || !trial.offers(`${kind}.listCustomFields`)) return undefined;
  const fields = (await trial.call(`${kind}.listCustomFields`)) as unknown as readonly CustomFieldDefinition[];
  return {
    kind,
    fields,
    held: async (id: string): Promise<Readonly<Record<string, unknown>>> => await heldIn(kind, id),
    update: (on: Pick<Connected, "call">, id: string, updates: Readonly<Record<string, unknown>>) =>
      ending(() => on.call(capability.id, { [recordNouns[kind]]: id, updates })),
  };
}

/** A custom field that takes times, of a record; undefined where there is none, or the world does not show what is held. */
export async function timeField(trial: Trial) {
  const to = await updating(trial);
  const field = to?.fields.find(({ type, readOnly }) => type === "date-time" && !readOnly);
  const record = to && (await trial.world.records(to.kind)).find((each) => !isDeleted(each));
  if (!to || !field || !record) return undefined;
  return {
    set: (on: Pick<Connected, "call">, time: string) => to.update(on, record.id, { [field.id]: time }),
    held: async () => (await to.held(record.id))[field.id],
  };
}

/** The custom fields that can be set, and whose name no other has. */
export async function settableFields(
  trial: Trial,
  group: "jobs" | "applications" | "candidates",
): Promise<readonly CustomFieldDefinition[]> {
  const all = (await trial.call(`${group}.listCustomFields`)) as unknown as readonly CustomFieldDefinition[];
  return all.filter((each) => !each.readOnly && !each.required && valuesFor(each).length > 1 && isSole(all, each.name));
}
