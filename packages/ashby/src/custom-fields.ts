import {
  EVENTS,
  receipt,
  toDay,
  token,
  type Call,
  type CustomFieldContent,
  type CustomFieldDefinition,
  type CustomFieldType,
  type CustomFieldUpdates,
  type CustomFieldValue,
  type Injected,
  type Receipt,
  type Token,
} from "@anyats/core";
import {
  AddedSince,
  checkCustomFieldUpdates,
  checkedAgainstKept,
  DriftReports,
  entries,
  HTTP,
  SharedAnswers,
} from "@anyats/http";
import { z } from "zod/mini";
import { LISTS } from "./lists.ts";
import { anything, post } from "./results.ts";
import { wireCustomField, wireFieldDefinition, type WireCustomField, type WireFieldDefinition } from "./wire.ts";

/** The kinds of record that have custom fields here, as Ashby names them. */
export type FieldObject = "Application" | "Candidate" | "Job";

const types: Readonly<Record<string, CustomFieldType>> = {
  Boolean: "boolean",
  Number: "number",
  String: "text",
  UUID: "text",
  LongText: "long-text",
  Email: "email",
  Phone: "phone",
  Url: "url",
  Date: "date",
  ValueSelect: "single-select",
  MultiValueSelect: "multi-select",
  Currency: "currency",
};

const reads = {
  Application: ["/application.info", "applicationId"],
  Candidate: ["/candidate.info", "id"],
  Job: ["/job.info", "id"],
} as const;

const withFields = z.looseObject({ customFields: entries(wireCustomField) });
/** Before a write each of them counts: an amount keeps its currency. */
const withEachField = z.looseObject({ customFields: z.nullish(z.array(wireCustomField)) });
const money = z.looseObject({ value: z.number() });
/** Known also of an amount that cannot be read. */
const inCurrency = z.looseObject({ currencyCode: z.string().check(z.minLength(1)) });

interface Field extends WireFieldDefinition {
  readonly type: CustomFieldType;
  /** The labels that several options have which are offered. */
  readonly shared: ReadonlySet<string>;
}
type Option = NonNullable<WireFieldDefinition["selectableValues"]>[number];

const isLive = ({ isArchived }: { readonly isArchived?: boolean | null | undefined }) => isArchived !== true;

/**
 * People see labels, Ashby stores values (documented): options are given by their labels, or by their values where several that
 * are offered have one label.
 */
const nameOf = ({ shared }: Field, option: Option): string =>
  isLive(option) && shared.has(option.label) ? option.value : option.label;
const sharedIn = (options: readonly Option[] | null | undefined): ReadonlySet<string> => {
  const labels = (options ?? []).filter(isLive).map(({ label }) => label);
  const seen = new Set<string>();
  return new Set(labels.filter((label) => seen.has(label) || !seen.add(label)));
};
const labelOf = (field: Field, value: unknown) => {
  const option = field.selectableValues?.find((each) => each.value === value);
  return option && nameOf(field, option);
};
const valueOf = (field: Field, name: unknown) =>
  // An archived option may have the label of another.
  field.selectableValues?.find((option) => isLive(option) && nameOf(field, option) === name)?.value;

/** The fields that a record holds and that are not listed, and the options likewise. */
const unlistedIn = (held: readonly WireCustomField[], fields: readonly Field[]): readonly string[] =>
  held.flatMap(({ id, value }) => {
    const field = fields.find((each) => each.id === id);
    if (!field) return [id];
    const values: readonly unknown[] = field.type.endsWith("-select") ? [value].flat() : [];
    return values.flatMap((one) => (typeof one === "string" && !labelOf(field, one) ? [`${id} ${one}`] : []));
  });

/** A value in canonical form; `undefined` where it is not of its type. */
function contentOf(field: Field, value: unknown): CustomFieldContent | undefined {
  if (value === null || value === undefined) return null;
  switch (field.type) {
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "number":
      return typeof value === "number" ? value : undefined;
    case "currency":
      return money.safeParse(value).data?.value;
    case "single-select":
      return labelOf(field, value);
    case "multi-select": {
      const labels = Array.isArray(value) ? value.map((one) => labelOf(field, one)) : [undefined];
      return labels.every((label) => label !== undefined) ? labels : undefined;
    }
    case "date":
      return typeof value === "string" ? toDay(value) : undefined;
    case "unknown":
      return undefined;
    default:
      return typeof value === "string" ? value : undefined;
  }
}

/** The custom fields of a customer. One for each connection. */
export class CustomFields {
  static readonly inject = { http: HTTP, lists: LISTS, events: EVENTS };
  readonly #collaborators: Injected<typeof CustomFields.inject>;
  readonly #drift: DriftReports;
  /** Of all kinds of record: one list defines them. */
  readonly #known = new SharedAnswers<readonly Field[]>(1);
  /** Fields and options that records hold and the list does not have: archived, or not for this key to see. */
  readonly #unlisted = new AddedSince();

  constructor(collaborators: Injected<typeof CustomFields.inject>) {
    this.#collaborators = collaborators;
    this.#drift = new DriftReports(collaborators.events);
  }

  async definitions(object: FieldObject, call: Call, refresh = false): Promise<readonly CustomFieldDefinition[]> {
    const fields = await this.#fields(call, refresh);
    return fields.filter(({ objectType }) => objectType === object).map((field) => definitionOf(field, call.raw));
  }

  async values(object: FieldObject, id: string, call: Call): Promise<CustomFieldValue[]> {
    const held = await this.#held(object, id, call);
    const fields = await this.#fieldsOf(held, call);
    const drift = this.#drift.of(call);
    // Ashby leaves out fields without a value; a field that is not defined for this key may still hold one.
    const own = fields.filter(({ objectType }) => objectType === object);
    const others = held.filter((each) => !own.some((field) => field.id === each.id));
    const all = [
      ...own.map((field) => ({ field, value: held.find((each) => each.id === field.id)?.value })),
      ...others.map((each) => ({ field: undefined, ...each })),
    ];
    return all.map(({ field, value, ...each }) => {
      const definitionId = field?.id ?? (each as { readonly id: string }).id;
      const content = field && contentOf(field, value);
      if (content === undefined && field && field.type !== "unknown")
        drift(`$.customFields[${definitionId}]`, "unreadable-value");
      return {
        definitionId,
        name: field?.title ?? (each as { readonly title?: string | null }).title ?? definitionId,
        type: field?.type ?? "unknown",
        value: content ?? null,
        ...((call.raw || content === undefined) && { raw: value }),
      };
    });
  }

  /** Sets fields of a record with one call (documented: single calls on one record can race). */
  async update(object: FieldObject, id: string, updates: CustomFieldUpdates, call: Call): Promise<Receipt> {
    const { fields, checked } = await checkedAgainstKept(
      this.#known.kept("") !== undefined,
      (refresh) => this.#fields(call, refresh),
      (all) => {
        const fields = all.filter(({ objectType }) => objectType === object);
        const definitions = fields.map((field) => definitionOf(field, false));
        return { fields, checked: checkCustomFieldUpdates(updates, definitions) };
      },
    );
    const needsCurrency = checked.some(({ definition, value }) => definition.type === "currency" && value !== null);
    const held = needsCurrency ? await this.#held(object, id, call, withEachField) : [];
    const values = checked.map(({ definition, value }) => {
      const field = fields.find((each) => each.id === definition.id)!;
      const before = inCurrency.safeParse(held.find((each) => each.id === field.id)?.value).data;
      if (field.type === "currency" && value !== null && !before)
        call.warn({
          message: `"${definition.name}" held no currency: the amount is in US dollars now.`,
          code: "ashby.currency-of-amounts",
        });
      return { fieldId: field.id, fieldValue: writtenAs(field, value, before?.currencyCode) };
    });
    const body = { objectId: id, objectType: object, values };
    const expected = { schema: anything, effect: "idempotent" } as const;
    await post(this.#collaborators.http, "/customField.setValues", body, expected, call);
    return receipt();
  }

  async #held(
    object: FieldObject,
    id: string,
    call: Call,
    schema: typeof withFields | typeof withEachField = withFields,
  ) {
    const [path, idName] = reads[object];
    const expected = { schema, effect: "reads" } as const;
    const found = await post(this.#collaborators.http, path, { [idName]: id }, expected, call);
    return found.customFields ?? [];
  }

  /** The fields with what a record holds in them: read again for a field or an option that was added since. */
  async #fieldsOf(held: readonly WireCustomField[], call: Call): Promise<readonly Field[]> {
    const kept = this.#known.kept("");
    const read = () => this.#fields(call, kept !== undefined);
    return this.#unlisted.known(kept, (fields) => unlistedIn(held, fields), read);
  }

  async #fields(call: Call, refresh: boolean): Promise<readonly Field[]> {
    const kept = refresh ? undefined : this.#known.kept("");
    return kept ?? this.#known.read("", call, () => this.#readFields(call), refresh);
  }

  async #readFields(call: Call): Promise<readonly Field[]> {
    const map = (wire: WireFieldDefinition): Field => ({
      ...wire,
      type: types[wire.fieldType] ?? "unknown",
      shared: sharedIn(wire.selectableValues),
    });
    const reading = { schema: wireFieldDefinition, map };
    // They are kept for calls that ask for something else beside them.
    const plain = { ...call, raw: false, provenance: false };
    const all = await this.#collaborators.lists.all({ path: "/customField.list", reading }, plain);
    return all.filter(isLive);
  }
}

/** An amount keeps its currency; a new one is in US dollars, since Ashby's field has none of its own. */
function writtenAs(field: Field, value: CustomFieldContent, currencyCode = "USD"): unknown {
  if (value === null) return null;
  if (field.type === "single-select") return valueOf(field, value);
  if (field.type === "multi-select") return (value as string[]).map((label) => valueOf(field, label));
  if (field.type !== "currency") return value;
  return { value, currencyCode };
}

function definitionOf(field: Field, keepRaw: boolean): CustomFieldDefinition {
  const { type, shared: _shared, ...wire } = field;
  const { id, title, fieldType, isRequired, selectableValues } = wire;
  const isSelect = type === "single-select" || type === "multi-select";
  return {
    id,
    name: title ?? id,
    type,
    nativeType: fieldType,
    required: isRequired ?? false,
    // A value whose form is not known here cannot be written.
    readOnly: type === "unknown",
    options: isSelect ? (selectableValues ?? []).filter(isLive).map((option) => nameOf(field, option)) : null,
    ...(keepRaw && { raw: wire }),
  };
}

export const CUSTOM_FIELDS: Token<CustomFields> = token("ashby/custom-fields");
