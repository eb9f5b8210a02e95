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
    currency: [19.75, 20],
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

/** Values at the ends of what a type may hold, which an ATS may refuse: the year 1 stands for no date in some. */
export function extremesFor({ type }: Pick<CustomFieldDefinition, "type">): readonly CustomFieldContent[] {
  const extremes: Partial<Record<CustomFieldDefinition["type"], readonly CustomFieldContent[]>> = {
    number: [-0.5, -7],
    currency: [-0.5],
    date: ["0001-01-01", "1969-12-31", "9999-12-31"],
    "date-time": ["0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.000Z", "9999-12-31T23:59:59.000Z"],
  };
  return extremes[type] ?? [];
}

/** Whether no other field has this name: then it may be given by it. */
export const isSole = (definitions: readonly CustomFieldDefinition[], name: string): boolean =>
  definitions.filter((each) => each.name === name).length === 1;

/** A custom field that takes times, of a record; undefined where there is none, or the world does not show what is held. */
export async function timeField(trial: Trial) {
  const { world, capability, cell } = trial;
  const kind = cell.group as "jobs" | "applications" | "candidates";
  const heldIn = world.customFieldValues?.bind(world);
  if (!heldIn || !trial.offers(`${kind}.listCustomFields`)) return undefined;
  const fields = (await trial.call(`${kind}.listCustomFields`)) as unknown as readonly CustomFieldDefinition[];
  const field = fields.find(({ type, readOnly }) => type === "date-time" && !readOnly);
  const record = (await world.records(kind)).find((each) => !isDeleted(each));
  if (!field || !record) return undefined;
  return {
    set: (on: Pick<Connected, "call">, time: string) =>
      ending(() => on.call(capability.id, { [recordNouns[kind]]: record.id, updates: { [field.id]: time } })),
    held: async () => (await heldIn(kind, record.id))[field.id],
  };
}
