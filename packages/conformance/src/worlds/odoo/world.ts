import { createEmulator, type EmulatorFor, type OptionsFor } from "@anyats/emulator";
import {
  type Kind,
  type ListChange,
  type OwnFailure,
  type RecordState,
  type RemovableKind,
  type SeenCall,
  type StoredFile,
  type Variant,
  type World,
  type WorldRecord,
  type WorldSession,
} from "../../world.ts";
import { EmulatedSession } from "../emulated-session.ts";
import { hiredStage, makeAwkward, makeSecondAwkward } from "./awkward-data.ts";
import { servedAt } from "../request-of.ts";
import { calledIn, isWriting, methodOf, type OdooCall } from "./calls.ts";
import { OdooNetwork } from "./network.ts";
import { modelWithFields, odooCustomFields, odooCustomFieldValues } from "./custom-fields.ts";
import { applicationsIn, filesIn, notesIn, odooTruth, ownersIn } from "./truth.ts";

/** The models of the groups. */
export const odooModels = {
  jobs: "hr.job",
  applications: "hr.applicant",
  candidates: "hr.candidate",
  rejectionReasons: "hr.applicant.refuse.reason",
  interviews: "calendar.event",
  notes: "mail.message",
  attachments: "ir.attachment",
  users: "res.users",
  tags: "hr.applicant.category",
} as const satisfies Readonly<Record<Kind, string>> & Readonly<Record<string, string>>;

/** Whether Odoo has records of a kind. */
export const isHeld = (kind: string): kind is keyof typeof odooModels => Object.hasOwn(odooModels, kind);

const lists = {
  stages: "hr.recruitment.stage",
  rejectionReasons: odooModels.rejectionReasons,
  tags: odooModels.tags,
  users: odooModels.users,
} as const;

/** Where a new entry stands in a list that has an order. */
const lastOf: Readonly<Record<string, object>> = { stages: { sequence: 90 }, rejectionReasons: { active: true } };

/** An exception as JSON-RPC tells it. It rolls the transaction back, so nothing was done. */
const failure = (name: string, fault: NonNullable<OwnFailure["fault"]>, passes = false): OwnFailure => ({
  what: name,
  fault,
  answer: () => {
    const data = { name, message: "Failed 4794", arguments: [], debug: "" };
    return Response.json({ jsonrpc: "2.0", id: 1, error: { code: 200, message: "Odoo Server Error", data } });
  },
  passes,
});

const odooFailures: readonly OwnFailure[] = [
  failure("psycopg2.errors.SerializationFailure", "ats", true),
  failure("odoo.exceptions.AccessError", "configuration"),
  failure("odoo.exceptions.UserError", "caller"),
  failure("odoo.exceptions.ValidationError", "caller"),
  failure("builtins.ZeroDivisionError", "ats"),
  // By the sources: what else a call may end in.
  failure("odoo.exceptions.AccessDenied", "configuration"),
  failure("odoo.exceptions.MissingError", "caller"),
  failure("odoo.exceptions.RedirectWarning", "caller"),
  failure("binascii.Error", "caller"),
  failure("psycopg2.errors.NumericValueOutOfRange", "caller"),
  failure("psycopg2.OperationalError", "configuration"),
  // A field, a method or an argument of another version.
  failure("builtins.ValueError", "configuration"),
  failure("builtins.TypeError", "configuration"),
  failure("builtins.AttributeError", "configuration"),
  failure("builtins.KeyError", "configuration"),
  failure("builtins.AssertionError", "configuration"),
];

/** What Odoo has no such thing of. */
const without: Readonly<Record<string, string>> = {
  remoteFields: "such fields are an aggregator's, and Odoo is asked directly",
  endSessions: "no session is asked for: each request carries the key",
  resettle: "each request names its language, and times are in UTC, whatever the user's zone is",
  endLists: "Odoo keeps nothing of a list: each page is a search of its own",
  restore: "what was deleted is gone; an archived record is not removed",
  replaceFile: "its web client adds a file beside the old one; a shared link moves the time of change, too",
  merge: "Odoo merges contacts, and neither candidates nor applications",
  lag: "searches read what was written",
  crowd: "no list is asked for in the order of a time, and none ends before its last record",
  webhooks: "the adapter reads none",
  states: "nothing says before a call that a key cannot do everything",
  customFieldForms: "a type has one form",
  'trouble("refused-in-part")': "an answer of Odoo's is whole, or refused",
  'trouble("warned")': "a write answers with an id, or with true",
  'trouble("known-words")': "Odoo's words are not the catalogue's: some record holds each that it documents",
  'trouble("said-once")': "Odoo computes what it says twice, such as a normalized address: neither is there alone",
};

/** What each request of the emulator's log called: a test counts the writes over and over. */
const calls = new WeakMap<object, OdooCall>();

function calledBy(request: { readonly path: string; readonly body: unknown }): OdooCall {
  const called = calls.get(request) ?? calledIn(request.path, request.body);
  calls.set(request, called);
  return called;
}

class OdooSession extends EmulatedSession<EmulatorFor<"odoo">> implements WorldSession {
  readonly notesAre = "html";
  /** What a server of the usual size answers: it has so many workers. */
  readonly limits = { atOnce: 4 };
  readonly failures = odooFailures;
  readonly without = without;
  readonly #network: OdooNetwork;
  readonly #version: number;

  /** @param address Where else than the emulator it is reached, and there by JSON-2. */
  constructor(emulator: EmulatorFor<"odoo">, version: number, address?: string) {
    const network = new OdooNetwork((request) => emulator.fetch(request));
    const { baseUrl } = emulator.settings();
    if (address === undefined) super(emulator, network.fetch);
    else {
      const fetch = servedAt(`${address}/`, network.fetch, baseUrl);
      super(emulator, fetch, { baseUrl: address, api: "json-2" });
    }
    this.#network = network;
    this.#version = version;
  }

  get version(): string {
    return String(this.#version);
  }

  get variants(): readonly Variant[] {
    const [settings, since] = [this.settings, ["2024-03-04 05:06:07"]];
    const inFrench = ['"lang":"fr_FR"'];
    return [
      { name: "JSON-2", settings: { ...settings, api: "json-2" }, absent: this.#version < 19 },
      {
        name: "in French",
        settings: { ...settings, language: "fr_FR" },
        otherwise: {
          "jobs.stream": inFrench,
          "applications.listStages": inFrench,
          "applications.listRejectionReasons": inFrench,
          "candidates.addTag": inFrench,
        },
        // Signing in has no language.
        inEach: { text: inFrench[0]!, of: ({ path }) => !/^\/common\/|context_get$/.test(path) },
      },
      {
        name: "no overlap",
        settings: { ...settings, overlapSeconds: 0 },
        otherwise: { "jobs.stream": since, "applications.stream": since, "candidates.stream": since },
      },
      {
        name: "with e-mails",
        settings: { ...settings, sendEmails: true },
        otherwise: { "applications.moveToStage": [], "applications.create": [] },
        mails: true,
      },
    ];
  }

  unseen(): Readonly<Record<string, unknown>> {
    const { odoo } = this.emulator;
    const followed = odoo.ids("mail.followers").map((id) => {
      const [model, record, partner] = ["res_model", "res_id", "partner_id"].map((field) =>
        odoo.value("mail.followers", id, field),
      );
      return `${String(partner)} follows ${String(model)} ${String(record)}`;
    });
    return { followers: followed };
  }

  mails(): number {
    return this.emulator.odoo.mails.length;
  }

  seen(): readonly SeenCall[] {
    return this.emulator.requests.all().map((request) => {
      const { path, args } = calledBy(request);
      return { method: "POST", path, body: args };
    });
  }

  writes(): number {
    return this.emulator.requests.all().filter((request) => isWriting(methodOf(calledBy(request)))).length;
  }

  ids(kind: Kind): readonly string[] {
    const { odoo } = this.emulator;
    const held = kind === "applications" ? applicationsIn(odoo) : odoo.ids(odooModels[kind]);
    // Where Odoo has no records of persons, they are found among the applications.
    if (kind === "candidates" && held.length === 0) return this.records(kind).map(({ id }) => id);
    return held.map(String);
  }

  records(group: string): readonly WorldRecord[] {
    return odooTruth(this.emulator.odoo, group);
  }

  touch(kind: Kind, id: string): void {
    this.later();
    const changes =
      kind === "jobs" ? { name: "A changed title" } : kind === "candidates" ? { partner_phone: "+1 212 555 0199" } : {};
    const { model, ids } =
      kind === "candidates"
        ? ownersIn(this.emulator.odoo, "candidate", id)
        : { model: odooModels[kind], ids: [Number(id)] };
    this.emulator.odoo.write(model, ids.at(-1)!, changes);
  }

  remove(kind: RemovableKind, id: string): void | "never" {
    if (!isHeld(kind)) return "never";
    this.later();
    const { odoo } = this.emulator;
    const { model, ids } =
      kind === "candidates" ? ownersIn(odoo, "candidate", id) : { model: odooModels[kind], ids: [Number(id)] };
    // A candidate with applications cannot be deleted.
    if (model === "hr.candidate")
      for (const each of odoo.ids("hr.applicant"))
        if (odoo.value("hr.applicant", each, "candidate_id") === Number(id)) odoo.delete("hr.applicant", each);
    for (const each of ids) odoo.delete(model, each);
  }

  move(application: string, job: string): void {
    this.later();
    this.emulator.odoo.write("hr.applicant", Number(application), { job_id: Number(job) });
  }

  administer(change: ListChange): string {
    this.later();
    const { odoo } = this.emulator;
    const model = lists[change.list];
    if ("add" in change) {
      const { add: name } = change;
      if (change.list !== "users") return String(odoo.create(model, { name, ...lastOf[change.list] }));
      const email = `${name.toLowerCase().replaceAll(/\W+/g, ".")}@agency.example.com`;
      const partner = odoo.create("res.partner", { name, email });
      return String(odoo.create(model, { name, email, login: email, partner_id: partner, active: true }));
    }
    const id = "remove" in change ? change.remove : change.rename;
    // A reason that applications were refused for is archived: Odoo keeps what refers to it.
    if ("remove" in change && change.list === "rejectionReasons") odoo.write(model, Number(id), { active: false });
    else if ("remove" in change) odoo.delete(model, Number(id));
    else odoo.write(model, Number(id), { name: change.to });
    return id;
  }

  become(id: string, { kind, field, value }: RecordState): void | "never" {
    const { odoo } = this.emulator;
    const reason = odoo.ids(odooModels.rejectionReasons)[0]!;
    const values: Readonly<Record<string, Readonly<Record<string, object>>>> = {
      outcome: {
        PENDING: {},
        HIRED: { stage_id: hiredStage },
        DECLINED: { active: false, refuse_reason_id: reason, refuse_date: "2026-11-02 03:04:05" },
        ARCHIVED: { active: false },
      },
      status: { OPEN: { active: true }, ARCHIVED: { active: false } },
      stageId: { null: { stage_id: false } },
      emailAddresses: { null: { email_from: false } },
    };
    const change = values[field]?.[String(value)];
    if (!change) return "never";
    this.later();
    const owners =
      kind === "candidates" ? ownersIn(odoo, "candidate", id) : { model: odooModels[kind], ids: [Number(id)] };
    for (const each of owners.ids) odoo.write(owners.model, each, { ...change });
    return undefined;
  }

  application(id: string): { stageId: string | null; rejected: boolean } {
    const value = (field: string) => this.emulator.odoo.value("hr.applicant", Number(id), field);
    return { stageId: String(value("stage_id")), rejected: value("application_status") === "refused" };
  }

  #on(
    model: "mail.message" | "ir.attachment",
    named: string,
    of: "application" | "candidate",
    id: string,
  ): readonly number[] {
    const { odoo } = this.emulator;
    const owner = ownersIn(odoo, of, id);
    const all = model === "ir.attachment" ? filesIn(odoo) : notesIn(odoo);
    return all.filter(
      (each) =>
        odoo.value(model, each, named) === owner.model && owner.ids.includes(Number(odoo.value(model, each, "res_id"))),
    );
  }

  notes(of: "application" | "candidate", id: string): readonly string[] {
    return this.#on("mail.message", "model", of, id).map((each) =>
      String(this.emulator.odoo.value("mail.message", each, "body")),
    );
  }

  files(of: "application" | "candidate", id: string): readonly StoredFile[] {
    return this.#on("ir.attachment", "res_model", of, id).map((each) => {
      const value = (field: string) => this.emulator.odoo.value("ir.attachment", each, field);
      const text = (field: string) => (typeof value(field) === "string" ? String(value(field)) : null);
      const [link, base64] = [value("type") === "url" ? text("url") : null, text("datas")];
      return {
        name: String(value("name")),
        contentType: text("mimetype"),
        // A résumé without a mark is a PDF.
        ...(text("mimetype") !== "application/pdf" && { type: "OTHER" }),
        // Not everything that people write as a link is an address.
        ...(link !== null && URL.canParse(link) && { link }),
        ...(base64 !== null && link === null && { base64 }),
        isOpen: value("public") === true || text("access_token") !== null,
      };
    });
  }

  setCustomField(group: "jobs" | "applications" | "candidates", fieldId: string, exists: boolean): void {
    this.later();
    const { odoo } = this.emulator;
    odoo.setField(modelWithFields(odoo, group), fieldId, exists);
  }

  customFields(group: "jobs" | "applications" | "candidates"): readonly WorldRecord[] {
    return odooCustomFields(this.emulator.odoo, group);
  }

  customFieldValues(group: "jobs" | "applications" | "candidates", id: string): Readonly<Record<string, unknown>> {
    return odooCustomFieldValues(this.emulator.odoo, group, id);
  }

  /** The groups of Odoo's Recruitment that the user may be in. */
  rights(): readonly string[] {
    return ["officer", "interviewer"];
  }

  withhold(rights: readonly string[]): void {
    const isOfRecruitment = !rights.includes("interviewer");
    this.emulator.grant(rights.length === 0 ? "officer" : isOfRecruitment ? "interviewer" : "none");
  }

  trouble(what: Parameters<WorldSession["trouble"]>[0]): void | "never" {
    return this.#network.trouble(what);
  }

  struck(): number {
    return this.#network.struck();
  }

  spoilt(): readonly string[] {
    return this.#network.spoilt();
  }
}

/** The servers of other customers: a later and an earlier one, where a person has no record. */
const others = {
  first: undefined,
  second: { database: "second-customer", seed: 2, version: 19 },
  third: { database: "third-customer", seed: 3, version: 17 },
} as const;

/** An emulated Odoo as a world, with a small invented agency. */
export function odooWorld(options: Partial<Omit<OptionsFor<"odoo">, "prepare">> = {}): World {
  return {
    name: "emulator (odoo)",
    tier: "emulator",
    repeats: true,
    open: (customer) => {
      const other = customer && others[customer];
      const prepare = other ? makeSecondAwkward : makeAwkward;
      const emulator = createEmulator({ candidates: 24, ...options, ...other, tool: "odoo", prepare });
      // That is longer ago than any overlap.
      emulator.clock.advance(3_600_000);
      if (customer === "second") return new OdooSession(emulator, 19, "https://odoo.second-4796.example.com");
      if (customer === "third") return new OdooSession(emulator, 17);
      return new OdooSession(emulator, options.version ?? 18);
    },
  };
}
