import {
  createEmulator,
  type AttachmentRow,
  type EmulatorFor,
  type FaultRule,
  type OptionsFor,
  type RequestMatch,
} from "@anyats/emulator";
import { createHmac } from "node:crypto";
import {
  personalMark,
  type CustomFieldForm,
  type OwnFailure,
  type RecordState,
  type SeenCall,
  type StoredFile,
  type Trouble,
  type World,
  type WorldRecord,
  type WorldSession,
  type WorldWebhooks,
} from "../../world.ts";
import { ashbyWire, type AshbyWire } from "./wire.ts";
import { ashbyCustomFields, ashbyDefinitions, ashbyCustomFieldValues, ashbyTruth } from "./truth.ts";
import { useEveryAshbyWord } from "./every-word.ts";
import { makeAwkward, renameWords } from "../awkward-data.ts";
import { RowSession } from "../emulated-session.ts";
import { living } from "../living.ts";
import { relateMore } from "../relations.ts";

type Ashby = EmulatorFor<"ashby">;

/** The calls that change something. An upload without an owner does not. */
const writes =
  /^\/(application\.(create|changeStage)|candidate\.(anonymize|create|createNote|addTag|removeTag|uploadFile|uploadResume)|candidateTag\.create|customField\.setValues|interviewSchedule\.(create|update))$/;
const lists = /\.(list|listNotes)$/;
const onWrites: RequestMatch = { method: "POST", path: writes };
const onReads: RequestMatch = { method: "POST", path: /\.(list|listNotes|info|search)$/ };
const onLists: RequestMatch = { method: "POST", path: lists };

const always = Number.POSITIVE_INFINITY;
const unavailable: FaultRule = { kind: "status", status: 503, code: null };
const refusal: FaultRule = { kind: "status", status: 200, code: "invalid_input", message: personalMark };
const throttle: FaultRule = { kind: "rateLimit", resetSeconds: 1 };

/** What each trouble is, in the emulator's terms. Of several rules the first that matches strikes. */
const faults: Readonly<Record<Trouble, readonly FaultRule[] | "never">> = {
  "answer-lost": [{ kind: "dropAfter", match: onWrites }],
  "request-lost": [
    { kind: "dropBefore", match: onWrites },
    { kind: "dropBefore", match: onReads },
  ],
  throttled: [throttle, { ...throttle, match: onWrites }],
  unavailable: [unavailable],
  "html-page": [{ kind: "htmlPage", status: 502 }],
  "cut-off": [{ kind: "truncatedBody", by: "connection" }],
  "unreadable-record": [{ kind: "malformedRecord", index: 1, match: onLists }],
  "unknown-value": [{ kind: "unknownEnum", match: onLists }],
  "repeated-cursor": [{ kind: "repeatedCursor", times: always, match: onLists }],
  "write-cut-off": [{ kind: "truncatedBody", by: "connection", match: onWrites }],
  "failed-after-write": [
    { kind: "status", status: 500, code: "generic_internal_error", when: "after", match: onWrites },
  ],
  "refused-quoting": [refusal, { ...refusal, match: onWrites }],
  "throttled-for-ever": [{ ...throttle, times: always }],
  "unavailable-for-ever": [{ ...unavailable, times: always }],
  "nothing-there": [{ kind: "status", status: 404, code: null, times: always }],
  "key-withdrawn": [{ kind: "status", status: 401, code: null, times: always }],
  hanging: [{ kind: "latency", ms: Infinity }],
  "refused-in-answer": [{ ...refusal, match: onWrites }],
  "refused-in-part": "never",
  warned: [],
  "odd-values": [],
  "known-words": "never",
  "undatable-record": [],
  "sparse-records": [],
  "broken-entry": [],
  "said-once": [],
  none: [],
};

/** A failure in Ashby's words, inside an answer of success. Source: Ashby's API reference, errors. */
const failure = (code: string, more: Pick<OwnFailure, "passes" | "mayHaveRun" | "startsOver">): OwnFailure => ({
  what: code,
  answer: () => Response.json({ success: false, errors: [code], errorInfo: { code, message: "Failed 4794" } }),
  ...more,
});

/** The same without `errorInfo`: `errors` then holds the code, or an object with it (reported). */
const bareFailure = (what: string, error: unknown, more: Partial<OwnFailure> = {}): OwnFailure => ({
  what,
  answer: () => Response.json({ success: false, errors: [error] }),
  passes: false,
  ...more,
});

const ashbyFailures: readonly OwnFailure[] = [
  bareFailure("a bare code", "invalid_input"),
  bareFailure("a code in an object", { code: "invalid_input", message: "Failed 4794" }),
  // Without its code, it would be a refusal.
  bareFailure("the code of what passes, bare", "generic_internal_error", { passes: true, mayHaveRun: true }),
  bareFailure(
    "the code of what passes, in an object",
    { code: "generic_internal_error", message: "Failed 4794" },
    { passes: true, mayHaveRun: true },
  ),
  bareFailure("a sentence", "Failed 4794"),
  bareFailure("nothing", null),
  failure("generic_internal_error", { passes: true, mayHaveRun: true }),
  failure("invalid_input", { passes: false }),
  failure("missing_endpoint_permission", { passes: false }),
  failure("application_blocked", { passes: false }),
  failure("a_code_of_tomorrow", { passes: false }),
  failure("sync_token_expired", { passes: false, startsOver: true }),
];

const event = (action: string, changed: readonly string[] | "all", webhookActionId: string | null = "action-4833") => ({
  body: { action, ...(webhookActionId !== null && { webhookActionId }), data: { note: "Žluťoučký kůň" } },
  says: { connectionKey: null, changed, state: null },
});

/**
 * What each action changes of what streams show. A candidate that is deleted or merged leaves or takes its applications along.
 * Source: Ashby's documentation of webhooks.
 */
const actions: Readonly<Record<string, readonly string[]>> = {
  ping: [],
  applicationSubmit: ["applications.stream", "candidates.stream"],
  applicationUpdate: ["applications.stream"],
  candidateStageChange: ["applications.stream"],
  candidateHire: ["applications.stream", "offers.stream"],
  candidateDelete: ["candidates.stream", "applications.stream"],
  candidateMerge: ["candidates.stream", "applications.stream"],
  interviewPlanTransition: ["jobs.stream", "applications.stream"],
  interviewScheduleCreate: ["interviews.stream"],
  interviewScheduleUpdate: ["interviews.stream"],
  jobCreate: ["jobs.stream"],
  jobUpdate: ["jobs.stream"],
  jobPostingUpdate: ["jobs.stream"],
  jobPostingPublish: ["jobs.stream"],
  jobPostingUnpublish: ["jobs.stream"],
  jobPostingDelete: ["jobs.stream"],
  offerCreate: ["offers.stream"],
  offerUpdate: ["offers.stream"],
  offerDelete: ["offers.stream"],
};

/** Ashby's webhooks: one action causes several, each with its id. */
const ashbyWebhooks: WorldWebhooks = {
  sign: (body, secret) => ({
    "content-type": "application/json",
    "ashby-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  }),
  // The id of the action stays (documented).
  redelivered: "as it was",
  events: [
    ...Object.entries(actions).map(([action, changed]) => event(action, changed)),
    event("applicationUpdate", ["applications.stream"], "action-4834"),
    event("jobUpdate", ["jobs.stream"], null),
    event("anActionOfTomorrow", "all"),
  ],
};

/** What Ashby has no such thing of. */
const without: Readonly<Record<string, string>> = {
  variants: "no setting changes how Ashby is asked",
  remoteFields: "such fields are an aggregator's, and Ashby is asked directly",
  endSessions: "Ashby issues no sessions: each request carries the key",
  resettle: "Ashby writes every time in UTC, whatever the organization's settings are",
  states: "nothing says before a call that a key cannot do everything",
  lag: "Ashby documents no search that lags behind",
  crowd: "no list is asked for in the order of a time, and none ends before its last record",
  'trouble("refused-in-part")': "an answer of Ashby's is whole, or refused",
  'trouble("known-words")': "Ashby's words are not the catalogue's: some record holds each that it documents",
};

type Group = "jobs" | "applications" | "candidates";

/** The states of a job, in the words of the catalogue. */
const jobStates: ReadonlySet<string | null> = new Set(["DRAFT", "OPEN", "CLOSED", "ARCHIVED"]);

/** The stage in which an application stands that has such an outcome. */
const stageTitles: Readonly<Record<string, string>> = {
  // Somebody who was found and has not applied: most of those that are open are further on.
  PENDING: "New Lead",
  HIRED: "Hired",
  DECLINED: "Archived",
};

const storedFile = ({ file_name, content_type, type, content, candidate_id }: Readonly<AttachmentRow>): StoredFile => ({
  // Ashby says neither to which application a file belongs nor when it came.
  candidateId: candidate_id,
  applicationId: null,
  createdAt: null,
  updatedAt: null,
  name: file_name ?? "",
  contentType: content_type,
  // Ashby knows résumés and other files.
  type: type === "CV" ? type : "OTHER",
  base64: Buffer.from(content()).toString("base64"),
});

class AshbySession extends RowSession<Ashby> implements WorldSession {
  /** Ashby's reference calls a time an ISO 8601 text. */
  readonly freeTimes = true;
  readonly notesAre = "plain";
  /** Ashby publishes no number; so many it answers. */
  readonly limits = { atOnce: 6 };
  readonly failures = ashbyFailures;
  readonly without = without;
  readonly webhooks = ashbyWebhooks;
  readonly #permissions = [...this.emulator.key.permissions];
  readonly #wire: AshbyWire;

  constructor(emulator: Ashby) {
    const wire = ashbyWire(emulator, writes);
    super(emulator, wire.fetch);
    this.#wire = wire;
  }

  seen(): readonly SeenCall[] {
    const calls = this.emulator.requests.all().filter(({ path }) => !path.startsWith("/files/"));
    return calls
      .filter(({ path }) => path !== "/uploads")
      .map(({ method, path, query, body }) => {
        if (!/\.upload(File|Resume)$/.test(path)) return { method, path, query, body };
        return { method, path, query, body: { ...(body as object), stored: this.#uploaded() } };
      });
  }

  writes(): number {
    return this.emulator.requests.count(onWrites);
  }

  /** A call that does not say whether it notifies somebody may do so: the defaults of Ashby's calls differ. */
  unseen(): Readonly<Record<string, unknown>> {
    const notes = this.emulator.requests.all({ method: "POST", path: "/candidate.createNote" });
    const loud = notes.filter(
      ({ body }) => (body as { sendNotifications?: unknown } | null)?.sendNotifications !== false,
    );
    return { notifications: loud.length };
  }

  /** Ashby writes to candidates only where it is asked to, as an application is archived. */
  mails(): number {
    const moves = this.emulator.requests.all({ method: "POST", path: "/application.changeStage" });
    return moves.filter(({ body }) => (body as { archiveEmail?: unknown } | null)?.archiveEmail != null).length;
  }

  /** A new file comes beside the old one. */
  replaceFile(): "never" {
    return "never";
  }

  records(group: string): readonly WorldRecord[] {
    return ashbyTruth(this.emulator, group);
  }

  notes(of: "application" | "candidate", id: string): readonly string[] {
    const candidateId = this.#candidate(of, id);
    const mine = this.emulator.world.notes.all().filter((note) => note.candidate_id === candidateId);
    return mine.map(({ content_html }) => content_html ?? "");
  }

  files(of: "application" | "candidate", id: string): readonly StoredFile[] {
    const candidateId = this.#candidate(of, id);
    const mine = this.emulator.world.attachments.all().filter((file) => file.candidate_id === candidateId);
    return mine.map(storedFile);
  }

  rights(): readonly string[] {
    return this.#permissions;
  }

  withhold(rights: readonly string[]): void {
    const { permissions } = this.emulator.key;
    permissions.clear();
    for (const each of this.#permissions) if (!rights.includes(each)) permissions.add(each);
  }

  spoilt(): readonly string[] {
    return this.#wire.spoilt();
  }

  trouble(what: Trouble): void | "never" {
    const rules = faults[what];
    this.inject(rules === "never" ? [] : rules);
    this.#wire.trouble(what);
    if (rules === "never") return rules;
    return undefined;
  }

  samples(capability: string): readonly Readonly<Record<string, unknown>>[] {
    return capability === "ashby.listSources" ? [{}, { includeArchived: true }] : [];
  }

  /** A stage belongs to one plan: that of the first job. */
  protected override jobsThatShareStages() {
    const jobs = super.jobsThatShareStages();
    const first = jobs[0]?.stage_ids[0] ?? "";
    return jobs.filter(({ stage_ids: stages }) => stages.includes(first));
  }

  /** How an application ended follows from its stage, and jobs have the states that Ashby documents. */
  override become(id: string, state: RecordState): void | "never" {
    const { field, value } = state;
    if (field === "status" && !jobStates.has(value)) return "never";
    // Without a stage, it has not ended.
    if (field === "stageId") super.become(id, { ...state, field: "outcome", value: "PENDING" });
    if (field !== "outcome") return super.become(id, state);
    const title = stageTitles[value ?? ""];
    if (title === undefined) return "never";
    super.become(id, state);
    const { world } = this.emulator;
    const { stage_ids: stages = [] } = world.jobs.get(world.applications.get(id)!.job_id) ?? {};
    const stage = stages.find((each) => world.stages.get(each)?.name === title) ?? null;
    const [reason] = world.rejectionReasons.all();
    const rejection_reason_name = value === "DECLINED" ? reason!.name : null;
    world.applications.update(id, { current_stage_id: stage, tool_stage_id: stage, rejection_reason_name });
    return undefined;
  }

  override struck(): number {
    return super.struck() + this.#wire.struck();
  }

  customFieldForms(group: Group, nth: number): Readonly<Record<string, CustomFieldForm>> | undefined {
    return this.#wire.inForm(ashbyDefinitions(this.emulator, group), nth);
  }

  customFields(group: Group): readonly WorldRecord[] {
    return ashbyCustomFields(this.emulator, group);
  }

  customFieldValues(group: Group, id: string): Readonly<Record<string, unknown>> {
    return ashbyCustomFieldValues(this.emulator, group, id);
  }

  /** What the store got: the file that was uploaded last. */
  #uploaded(): StoredFile | undefined {
    const file = this.emulator.world.attachments.all().at(-1);
    return file && storedFile(file);
  }

  /** Notes and files of an application are the candidate's in Ashby. */
  #candidate(of: "application" | "candidate", id: string): string | null {
    return of === "candidate" ? id : (this.emulator.world.applications.get(id)?.candidate_id ?? null);
  }
}

type Furnished = Pick<EmulatorFor<"ashby">, "world">;

/** What a customer holds: an open job has two plans, and somebody is in the second of them. */
function furnish(emulator: Furnished): void {
  relateMore(emulator);
  makeAwkward(emulator);
  useEveryAshbyWord(emulator);
  const { world } = emulator;
  // A domain may be kept in the script in which somebody typed it.
  const open = living(world.applications.all()).filter(({ outcome }) => outcome === "PENDING");
  const person = world.candidates.get(open.at(-1)?.candidate_id ?? "");
  if (person)
    world.candidates.update(person.id, {
      email_addresses: [...(person.email_addresses ?? []), { email_address: "ida.4936@bücher.example", type: "WORK" }],
    });
  const jobs = living(world.jobs.all());
  const [first] = jobs;
  const job = jobs.findLast(({ status, stage_ids: [begins] }) => status === "OPEN" && begins !== first?.stage_ids[0]);
  if (!first || !job) return;
  world.jobs.relink(job.id, { stage_ids: [...job.stage_ids, ...first.stage_ids] });
  const [application] = living(world.applications.where("job_id", job.id));
  const [, reviewed = null] = first.stage_ids;
  if (application)
    world.applications.update(application.id, {
      outcome: "PENDING",
      rejection_reason_name: null,
      rejected_at: null,
      current_stage_id: reviewed,
      tool_stage_id: reviewed,
    });
}

/** What the second customer holds. */
function furnishSecond(emulator: Furnished): void {
  furnish(emulator);
  renameWords(emulator);
}

/**
 * An emulated Ashby as a world, with a small invented agency. Most tests read it again, so it is small; it
 * still holds each word, value and kind of record.
 */
export function ashbyWorld(options: Partial<Omit<OptionsFor<"ashby">, "prepare">> = {}): World {
  return {
    name: "emulator (ashby)",
    tier: "emulator",
    repeats: true,
    open: (customer) => {
      const second = customer === "second" && { apiKey: "the-second-customers-key-0123", seed: 2 };
      const prepare = customer === "second" ? furnishSecond : furnish;
      const emulator = createEmulator({ candidates: 22, ...options, ...second, tool: "ashby", prepare });
      return new AshbySession(emulator);
    },
  };
}
