import { TroubledNetwork, type Spoil, type StoredFile, type World } from "@anyats/conformance";
import {
  applications,
  defineAdapter,
  EVENTS,
  handles,
  overrides,
  receipt,
  toClass,
  toInstant,
  toNoteContent,
  ADAPTER,
  token,
  warnsOfFields,
  type Adapter,
  type Call,
  type CustomFieldContent,
  type CustomFieldDefinition,
  type CustomFieldType,
  type Injected,
  type Token,
} from "@anyats/core";
import {
  beforeWriting,
  bindHttp,
  checkCustomFieldUpdates,
  checkedAgainstKept,
  DriftReports,
  eachOf,
  HTTP,
  openFile,
  path,
  REFERENCES,
  SharedAnswers,
  type HttpProfile,
} from "@anyats/http";
import { z } from "zod/mini";
// @boundaries-ignore a sound adapter to vary
import * as handlers from "../../../examples/custom-adapter/src/handlers/index.ts";
// @boundaries-ignore a sound adapter to vary
import { addApplicationNote } from "../../../examples/custom-adapter/src/handlers/index.ts";
// @boundaries-ignore a sound adapter to vary
import { rowan } from "../../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore a sound adapter to vary
import { rowanLimitations } from "../../../examples/custom-adapter/src/limitations.ts";
// @boundaries-ignore a sound adapter to vary
import { documented, rowanProfile } from "../../../examples/custom-adapter/src/profile.ts";
// @boundaries-ignore its settings
import type { RowanSettings } from "../../../examples/custom-adapter/src/settings.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../../examples/custom-adapter/test/world.ts";
import { but, type Fetch } from "./on-the-way.ts";

/** Rowan's words for the types of its fields: one for each type of the catalogue. */
const types: Readonly<Record<string, CustomFieldType>> = {
  line: "text",
  memo: "long-text",
  figure: "number",
  sum: "currency",
  switch: "boolean",
  day: "date",
  moment: "date-time",
  mail: "email",
  line_of_phone: "phone",
  link: "url",
  choice: "single-select",
  choices: "multi-select",
};

interface Field {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly read_only: boolean;
  readonly options: readonly string[] | null;
}

const field = (id: string, name: string, type: string, more: Partial<Field> = {}): Field => ({
  id,
  name,
  type,
  required: false,
  read_only: false,
  options: null,
  ...more,
});

/** More options than an error names. */
const depots = Array.from({ length: 60 }, (_each, nth) => `Depot ${nth + 1}`);

/** The custom fields of applications; two have one name. */
const allFields: readonly Field[] = [
  field("f1", "Badge", "line", { required: true }),
  field("f2", "About", "memo"),
  field("f3", "Shifts a week", "figure"),
  field("f4", "Wage", "sum"),
  field("f5", "Own car", "switch"),
  field("f6", "Can begin", "day"),
  field("f7", "Was called", "moment"),
  field("f8", "Referee", "mail"),
  field("f9", "Referee", "line_of_phone"),
  field("f10", "Portfolio", "link"),
  field("f11", "Depot", "choice", { options: depots }),
  field("f12", "Licences", "choices", { options: ["B", "C", "Forklift"] }),
  field("f13", "Score", "figure", { read_only: true }),
];

const held: Readonly<Record<string, unknown>> = {
  f1: "B-4711",
  f2: "Worked here before.\nWould come back.",
  f3: 4,
  f4: 21.5,
  f5: true,
  f6: "2026-12-01",
  f7: "2026-11-20T08:30:00.000Z",
  f8: "referee@example.com",
  f9: "+1 212 555 0100",
  f10: "https://example.com/portfolio",
  f11: "Depot 7",
  f12: ["B", "Forklift"],
  f13: 88,
};

const text = z.nullish(z.string());
const wireField = z.looseObject({
  id: z.string(),
  name: text,
  type: text,
  required: z.nullish(z.boolean()),
  read_only: z.nullish(z.boolean()),
  options: z.nullish(z.array(z.string())),
});
const wireValues = eachOf(z.looseObject({ field: z.string(), name: text, value: z.optional(z.unknown()) }));

const kinds: Partial<Record<CustomFieldType, string>> = { number: "number", currency: "number", boolean: "boolean" };

/** A value in canonical form; undefined where it is not of its type. */
function contentOf(type: CustomFieldType, value: unknown): CustomFieldContent | undefined {
  if (value === null || value === undefined) return null;
  if (type === "unknown") return undefined;
  if (type === "multi-select")
    return Array.isArray(value) && value.every((each) => typeof each === "string") ? value : undefined;
  if (typeof value !== (kinds[type] ?? "string")) return undefined;
  if (type === "date-time") return toInstant(value as string);
  if (type === "date")
    return toInstant(value as string) && /^\d{4}-\d\d-\d\d$/.test(value as string) ? (value as string) : undefined;
  return value as CustomFieldContent;
}

/** The custom fields of applications. One for each connection. */
class Fields {
  static readonly inject = { http: HTTP, events: EVENTS };
  readonly #http: Injected<typeof Fields.inject>["http"];
  readonly #events: Injected<typeof Fields.inject>["events"];
  readonly #drift: DriftReports;
  readonly #known = new SharedAnswers<readonly CustomFieldDefinition[]>(1);

  constructor({ http, events }: Injected<typeof Fields.inject>) {
    this.#http = http;
    this.#events = events;
    this.#drift = new DriftReports(events);
  }

  async definitions(call: Call, refresh: boolean): Promise<readonly CustomFieldDefinition[]> {
    const known = refresh ? undefined : this.#known.kept("");
    const all = known ?? (await this.#known.read("", call, () => this.#read(call), refresh));
    return all.map(({ raw, options, ...definition }) => ({
      ...definition,
      options: options && [...options],
      ...(call.raw && { raw }),
    }));
  }

  async #read(call: Call): Promise<readonly CustomFieldDefinition[]> {
    const all = await this.#http.read(z.array(z.unknown()), { method: "GET", path: "/fields", effect: "reads" }, call);
    return all.flatMap((raw, nth) => {
      const { data: wire } = z.safeParse(wireField, raw);
      if (!wire) {
        const [path, problem] = [`$[${nth}]`, "is not a custom field"];
        this.#events.emit("quarantine", { capability: call.capability, id: null, path, problem });
        return [];
      }
      const { id, name, type, required, read_only: readOnly, options } = wire;
      const known = types[type ?? ""] ?? "unknown";
      return {
        id,
        name: name ?? id,
        type: known,
        nativeType: type ?? "unknown",
        required: required ?? false,
        readOnly: readOnly ?? known === "unknown",
        options: known.endsWith("select") ? (options ?? []) : null,
        raw: wire,
      };
    });
  }

  async values(id: string, call: Call) {
    const definitions = await this.definitions({ ...call, raw: false }, false);
    const asked = { method: "GET", path: path`/applications/${id}/fields`, effect: "reads" } as const;
    const drift = this.#drift.of(call);
    return (await this.#http.read(wireValues, asked, call)).map(({ field: definitionId, name, value }) => {
      const definition = definitions.find((each) => each.id === definitionId);
      const type = definition?.type ?? "unknown";
      const content = contentOf(type, value);
      if (content === undefined && type !== "unknown") drift(`$[].value[${definitionId}]`, "unreadable-value");
      return {
        definitionId,
        name: definition?.name ?? name ?? definitionId,
        type,
        value: content ?? null,
        ...((call.raw || content === undefined) && { raw: value }),
      };
    });
  }

  async update(id: string, updates: Parameters<typeof checkCustomFieldUpdates>[0], call: Call): Promise<void> {
    const checked = await checkedAgainstKept(
      this.#known.kept("") !== undefined,
      (refresh) => this.definitions(call, refresh),
      (definitions) => checkCustomFieldUpdates(updates, definitions),
    );
    const values = Object.fromEntries(checked.map(({ definition, value }) => [definition.id, value]));
    const to = path`/applications/${id}/fields`;
    await this.#http.send({ method: "PATCH", path: to, body: { values }, effect: "idempotent" }, call);
  }
}

const FIELDS: Token<Fields> = token("furnished-rowan/fields");

const written = { inject: { http: HTTP, references: REFERENCES } };

const furnishing = {
  listApplicationFields: handles(applications.listCustomFields, {
    routes: documented("GET /fields"),
    inject: { fields: FIELDS },
    handle: async ({ refresh }, call, { fields }) => [...(await fields.definitions(call, refresh))],
  }),
  getApplicationFields: handles(applications.getCustomFieldValues, {
    routes: documented("GET /applications/{id}/fields", "GET /fields"),
    inject: { fields: FIELDS },
    handle: ({ application }, call, { fields }) => fields.values(application.id, call),
  }),
  updateApplicationFields: handles(applications.updateCustomFields, {
    routes: documented("PATCH /applications/{id}/fields", "GET /fields"),
    inject: { fields: FIELDS },
    async handle({ application, updates }, call, { fields }) {
      await fields.update(application.id, updates, call);
      return receipt();
    },
  }),
  addApplicationFile: handles(applications.addAttachment, {
    routes: documented("POST /applications/{id}/files", "GET /files"),
    ...written,
    async handle({ application, file }, call, { http, references }) {
      const opened = await beforeWriting(() => openFile(file, { signal: call.signal }));
      const { name, type, mediaType } = opened;
      const form = new FormData();
      form.append("reference", references.of(call));
      form.append("type", type);
      if ("bytes" in opened)
        form.append("file", new Blob([opened.bytes as Uint8Array<ArrayBuffer>], { type: opened.mediaType }), name);
      else {
        form.append("name", name);
        form.append("link", opened.url);
        form.append("media_type", mediaType ?? "");
      }
      const to = path`/applications/${application.id}/files`;
      await http.send({ method: "POST", path: to, form, effect: "creates", kind: "files" }, call);
      return receipt();
    },
    settle: (_input, call, { http, references }) =>
      references.settle(call, async (reference) => {
        const request = { method: "GET", path: "/files", query: { reference }, effect: "reads" } as const;
        return (await http.read(z.array(z.unknown()), request, call)).length > 0 ? receipt("read-back") : undefined;
      }),
  }),
  /** Notes count against a limit of their own, as files do. */
  addApplicationNote: overrides(addApplicationNote, {
    inject: { http: HTTP, references: REFERENCES, adapter: ADAPTER },
    async handle({ application, note }, call, { http, references, adapter }) {
      const body = { reference: references.of(call), text: await toNoteContent(note, adapter.facts) };
      const to = path`/applications/${application.id}/notes`;
      await http.send({ method: "POST", path: to, body, effect: "creates", kind: "files" }, call);
      return receipt();
    },
  }),
};

/** The limit of requests is told in seconds. */
const window = { remaining: "rowan-left", reset: "rowan-more" } as const;

const profile: HttpProfile<RowanSettings> = {
  ...rowanProfile,
  quota: { window, atOnce: { files: { first: 1, most: 2 } } },
};

/** Rowan, whose applications have custom fields of every type, and files. */
export const furnishedRowan = defineAdapter({
  id: "furnished-rowan",
  name: "Furnished Rowan",
  package: { name: "@anyats/furnished-rowan", version: "0.0.0" },
  facts: rowan.facts,
  settings: rowan.settings,
  handlers: { ...handlers, ...furnishing },
  missing: { "*": { reason: "not-built", explanation: "It is a server to try the kit with.", priority: "low" } },
  limitations: [
    ...rowanLimitations,
    {
      id: "rowan.files-without-fields",
      capabilities: ["applications.addAttachment"],
      imposedBy: "ats",
      certainty: "documented",
      source: "src/server/rowan.ts",
      summary: "remoteFields are not sent with a file.",
      reason: "Rowan's API has no such fields.",
      advice: "Leave them out.",
      effect: { kind: "checks-input", check: warnsOfFields("Rowan", ["remoteFields"]) },
    },
  ],
  bindings: (options) => {
    bindHttp<RowanSettings>(options, profile);
    toClass(options.bind(FIELDS), Fields).inSingletonScope();
  },
} as Parameters<typeof defineAdapter>[0]) as Adapter;

interface Held extends StoredFile {
  readonly reference: string;
}

/** The part of the server that has fields and files. */
class Furniture {
  writes = 0;
  readonly removed = new Set<string>();
  readonly #values = new Map<string, Record<string, unknown>>();
  readonly #files = new Map<string, Held[]>();

  fields(): readonly Field[] {
    return allFields.filter(({ id }) => !this.removed.has(id));
  }

  values(application: string): Readonly<Record<string, unknown>> {
    const all = this.#values.get(application) ?? held;
    return Object.fromEntries(this.fields().map(({ id }) => [id, all[id] ?? null]));
  }

  files(application: string): readonly Held[] {
    return this.#files.get(application) ?? [];
  }

  /** @param inner Answers everything else, and knows the key and the records. */
  async answer(request: Request, inner: Fetch): Promise<Response> {
    const { origin, pathname, searchParams } = new URL(request.url);
    const [kind = "", id = "", part = kind] = pathname.split("/").slice(1).map(decodeURIComponent);
    if (part !== "fields" && part !== "files") return inner(request);
    const shown = { headers: { authorization: request.headers.get("authorization") ?? "" }, signal: request.signal };
    const first = await inner(new Request(origin + (id === "" ? "/key" : `/${kind}/${encodeURIComponent(id)}`), shown));
    if (request.method !== "GET") this.writes += 1;
    if (!first.ok) return first;
    if (id === "" && part === "fields") return Response.json(this.fields());
    if (id === "")
      return Response.json(
        [...this.#files.values()].flat().filter(({ reference }) => reference === searchParams.get("reference")),
      );
    if (part === "files") return this.#attached(id, await request.formData());
    if (request.method === "PATCH") return this.#updated(id, (await request.json()) as { readonly values: object });
    const names = new Map(this.fields().map((each) => [each.id, each.name]));
    const values = Object.entries(this.values(id));
    return Response.json(values.map(([of, value]) => ({ field: of, name: names.get(of), value })));
  }

  async #attached(application: string, form: FormData): Promise<Response> {
    const said = (name: string) => String(form.get(name) ?? "");
    const file = form.get("file");
    const common = { reference: said("reference"), type: said("type") };
    const stored: Held =
      file instanceof File
        ? {
            ...common,
            name: file.name,
            contentType: file.type,
            base64: Buffer.from(await file.arrayBuffer()).toString("base64"),
          }
        : { ...common, name: said("name"), contentType: said("media_type"), link: said("link") };
    this.#files.set(application, [...this.files(application), stored]);
    return Response.json({ reference: stored.reference }, { status: 201 });
  }

  #updated(application: string, { values }: { readonly values: object }): Response {
    const unknown = Object.keys(values).some((id) => !this.fields().some((each) => each.id === id));
    if (unknown) return Response.json({ error: "no such field" }, { status: 422 });
    this.#values.set(application, { ...held, ...this.#values.get(application), ...values });
    return Response.json({});
  }
}

interface Page {
  readonly items: readonly Record<string, unknown>[];
}

const inSecond =
  (change: object): Spoil =>
  (body) => {
    const { items } = body as Partial<Page>;
    return items && { ...(body as Page), items: items.map((each, nth) => (nth === 1 ? { ...each, ...change } : each)) };
  };

export const furnishedRowanWorld: World = but(rowanWorld, (session) => {
  const furniture = new Furniture();
  const given = session.settings as { readonly fetch: Fetch };
  let cursor: string | undefined;
  const network = new TroubledNetwork({
    answer: (request) => furniture.answer(request, given.fetch),
    records: {
      in: (body) => (body as Partial<Page>).items ?? (body as object),
      put: (body, records) => ((body as Partial<Page>).items ? { ...(body as Page), items: records } : records),
      always: ["id", "created_at", "updated_at", "field"],
    },
    spoils: {
      "unreadable-record": inSecond({ updated_at: "no date" }),
      "unknown-value": inSecond({ state: "a state that nobody knows" }),
      "repeated-cursor": (body) => {
        const { items } = body as Partial<Page>;
        return items && { ...(body as Page), next: (cursor ??= String(items[0]!["id"])) };
      },
    },
  });
  const ofWrong = { ...(session.wrong.settings as object), fetch: network.fetch };
  const before = session.writes.bind(session);
  return {
    settings: { ...given, fetch: network.fetch },
    wrong: { ...session.wrong, settings: ofWrong },
    seen: network.seen,
    requests: () => network.seen().length,
    writes: () => before() + furniture.writes,
    trouble: network.trouble,
    struck: network.struck,
    limits: { window: { ...window, resetIs: "seconds" } },
    files: (of, id) => (of === "application" ? furniture.files(id).map(({ reference: _ours, ...file }) => file) : []),
    customFields: (group) =>
      group === "applications"
        ? furniture.fields().map(({ read_only: readOnly, type, ...each }) => ({
            ...each,
            type: types[type],
            nativeType: type,
            readOnly,
          }))
        : [],
    customFieldValues: (_group, id) => furniture.values(id),
    setCustomField: (_group, id, exists) => void (exists ? furniture.removed.delete(id) : furniture.removed.add(id)),
  };
});
