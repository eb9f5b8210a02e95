import { randomFor, type Random } from "../data/random.ts";
import { remembered } from "../world/remembered.ts";
import {
  definitionsOf,
  type CustomDetailDefinition,
  type CustomDetailEntity,
  type CustomDetailValue,
} from "./custom-detail-definitions.ts";

/** An entry of `customJobDetails` and `customDetails`. */
export interface CustomDetail {
  readonly definitionId: number;
  readonly name: string;
  readonly value: CustomDetailValue;
}

/** What Avionté says to an update that it does not take: 409 with a text that no code should rely on. */
export class CustomDetailRefused extends Error {}

/** The value that follows from a text, which names the definition too. Each list shows all of a record's. */
const drawn = remembered((text: string, definition: CustomDetailDefinition) => seeded(definition, randomFor(text)));

/** The values of all custom details; a value that nobody has set follows from the seed. */
export class CustomDetails {
  readonly #seed: number;
  /** Ids of definitions that the customer has removed. */
  readonly #removed: ReadonlySet<string>;
  readonly #written = new Map<string, CustomDetailValue>();

  constructor(seed: number, removed: ReadonlySet<string>) {
    this.#seed = seed;
    this.#removed = removed;
  }

  /** The definitions that there are. */
  definitions(entity: CustomDetailEntity): readonly CustomDetailDefinition[] {
    const all = definitionsOf(entity);
    return this.#removed.size === 0 ? all : all.filter((each) => this.has(each));
  }

  /** Whether the customer has not removed it. */
  has({ id }: CustomDetailDefinition): boolean {
    return this.#removed.size === 0 || !this.#removed.has(String(id));
  }

  read(entity: CustomDetailEntity, recordId: string): CustomDetail[] {
    return this.definitions(entity).map((definition) => ({
      definitionId: definition.id,
      name: definition.name,
      value: this.value(definition, recordId),
    }));
  }

  value(definition: CustomDetailDefinition, recordId: string): CustomDetailValue {
    const written = this.#written.size === 0 ? undefined : this.#written.get(`${definition.id}/${recordId}`);
    return written === undefined ? drawn(`${this.#seed}/${definition.id}/${recordId}`, definition) : written;
  }

  /**
   * Sets the values that are given and leaves the others.
   * @throws {CustomDetailRefused} when any of them is not taken; then none is set.
   */
  write(entity: CustomDetailEntity, recordId: string, changes: unknown): void {
    if (!Array.isArray(changes)) throw new CustomDetailRefused("customDetails: expected a list");
    const accepted = changes.map((change) => checked(this.definitions(entity), change));
    for (const [definition, value] of accepted) this.#written.set(`${definition.id}/${recordId}`, value);
  }
}

function checked(
  definitions: readonly CustomDetailDefinition[],
  change: unknown,
): [CustomDetailDefinition, CustomDetailValue] {
  const { definitionId, value } = (typeof change === "object" && change !== null ? change : {}) as Record<
    string,
    unknown
  >;
  const definition = definitions.find(({ id }) => id === definitionId);
  if (!definition) throw new CustomDetailRefused(`The custom detail ${String(definitionId)} does not exist.`);
  if (definition.readOnly) throw new CustomDetailRefused(`The custom detail ${definition.id} can not be edited.`);
  if (!isAccepted(definition, value))
    throw new CustomDetailRefused(`The value of the custom detail ${definition.id} is not valid.`);
  return [definition, value as CustomDetailValue];
}

const patterns: Partial<Record<CustomDetailDefinition["dataType"], RegExp>> = {
  Integer: /^-?\d+$/,
  Decimal: /^-?\d+(\.\d+)?$/,
  Currency: /^-?\d+(\.\d{1,2})?$/,
  Boolean: /^(true|false)$/,
  Date: /^\d{4}-\d{2}-\d{2}$/,
  DateTime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?$/,
  Email: /^[^\s@]+@[^\s@]+$/,
  Url: /^https?:\/\//,
};

function isAccepted(definition: CustomDetailDefinition, value: unknown): boolean {
  if (value === null) return !definition.required;
  const { dataType, options } = definition;
  if (dataType === "MultiSelect")
    return Array.isArray(value) && value.every((choice) => options?.includes(choice as string));
  if (typeof value !== "string") return false;
  if (options) return options.includes(value);
  return patterns[dataType]?.test(value) ?? true;
}

function seeded(definition: CustomDetailDefinition, random: Random): CustomDetailValue {
  if (!definition.required && random.chance(0.2)) return null;
  const date = `2026-${pad(random.integer(1, 12))}-${pad(random.integer(1, 28))}`;
  switch (definition.dataType) {
    case "Text":
      return `REF-${random.integer(10_000, 99_999)}`;
    case "MultilineText":
      return "Steel-toe boots required.\nNo hoodies on the line; hair tied back.";
    case "Integer":
      return String(random.integer(0, 25));
    case "Decimal":
      return (random.integer(100, 199) / 100).toFixed(2);
    case "Currency":
      return (random.integer(1_500, 9_900) / 100).toFixed(2);
    case "Boolean":
      return String(random.chance(0.5));
    case "Date":
      return date;
    case "DateTime":
      return `${date}T${pad(random.integer(8, 17))}:30:00`;
    case "DropDown":
      return random.pick(definition.options ?? [""]);
    case "MultiSelect":
      return random.some(definition.options ?? [], 0.4);
    case "Email":
      return `contact${random.integer(1, 99)}@example.com`;
    case "Phone":
      return `+1614555${random.integer(1000, 9999)}`;
    case "Url":
      return `https://portal.example.com/items/${random.integer(1, 9_999)}`;
    case "User":
      return String(random.integer(301, 312));
    case "GeoPoint":
      return `${random.integer(30, 45)}.5,-${random.integer(80, 110)}.25`;
  }
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
