import { createEmulator, type EmulatorFor, type OptionsFor } from "@anyats/emulator";
import {
  personalMark,
  type Kind,
  type SeenCall,
  type StoredFile,
  type World,
  type WorldRecord,
  type WorldSession,
} from "../world.ts";
import { instantClock } from "./instant-clock.ts";
import { calledIn, isOdooWrite, type OdooCall } from "./odoo-calls.ts";
import { odooTruth } from "./odoo-truth.ts";
import { TroubledNetwork, type Spoil } from "./troubled-network.ts";

/** The models of the groups. */
const models = {
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

type Records = Record<string, unknown>[];

/** What a request calls, as it was read when the request was answered. */
const calls = new WeakMap<Request, OdooCall>();

/** Changes the records of the page of a stream: of the one search that goes on by id. */
const onPage =
  (change: (records: Records) => void): Spoil =>
  (body, request) => {
    const { path = "", keywords = {} } = calls.get(request) ?? {};
    const { result } = body as { readonly result?: Records };
    const isPage = path.endsWith("/search_read") && Number(keywords["limit"] ?? 1) > 1 && Array.isArray(result);
    if (!isPage || result!.length < 2) return undefined;
    change(result!);
    return body;
  };

class OdooSession implements WorldSession {
  readonly #emulator: EmulatorFor<"odoo">;
  readonly #network: TroubledNetwork;
  /** Whether the next write is refused. */
  #refuses = false;
  readonly settings: object;
  readonly modules;
  readonly wrong;

  constructor(emulator: EmulatorFor<"odoo">) {
    this.#emulator = emulator;
    let first: Records | undefined;
    const error = {
      code: 200,
      message: "Odoo Server Error",
      data: {
        name: "odoo.exceptions.UserError",
        message: personalMark,
        debug: personalMark,
        arguments: [personalMark],
      },
    };
    this.#network = new TroubledNetwork({
      answer: async (request) => {
        const body: unknown = await request
          .clone()
          .json()
          .catch(() => undefined);
        calls.set(request, calledIn(request.url, body));
        if (!this.#refuses || !isOdooWrite(request.url, body)) return emulator.fetch(request);
        this.#refuses = false;
        return Response.json({ jsonrpc: "2.0", id: 1, error });
      },
      isWrite: async (request) => isOdooWrite(request.url, await request.json().catch(() => undefined)),
      spoils: {
        "unreadable-record": onPage((records) => (records[1]!["write_date"] = 5)),
        "unknown-value": onPage((records) =>
          Object.assign(records[1]!, { kanban_state: "waiting", a_later_field: "anything" }),
        ),
        "repeated-cursor": onPage((records) =>
          records.splice(0, records.length, ...(first ??= structuredClone(records))),
        ),
        "refused-in-answer": (body) => (JSON.stringify(body).includes(personalMark) ? body : undefined),
        "refused-quoting": () => ({ jsonrpc: "2.0", id: 1, error }),
      },
    });
    this.settings = { ...emulator.settings(), fetch: this.#network.fetch };
    this.modules = [instantClock(emulator.clock.now())];
    const key = "a-key-that-is-wrong-0123456789";
    this.wrong = { key, settings: { ...this.settings, apiKey: key } };
  }

  requests(): number {
    return this.#emulator.requests.count();
  }

  seen(): readonly SeenCall[] {
    return this.#emulator.requests.all().map(({ path, body }) => {
      const called = calledIn(path, body);
      return { method: "POST", path: called.path, body: called.args };
    });
  }

  writes(): number {
    return this.#emulator.requests.all().filter(({ path, body }) => isOdooWrite(path, body)).length;
  }

  ids(kind: Kind): readonly string[] {
    return this.#emulator.odoo.ids(models[kind]).map(String);
  }

  records(group: string): readonly WorldRecord[] {
    return odooTruth(this.#emulator.odoo, group);
  }

  touch(kind: Kind, id: string): void {
    this.#emulator.clock.advance(60_000);
    const changes =
      kind === "jobs" ? { name: "A changed title" } : kind === "candidates" ? { partner_phone: "+1 212 555 0199" } : {};
    this.#emulator.odoo.write(models[kind], Number(id), changes);
  }

  remove(kind: Kind, id: string): void {
    const { clock, odoo } = this.#emulator;
    clock.advance(60_000);
    // A candidate with applications cannot be deleted.
    if (kind === "candidates")
      for (const each of odoo.ids("hr.applicant"))
        if (odoo.value("hr.applicant", each, "candidate_id") === Number(id)) odoo.delete("hr.applicant", each);
    odoo.delete(models[kind], Number(id));
  }

  now(): Date {
    return this.#emulator.clock.now();
  }

  application(id: string): { stageId: string | null; rejected: boolean } {
    const value = (field: string) => this.#emulator.odoo.value("hr.applicant", Number(id), field);
    return { stageId: String(value("stage_id")), rejected: value("application_status") === "refused" };
  }

  #on(model: string, named: string, of: "application" | "candidate", id: string): readonly number[] {
    const { odoo } = this.#emulator;
    const owner = of === "application" ? "hr.applicant" : "hr.candidate";
    return odoo
      .ids(model)
      .filter((each) => odoo.value(model, each, named) === owner && odoo.value(model, each, "res_id") === Number(id));
  }

  notes(of: "application" | "candidate", id: string): readonly string[] {
    return this.#on("mail.message", "model", of, id).map((each) =>
      String(this.#emulator.odoo.value("mail.message", each, "body")),
    );
  }

  files(of: "application" | "candidate", id: string): readonly StoredFile[] {
    const value = (each: number, field: string) => String(this.#emulator.odoo.value("ir.attachment", each, field));
    return this.#on("ir.attachment", "res_model", of, id).map((each) => ({
      name: value(each, "name"),
      contentType: value(each, "mimetype"),
      base64: value(each, "datas"),
    }));
  }

  customField(group: "jobs" | "applications" | "candidates", id: string, field: string): unknown {
    const [name = "", property] = field.split(".");
    const held = this.#emulator.odoo.value(models[group], Number(id), name);
    if (property === undefined) return held;
    return (held as readonly { readonly name: string; readonly value?: unknown }[]).find(
      (each) => each.name === property,
    )?.value;
  }

  trouble(what: Parameters<WorldSession["trouble"]>[0]): void | "never" {
    this.#refuses = what === "refused-in-answer";
    return this.#network.trouble(what);
  }

  struck(): number {
    return this.#network.struck();
  }

  close(): void {}
}

/** An emulated Odoo as a world, with a small invented agency. */
export function odooWorld(options: Partial<OptionsFor<"odoo">> = {}): World {
  return {
    name: "emulator (odoo)",
    tier: "emulator",
    open: () => new OdooSession(createEmulator({ candidates: 60, ...options, tool: "odoo" })),
  };
}
