import type { Emulator } from "@anyats/emulator";
import type { Fields } from "../../fields.ts";
import { recordNouns, type WorldRecord } from "../../world.ts";

type Group = "jobs" | "applications" | "candidates";

/** How Avionté calls the types of custom fields, and what they are in the one vocabulary. */
const types: Readonly<Record<string, string>> = {
  Text: "text",
  MultilineText: "long-text",
  Integer: "number",
  Decimal: "number",
  Currency: "currency",
  Boolean: "boolean",
  Date: "date",
  DateTime: "date-time",
  DropDown: "single-select",
  MultiSelect: "multi-select",
  Email: "email",
  Phone: "phone",
  Url: "url",
  User: "user",
};

/** Other words that Avionté, or an app that defines fields there, may have for the types, as far as anybody knows. */
const otherWords: Readonly<Record<string, readonly string[]>> = {
  text: ["Text", "String"],
  "long-text": ["Multiline Text", "TextArea", "Memo"],
  number: ["Number", "Numeric", "Decimal", "Integer"],
  currency: ["currency", "Money"],
  boolean: ["Boolean", "CheckBox", "Yes-No"],
  date: ["Date", "DATE"],
  "date-time": ["DateTime", "Date_Time"],
  "single-select": ["DropDown", "Pick List", "Single-Select", "drop-down"],
  "multi-select": ["MultiSelect", "Multi-Select"],
};

/** The words that mean the same type as one of them. */
export const wordsForType = (dataType: string): readonly string[] => otherWords[types[dataType] ?? ""] ?? [dataType];

function asked({ native }: Emulator, path: string, query = ""): unknown {
  const { status, body } = native({ method: "GET", path, query: new URLSearchParams(query), body: undefined });
  if (status !== 200) throw new Error(`the emulator answers GET ${path} with ${status}`);
  return body;
}

interface Detail {
  readonly definitionId: number;
  readonly name: string;
  readonly value: string | readonly string[] | null;
}

/** What a stored value says in its field's type. */
function said(dataType: string, value: Detail["value"]): unknown {
  if (value === null || typeof value !== "string") return value;
  if (["Integer", "Decimal", "Currency"].includes(dataType)) return Number(value);
  if (dataType === "Boolean") return value === "true";
  if (dataType === "DateTime") return new Date(value.endsWith("Z") ? value : `${value}Z`).toISOString();
  return value;
}

/** The custom fields of a kind of record in Avionté. */
export function customFieldsOf(emulator: Emulator, group: Group): readonly WorldRecord[] {
  const definitions = asked(emulator, `/${recordNouns[group]}/customDetailDefinitions`) as readonly (Fields & {
    readonly dataType: string;
  })[];
  return definitions.map(({ id, name, dataType, required, readOnly, options }) => ({
    id: String(id),
    name,
    type: types[dataType] ?? "unknown",
    nativeType: dataType,
    required,
    readOnly,
    options,
  }));
}

/** What a record holds in them. */
export function customFieldValuesOf(emulator: Emulator, group: Group, id: string): Fields {
  const remoteId = emulator.world[group].get(id)?.remote_id ?? "";
  const record = asked(emulator, `/${recordNouns[group]}/${remoteId}`) as Fields;
  return valuesOf(emulator, group, record);
}

/** The types of custom fields that the customer of the emulator passes through Kombo, and under which names. */
const passedThrough: Readonly<Record<string, string>> = { Text: "reference", DropDown: "rating", Boolean: "confirmed" };

/** What Kombo passes through of a record's custom fields. */
function passedOf(emulator: Emulator, group: Group, remoteId: string) {
  const record = asked(emulator, `/${recordNouns[group]}/${remoteId}`) as Fields;
  const details = (record["customJobDetails"] ?? record["customDetails"]) as readonly Detail[];
  const values = new Map(details.map(({ definitionId, value }) => [String(definitionId), value]));
  const fields = customFieldsOf(emulator, group).flatMap(({ id, name, nativeType }) => {
    const key = passedThrough[String(nativeType)];
    return key === undefined ? [] : [{ id, key, label: name, value: values.get(id) ?? null }];
  });
  return {
    customFields: Object.fromEntries(fields.map(({ key, value }) => [key, value])),
    integrationFields: fields.map(({ id, label, value }) => ({
      key: `customDetails.${id}`,
      label,
      type: "CUSTOM",
      value,
    })),
  };
}

/** How many records of a kind say what is passed through of them. */
const mostTelling = 3;

type Passed = ReturnType<typeof passedOf>;

/** Looks up what Kombo passes through of a record. */
const lookups = new WeakMap<object, () => Passed>();

const telling = <Name extends keyof Passed>(name: Name): PropertyDescriptor & ThisType<object> => ({
  enumerable: true,
  get() {
    return lookups.get(this)!()[name];
  },
});
const tellings = { customFields: telling("customFields"), integrationFields: telling("integrationFields") };

/** Records that also say what Kombo passes through of their custom fields; asked for where it is looked at. */
export function tellingFields(emulator: Emulator, group: string, records: readonly WorldRecord[]): typeof records {
  if (!Object.hasOwn(recordNouns, group)) return records;
  return records.map((record, nth) => {
    const { remoteId, deletedAt } = record as { readonly remoteId?: string | null; readonly deletedAt?: string | null };
    if (nth >= mostTelling || !remoteId || deletedAt) return record;
    let passed: Passed | undefined;
    lookups.set(record, () => (passed ??= passedOf(emulator, group as Group, remoteId)));
    return Object.defineProperties(record, tellings);
  });
}

function valuesOf(emulator: Emulator, group: Group, record: Fields): Fields {
  const details = (record["customJobDetails"] ?? record["customDetails"]) as readonly Detail[];
  const known = new Map(customFieldsOf(emulator, group).map((field) => [field.id, field["nativeType"] as string]));
  return Object.fromEntries(
    details.map(({ definitionId, value }) => [String(definitionId), said(known.get(String(definitionId))!, value)]),
  );
}

/** Custom fields as a record of one capability shows them. */
function shownFields(emulator: Emulator, group: Group, record: Fields): readonly Fields[] {
  const values = valuesOf(emulator, group, record);
  return customFieldsOf(emulator, group).map(({ id: definitionId, name, type }) => ({
    definitionId,
    name,
    type,
    value: values[definitionId],
  }));
}

const nothing = (text: unknown) => typeof text !== "string" || text.startsWith("0001-");
const dayOf = (text: unknown) => (nothing(text) ? null : String(text).slice(0, 10));
const instantOf = (text: unknown) => {
  if (nothing(text)) return null;
  const exact = String(text).replace(/(\.\d{3})\d+/, "$1");
  return new Date(/Z$|[+-]\d\d:\d\d$/.test(exact) ? exact : `${exact}Z`).toISOString();
};

function enhancedJob(emulator: Emulator, id: string, remoteId: string): WorldRecord {
  const native = asked(emulator, `/job/${remoteId}`) as Fields;
  const rates = (given: unknown) => {
    const { regular, overtime, doubletime: doubleTime } = given as Fields;
    return { regular, overtime, doubleTime };
  };
  const site = native["worksiteAddress"] as Fields | null;
  return {
    id,
    remoteId,
    title: native["title"],
    status: native["status"],
    company: { remoteId: String(native["companyId"]), name: native["companyName"] },
    positions: native["positions"],
    filled: native["placed"],
    startsOn: dayOf(native["startDate"]),
    endsOn: dayOf(native["endDate"]),
    payRates: rates(native["payRates"]),
    billRates: rates(native["billRates"]),
    worksite: site && {
      street1: site["street1"],
      street2: site["street2"],
      city: site["city"],
      state: site["state_Province"],
      zipCode: site["postalCode"],
      country: site["country"],
      raw: null,
    },
    notes: { untrustedHtml: native["notes"] },
    customFields: shownFields(emulator, "jobs", native),
  };
}

function enhancedTalent(emulator: Emulator, id: string, remoteId: string): WorldRecord {
  const talent = asked(emulator, `/talent/${remoteId}`) as Fields;
  const custom = asked(emulator, `/candidate/${remoteId}`) as Fields;
  return {
    id,
    remoteId,
    status: talent["status"],
    office:
      talent["frontOfficeId"] === 0 ? null : { remoteId: String(talent["frontOfficeId"]), name: talent["officeName"] },
    representativeRemoteId: talent["representativeUser"] === 0 ? null : String(talent["representativeUser"]),
    availableOn: dayOf(talent["availabilityDate"]),
    lastContactedAt: instantOf(talent["lastContacted"]),
    customFields: shownFields(emulator, "candidates", custom),
  };
}

function bullhornCandidate(emulator: Emulator, id: string, remoteId: string): WorldRecord {
  const { data } = asked(emulator, `/entity/Candidate/${remoteId}`, "fields=*") as { readonly data: Fields };
  const at = data["dateAvailable"] as number | null;
  const midnight = at === null ? null : Math.round(at / 86_400_000) * 86_400_000;
  return {
    id,
    remoteId,
    status: data["status"],
    office: null,
    representativeRemoteId: String((data["owner"] as Fields)["id"]),
    availableOn: midnight === null ? null : new Date(midnight).toISOString().slice(0, 10),
    lastContactedAt: null,
    customFields: null,
  };
}

type Describe = (emulator: Emulator, id: string, remoteId: string) => WorldRecord;
const described: Readonly<Record<string, Readonly<Record<string, Describe>>>> = {
  avionte: { "jobs.getEnhanced": enhancedJob, "candidates.getEnhanced": enhancedTalent },
  bullhorn: { "candidates.getEnhanced": bullhornCandidate },
};

/** What the ATS's own API alone knows, as the capability of that name should give it. */
export function nativeTruth(emulator: Emulator, tool: string, capability: string): readonly WorldRecord[] {
  const describe = described[tool]?.[capability];
  if (!describe) return [];
  const rows = capability.startsWith("jobs.") ? emulator.world.jobs.all() : emulator.world.candidates.all();
  return rows
    .filter(({ remote_deleted_at, remote_id }) => remote_deleted_at === null && remote_id)
    .slice(0, 12)
    .map(({ id, remote_id }) => describe(emulator, id, remote_id));
}

/** Other ways of writing the same value, as they stand side by side in real data; which one, the record decides. */
export function otherwise(dataType: string, value: Detail["value"], nth: number): unknown {
  const ways: readonly unknown[] = waysOf(dataType, value);
  return ways[nth % ways.length];
}

/** Whether it can be told that a number is a time, and in which unit: not of one before 1973, or long after now. */
const isCertain = (at: number) => at >= 1e11 && at < 1e13;

function waysOf(dataType: string, value: Detail["value"]): readonly unknown[] {
  if (value === null) return [null, ""];
  if (typeof value !== "string") {
    // A choice that holds a comma cannot be told from two where they are joined by commas.
    const joined = value.length > 1 && !value.some((choice) => choice.includes(",")) ? [value.join(", ")] : [];
    return value.length === 0
      ? [value]
      : [value, value.join("; "), value.join(" | "), value.join("\n"), JSON.stringify(value), ...joined];
  }
  switch (dataType) {
    case "Boolean":
      return value === "true" ? [value, "Yes", "1", true, " TRUE "] : [value, "no", "0", false];
    case "Integer":
    case "Decimal":
    case "Currency":
      return [value, Number(value), ` ${value}`, Number(value).toExponential()];
    case "Date": {
      const at = Date.parse(value);
      return [value, `${value}T00:00:00`, ...(isCertain(at) ? [`/Date(${at})/`, at / 1000] : [])];
    }
    case "DateTime": {
      const at = Date.parse(value.endsWith("Z") ? value : `${value}Z`);
      const plain = new Date(at).toISOString().replace("Z", "+00:00");
      return [value, plain, ...(isCertain(at) ? [at, `/Date(${at})/`] : [])];
    }
    case "DropDown":
      return [value, [value]];
    default:
      return [value];
  }
}
