import {
  createEmulator,
  readModelIds,
  writeActionIds,
  type CoverageId,
  type Emulator,
  type EmulatorOptions,
  type FaultRule,
  type RequestMatch,
} from "@anyats/emulator";
import {
  personalMark,
  type ConnectionState,
  type CustomFieldForm,
  type DocumentedFields,
  type OwnFailure,
  type SeenCall,
  type StoredFile,
  type Trouble,
  type Variant,
  type World,
  type WorldRecord,
  type WorldLimits,
  type WorldSession,
  type WorldWebhooks,
} from "../../world.ts";
import { createHmac } from "node:crypto";
import { makeAwkward } from "../awkward-data.ts";
import { useEveryWord } from "./every-word.ts";
import { RowSession } from "../emulated-session.ts";
import { relateMore } from "../relations.ts";
import { servedAt } from "../request-of.ts";
import { komboAnswers } from "./answers.ts";
import { komboTruth } from "./truth.ts";
import { formOf, formsOf } from "./native-forms.ts";
import { isKomboWrite } from "./writes.ts";
import { customFieldsOf, customFieldValuesOf, nativeTruth, tellingFields } from "./native-truth.ts";
import { counting, written, type Wire } from "./wire.ts";

const reads = /^\/ats\/(?!.*\/(stage|reject|notes|tags|result-links)$)/;

const writing: readonly RequestMatch[] = [
  { method: "POST", path: /^\/(ats|force-sync)/ },
  { method: "PUT" },
  { method: "PATCH" },
  { method: "DELETE" },
  { method: "POST", native: { method: "PATCH" } },
  { method: "POST", native: { method: "PUT" } },
  { method: "POST", native: { method: "POST", path: /\/(note|activity)$/ } },
];

const onWrites = (rule: FaultRule): FaultRule[] => writing.map((match) => ({ ...rule, match }));

const always = Number.POSITIVE_INFINITY;

const refusal: FaultRule = {
  kind: "status",
  status: 400,
  code: "PLATFORM.INPUT_INVALID",
  message: `${personalMark} is not valid`,
};

/** What each trouble is, in the emulator's terms. Of several rules the first that matches strikes. */
const faults: Readonly<Record<Trouble, readonly FaultRule[] | "never">> = {
  "answer-lost": onWrites({ kind: "dropAfter" }),
  "request-lost": [
    ...onWrites({ kind: "dropBefore" }),
    { kind: "dropBefore", match: { method: "GET" } },
    { kind: "dropBefore", match: { native: { method: "GET" } } },
    { kind: "dropBefore", match: { native: { path: /multi-query$/ } } },
  ],
  throttled: [{ kind: "rateLimit", resetSeconds: 1 }, ...onWrites({ kind: "rateLimit", resetSeconds: 1 })],
  unavailable: [{ kind: "status", status: 503, code: "REMOTE.SERVICE_UNAVAILABLE" }],
  "html-page": [{ kind: "htmlPage", status: 502 }],
  "cut-off": [{ kind: "truncatedBody", by: "connection" }],
  "unreadable-record": [{ kind: "malformedRecord", index: 1, match: { method: "GET", path: reads } }],
  "unknown-value": [{ kind: "unknownEnum", match: { method: "GET", path: reads } }],
  "repeated-cursor": [{ kind: "repeatedCursor", times: always, match: { method: "GET", path: reads } }],
  "write-cut-off": onWrites({ kind: "truncatedBody", by: "connection" }),
  "failed-after-write": onWrites({ kind: "status", status: 500, code: "PLATFORM.UNKNOWN_ERROR", when: "after" }),
  "refused-quoting": [refusal, ...onWrites(refusal)],
  "throttled-for-ever": [{ kind: "rateLimit", resetSeconds: 1, times: always }],
  "unavailable-for-ever": [{ kind: "status", status: 503, code: "REMOTE.SERVICE_UNAVAILABLE", times: always }],
  "nothing-there": [
    { kind: "nativeStatus", status: 404, body: "Not found", times: always },
    { kind: "status", status: 404, code: null, times: always },
  ],
  "key-withdrawn": [{ kind: "status", status: 401, code: "PLATFORM.AUTHENTICATION_INVALID", times: always }],
  hanging: [{ kind: "latency", ms: Infinity }],
  "refused-in-answer": [{ kind: "nativeStatus", status: 400, body: { message: personalMark } }],
  "refused-in-part": "never",
  warned: [],
  "odd-values": [],
  "known-words": [],
  "undatable-record": [],
  "sparse-records": [],
  "broken-entry": [],
  "said-once": [],
  none: [],
};

interface Documented {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly once?: true;
}

const rejectionEmail: readonly Documented[] = [
  { fields: { rejection_email: { email_template_id: 4711 } }, once: true },
];

/** What Kombo's API reference names for `remote_fields`, by tool and capability; the tool's name goes around it. */
const documentedFor: Readonly<Record<string, Readonly<Record<string, readonly Documented[]>>>> = {
  greenhouse: {
    "applications.addNote": ["admin_only", "private", "public"].map((visibility) => ({ fields: { visibility } })),
    "applications.reject": rejectionEmail,
    "applications.rejectMany": rejectionEmail,
  },
  bullhorn: { "applications.addNote": [{ fields: { action: "Phone Call" } }] },
};

/** An error in Kombo's words. Source: Kombo's API reference, error codes. */
const failure = (code: string, status: number, more: Pick<OwnFailure, "passes" | "mayHaveRun">): OwnFailure => ({
  what: code,
  answer: () => {
    const error = { code, title: null, message: "Failed 4794", log_url: null };
    return Response.json({ status: "error", error }, { status });
  },
  ...more,
});

const [perhaps, no] = [{ passes: true, mayHaveRun: true } as const, { passes: false } as const];

/**
 * An answer of the ATS as Kombo passes it on. Source: Kombo's API reference, `POST /passthrough/{tool}/{api}`.
 * @param isListed Its headers come as lists, under names as the ATS may write them.
 */
async function passOn(answer: Response, isListed: boolean): Promise<Response> {
  const { status } = answer;
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get("content-type") ?? "");
  const said = text !== "" && { data: isJson ? (JSON.parse(text) as unknown) : text };
  const named = Map.groupBy(answer.headers, ([name]) => name);
  const headers = Object.fromEntries(
    [...named].map(([name, all]) => {
      const values = all.map(([, value]) => value);
      return isListed ? [name.toUpperCase(), values] : [name, values.length > 1 ? values : values[0]];
    }),
  );
  const data = { url: "https://ats.example.com/4796", status, headers, ...said };
  return Response.json({ status: "success", data, warnings: [] });
}

/** What Kombo documents of its errors; those whose end a webhook tells are left out. */
const komboFailures: readonly OwnFailure[] = [
  failure("REMOTE.UNKNOWN_HTTP_ERROR", 502, { passes: false, mayHaveRun: true }),
  failure("PLATFORM.TASK_TIMED_OUT", 504, perhaps),
  failure("PLATFORM.UNKNOWN_ERROR", 500, perhaps),
  failure("REMOTE.SERVICE_UNAVAILABLE", 503, perhaps),
  failure("REMOTE.RATE_LIMIT_EXCEEDED", 429, perhaps),
  failure("PLATFORM.RATE_LIMIT_EXCEEDED", 429, { passes: true }),
  failure("PLATFORM.CONCURRENCY_LIMIT_EXCEEDED", 429, { passes: true }),
  failure("PLATFORM.INPUT_INVALID", 400, no),
  failure("REMOTE.INPUT_INVALID", 400, no),
  failure("ATS.JOB_CLOSED", 400, no),
  failure("INTEGRATION.ACTION_NOT_AVAILABLE", 400, no),
  failure("INTEGRATION.AUTHENTICATION_INVALID", 401, no),
  failure("INTEGRATION.PERMISSION_MISSING", 403, no),
  failure("INTEGRATION.MODEL_DISABLED", 403, no),
  failure("INTEGRATION.ACTION_DISABLED", 403, no),
  failure("PLATFORM.IP_NOT_WHITELISTED", 403, no),
  failure("PLATFORM.INTEGRATION_NOT_FOUND", 404, no),
  failure("INTEGRATION.SETUP_INCOMPLETE", 409, no),
  failure("INTEGRATION.INACTIVE", 409, no),
  failure("ATS.APPLICATION_ALREADY_EXISTS", 409, no),
];

/** Kombo's webhooks of one integration. Source: Kombo's documentation of webhooks. */
function komboWebhooksOf({ webhooks, clock }: Emulator, connectionKey: string): WorldWebhooks {
  let events = 0;
  const event = (type: string, data: object, says: WorldWebhooks["events"][number]["says"]) => ({
    // No two of Kombo's events have one id, whosever they are.
    body: { id: `event-${(events += 1)}-of-${connectionKey}`, type, data },
    says,
  });
  const integration_tool = connectionKey.split(":", 1)[0];
  const subject = { integration_id: connectionKey, integration_tool, integration_category: "ATS" };
  const end_user = { organization_name: "Agence Žluťoučká", creator_email: null, origin_id: null };
  const integration = { id: connectionKey, tool: integration_tool, category: "ATS", end_user };
  const changed = (...names: string[]) => ({ ...subject, changed_models: names.map((name) => ({ name })) });
  const became = (state: string, setup_status = "COMPLETED", qa_status = "PASSED") => ({
    ...subject,
    end_user,
    state,
    setup_status,
    qa_status,
    updated_at: "2026-11-02T03:04:05.000Z",
  });
  const sync = { sync_id: "sync-4733", sync_state: "SUCCEEDED", sync_started_at: "2026-11-02T03:04:05.000Z" };
  const ended = { sync_ended_at: "2026-11-02T03:04:15.000Z", sync_duration_seconds: 10, log_url: null };
  const issue = { id: "issue-4734", type: "integration.authentication_failed", title: "The key", status: "OPEN" };
  const ofNone = { connectionKey: null, changed: [], state: null } as const;
  const ofThis = { ...ofNone, connectionKey } as const;
  // Kombo may leave out whatever its reference does not require.
  const { integration_id } = subject;
  return {
    sign: (body, secret) => ({
      "content-type": "application/json",
      "x-kombo-signature": createHmac("sha256", secret).update(body).digest("base64url"),
    }),
    // Whether Kombo does so is not known.
    redelivered: "as it was",
    async sentDuring(what) {
      const bodies: object[] = [];
      const fetch = async (request: Request) => {
        bodies.push((await request.json()) as object);
        return new Response();
      };
      const end = webhooks.subscribe({ url: "http://app.test/hook-4980", secret: "4981", fetch });
      await what();
      clock.advance(30_000); // It sends what came after the first change.
      await webhooks.settled();
      end();
      return bodies;
    },
    events: [
      event("data-changed", changed("ats_jobs"), { connectionKey, changed: ["jobs.stream"], state: null }),
      event("data-changed", changed("ats_jobs", "ats_models_of_tomorrow"), { connectionKey, changed: "all" }),
      event("integration-state-changed", became("INVALID"), { connectionKey, changed: [], state: "attention" }),
      event("integration-state-changed", became("ACTIVE"), { connectionKey, state: "active" }),
      event("integration-deleted", integration, { connectionKey, changed: [], state: "disconnected" }),
      event("integration-state-changed", became("INACTIVE"), { connectionKey, state: "attention" }),
      event("integration-state-changed", became("ACTIVE", "FINAL_SYNC_PENDING"), { connectionKey, state: "waiting" }),
      event("integration-state-changed", became("ACTIVE", "INCOMPLETE"), { connectionKey, state: "waiting" }),
      event("integration-state-changed", became("ACTIVE", "COMPLETED", "FAILED"), {
        connectionKey,
        state: "attention",
      }),
      event("integration-state-changed", became("A_STATE_OF_TOMORROW"), ofThis),
      event("integration-state-changed", { integration_id }, ofThis),
      event("integration-created", integration, ofThis),
      event("integration-created", { id: connectionKey, end_user: {} }, ofThis),
      event("sync-finished", { ...subject, end_user, ...sync, ...ended }, { ...ofThis, changed: "all" }),
      event("sync-finished", { integration_id, sync_ended_at: "soon" }, { ...ofThis, changed: "all" }),
      event("connection-flow-failed", { integration_tool, integration_category: "ATS", end_user }, ofNone),
      event("connection-flow-failed", {}, ofNone),
      event("issue-status-changed", { change: "created", issue, integration }, ofThis),
      event("issue-status-changed", { issue: {} }, ofNone),
      event("an-event-of-tomorrow", { ...subject }, {}),
    ],
  };
}

type Group = "jobs" | "applications" | "candidates";

const granted = { coverage: "SUPPORTED", scope: "ENABLED", optedOut: false } as const;

/** The ways in which a model or an action is not there for a connection: each right is withheld in one of them. */
const withheld = [
  { scope: "DISABLED" },
  { coverage: "UNSUPPORTED" },
  { coverage: "NOT_IMPLEMENTED" },
  { scope: "OPTIONAL", optedOut: true },
  { coverage: "UNKNOWN" },
] as const;

/** Avionté's portal asks for so many of the calls that read many jobs. */
const bulkOfAvionte: NonNullable<WorldLimits["pace"]> = {
  perSecond: 3,
  of: (address, body) =>
    address.includes("/passthrough/") &&
    /^\/jobs\/(ids\/|multi-query)/.test((body as { readonly path?: string } | null)?.path ?? ""),
};

class EmulatorSession extends RowSession<Emulator> implements WorldSession {
  /** Kombo's reference calls a time no more than a `date-time`. */
  readonly freeTimes = true;
  readonly notesAre?: "plain";
  readonly atOnceHeader = "Concurrency-Limit";
  readonly failures = komboFailures;
  readonly webhooks: WorldWebhooks;
  readonly limits: WorldLimits;
  readonly #tool: string;
  readonly #wire: Wire;
  /** The models and actions that this ATS has. */
  readonly #gates: readonly CoverageId[];
  /** How many answers of the ATS a test has passed on. */
  #passedOn = 0;

  constructor(emulator: Emulator, tool: string) {
    const wire = written(emulator);
    super(emulator, wire.fetch);
    this.#tool = tool;
    // Those of Avionté are HTML, and an adapter of any ATS cannot know that.
    if (tool === "greenhouse" || tool === "bullhorn") this.notesAre = "plain";
    this.#wire = wire;
    this.limits = {
      window: { remaining: "ratelimit-remaining", reset: "ratelimit-reset", resetIs: "seconds" },
      ...(tool === "avionte" && { pace: bulkOfAvionte }),
    };
    const { coverage } = emulator.integration;
    this.#gates = [...readModelIds, ...writeActionIds].filter((id) => coverage.get(id).coverage === "SUPPORTED");
    this.webhooks = komboWebhooksOf(emulator, emulator.settings().integrationId);
  }

  get #connector(): string {
    return this.emulator.settings().integrationId.split(":", 1)[0]!;
  }

  get variants(): readonly Variant[] {
    const { baseUrl, ...hosted } = this.settings as { readonly baseUrl: string };
    const fetch = servedAt("https://api.us.kombo.dev/v1/", this.#wire.fetch, baseUrl);
    const inAmerica = {
      name: "in America",
      settings: { ...hosted, region: "us", fetch },
      otherwise: { "integration.checkKey": ["https://api.us.kombo.dev/v1/"] },
    };
    const address = "https://kombo.example.com/v1";
    const elsewhere = {
      name: "at another address",
      settings: { ...hosted, baseUrl: address, fetch: servedAt(`${address}/`, this.#wire.fetch, baseUrl) },
      otherwise: { "integration.checkKey": [address] },
    };
    return [inAmerica, elsewhere, ...this.#ownVariants()];
  }

  #ownVariants(): readonly Variant[] {
    if (this.#tool === "greenhouse")
      return ["admin_only", "private", "public"].map((visibility) => ({
        name: `notes that are ${visibility}`,
        settings: { ...this.settings, noteVisibility: visibility },
        otherwise: { "applications.addNote": [`"${this.#connector}":{"visibility":"${visibility}"`] },
      }));
    if (this.#tool !== "avionte") return [];
    const settings = { ...this.settings, nativeRoutes: "documented" };
    const { fetch } = this.#wire;
    const candidateNote = { method: "POST", path: "/talent/{id}/note-4773" };
    return [
      {
        name: "another type of notes",
        settings: { ...settings, noteTypeName: "Call Completed" },
        otherwise: { "candidates.addNote": ["10232"] },
      },
      {
        name: "another route",
        settings: { ...this.settings, routes: { candidateNote } },
        otherwise: { "candidates.addNote": ["/note-4773"] },
      },
      { name: "the documented routes", settings, lane: "passthrough" },
      // Nothing public says from where Avionté counts its pages.
      ...([0, 1] as const).map((first) => ({
        name: `pages that count from ${first}`,
        settings: { ...this.settings, fetch: counting(fetch, first) },
        lane: "passthrough",
      })),
    ];
  }

  seen(): readonly SeenCall[] {
    return this.emulator.requests.all().map(({ method, path, query, body, passthrough }) => {
      if (!passthrough) return { method, path, query, body, lane: "unified" };
      return { method: passthrough.method, path: passthrough.path, body, through: { method, path } };
    });
  }

  remoteFields(capability: string): readonly DocumentedFields[] {
    const ofConnector = (fields: Readonly<Record<string, unknown>>) => ({ [this.#connector]: fields });
    const documented = documentedFor[this.#tool]?.[capability] ?? [];
    return documented.map((each) => ({ ...each, fields: ofConnector(each.fields) }));
  }

  mails(): number {
    const asked = this.emulator.requests.all({ method: "POST" }).map(({ body }) => JSON.stringify(body ?? null));
    return asked.filter((body) => body.includes('"rejection_email"')).length;
  }

  samples(capability: string): readonly Readonly<Record<string, unknown>>[] {
    const [job] = this.emulator.world.jobs.all();
    const [candidate] = this.emulator.world.candidates.all();
    if (/\.(un)?selectJob$/.test(capability) && job) return [{ remoteId: job.remote_id }];
    if (capability !== "passthrough.send") return [];
    const paths: Readonly<Record<string, string>> = {
      avionte: `/talent/${candidate!.remote_id}`,
      bullhorn: `/entity/Candidate/${candidate!.remote_id}?fields=id`,
      greenhouse: `/candidates?ids=${candidate!.remote_id}`,
    };
    const slugs: Readonly<Record<string, string>> = {
      avionte: "avionte/front-office-v1",
      bullhorn: "bullhorn/default",
      greenhouse: `${this.#connector}/harvestv3`,
    };
    return [{ method: "GET", path: paths[this.#tool], api: slugs[this.#tool] }];
  }

  writes(): number {
    return this.emulator.requests.all().filter(isKomboWrite).length;
  }

  records(group: string): readonly WorldRecord[] | Promise<readonly WorldRecord[]> {
    const answered = komboAnswers(this.emulator, this.#tool, group);
    if (answered) return answered;
    if (group.includes(".")) return nativeTruth(this.emulator, this.#tool, group);
    const held = komboTruth(this.emulator, group);
    return this.#tool === "avionte" ? tellingFields(this.emulator, group, held) : held;
  }

  customFields(group: Group): readonly WorldRecord[] {
    return customFieldsOf(this.emulator, group);
  }

  customFieldValues(group: Group, id: string): Readonly<Record<string, unknown>> {
    return customFieldValuesOf(this.emulator, group, id);
  }

  customFieldForms(group: Group, nth: number): Readonly<Record<string, CustomFieldForm>> | undefined {
    const forms = customFieldsOf(this.emulator, group).map(
      ({ id, nativeType, options }) =>
        [id, formsOf(nativeType as string, (options ?? []) as readonly string[])] as const,
    );
    if (forms.every(([, each]) => nth >= each.length)) return undefined;
    this.#wire.inForm(nth);
    return Object.fromEntries(forms.map(([id, each]) => [id, formOf(each[nth % each.length]!)]));
  }

  notes(of: "application" | "candidate", id: string): readonly string[] {
    const rows = [...this.emulator.world.notes.all()];
    const mine = rows.filter((note) =>
      of === "application" ? note.application_id === id : note.candidate_id === id && note.application_id === null,
    );
    return mine.map(({ content_html }) => content_html ?? "");
  }

  files(of: "application" | "candidate", id: string): readonly StoredFile[] {
    const application = of === "application" ? this.emulator.world.applications.get(id) : undefined;
    const candidateId = application ? application.candidate_id : id;
    const rows = [...this.emulator.world.attachments.all()];
    return rows
      .filter((file) => file.candidate_id === candidateId)
      .map(({ file_name, content_type, type, content }) => ({
        name: file_name ?? "",
        contentType: content_type,
        type,
        base64: Buffer.from(content()).toString("base64"),
      }));
  }

  replaceFile(candidate: string, name: string): void {
    this.later();
    const { attachments } = this.emulator.world;
    const file = attachments.all().find((each) => each.candidate_id === candidate && each.file_name === name);
    attachments.touch(file!.id);
  }

  rights(): readonly string[] {
    return this.#gates;
  }

  withhold(rights: readonly string[]): void {
    const { coverage } = this.emulator.integration;
    for (const [index, id] of this.#gates.entries())
      coverage.set(id, { ...granted, ...(rights.includes(id) && withheld[index % withheld.length]) });
  }

  get states(): readonly ConnectionState[] {
    const { integration } = this.emulator;
    const become = (state: typeof integration.state, refuses: ConnectionState["refuses"]): ConnectionState => ({
      name: state,
      enter: () => {
        integration.state = state;
      },
      refuses,
    });
    const refusing = (["INACTIVE", "SETUP_INCOMPLETE", "SETUP_SYNC_PENDING"] as const).map((state) =>
      become(state, "everything"),
    );
    // The ATS refuses the credentials; Kombo's copy of its data stays.
    return [...refusing, become("INVALID", "what runs in the ATS")];
  }

  trouble(what: Trouble): void | "never" {
    const rules = faults[what];
    this.inject(rules === "never" ? [] : rules);
    this.#wire.trouble(what);
    return rules === "never" ? rules : undefined;
  }

  passedOn(address: string): ((answer: Response) => Promise<Response>) | undefined {
    return address.includes("/passthrough/") ? (answer) => passOn(answer, this.#passedOn++ % 2 === 1) : undefined;
  }

  spoilt(): readonly string[] {
    return this.#wire.spoilt();
  }

  override struck(): number {
    return super.struck() + this.#wire.struck();
  }
}

/** What every world of the emulator holds. */
function furnish(emulator: Pick<Emulator, "world">): void {
  relateMore(emulator);
  makeAwkward(emulator);
  useEveryWord(emulator);
}

/**
 * The emulator as a world, with a small invented agency.
 * @param prepare Changes what the ATS holds before each test.
 */
export function emulatorWorld(
  options: Omit<EmulatorOptions, "prepare"> = {},
  prepare?: (emulator: Emulator) => void,
): World {
  const { tool = "avionte" } = options;
  return {
    name: `emulator (${tool})`,
    tier: "emulator",
    repeats: true,
    open: (customer) => {
      // Where Kombo has two connectors for an ATS, the second customer has the other.
      const connector = tool === "greenhouse" ? "greenhousev3" : tool;
      const second = customer === "second" && { integrationId: `${connector}:SecondCustomer1234567890` };
      // An id is anything: the words of other connectors in it say nothing.
      const first = { integrationId: `${tool}:OfGreenhousev3-Avionte-Bullhorn` };
      const emulator = createEmulator({
        candidates: 36,
        coverage: "all",
        ...first,
        ...options,
        ...second,
        prepare: furnish,
      });
      prepare?.(emulator);
      return new EmulatorSession(emulator, tool);
    },
  };
}
