import {
  ALLOWANCE,
  AtsError,
  CLOCK,
  DeadlineExceeded,
  EVENTS,
  maybe,
  RecordNotFound,
  SETTINGS,
  steadyNow,
  token,
  type Allowance,
  type Call,
  type Injected,
  type Permit,
  type Settings,
  type Token,
} from "@anyats/core";
import type { KyInstance } from "ky";
import type { z } from "zod/mini";
import { BodyTooLarge, readBody } from "../bounds/body.ts";
import { weigh } from "../bounds/json-bounds.ts";
import { elsewhere, meaningOf, refusalError, type Meaning, type Party, type Refusal } from "../errors/meaning.ts";
import { networkError, unreadableAnswer, whyUnreachable } from "../errors/network.ts";
import { InProcessAllowance } from "../quota/in-process-allowance.ts";
import { factsIn, untilReset } from "../quota/quota-profile.ts";
import { reportQuotaWait, reportRetry } from "../quota/report-wait.ts";
import { askedWait, backoff } from "../quota/waits.ts";
import { DriftReports } from "../drift/drift-reports.ts";
import { parsedLeniently } from "../schemas/lenient.ts";
import { addressOf, type Address } from "./address.ts";
import { answerOf, whyCutOff, type Answer } from "./answer.ts";
import { beforeWriting, notSent } from "../errors/not-sent.ts";
import { defaultPolicy, HTTP_POLICY } from "../quota/policy.ts";
import type { Granting } from "./grants.ts";
import { json } from "./json-format.ts";
import { untilAborted } from "./shared-answers.ts";
import { HTTP_PROFILE, type Destination, type HttpProfile } from "./profile.ts";
import type { HttpRequest } from "./request.ts";

/** The way to a server, for handlers; the one place where the network is touched. */
export interface Http {
  /** Sends a request, again where that is safe. @throws {AtsError} for everything but success. */
  send(request: HttpRequest, call: Call): Promise<Answer>;
  /** The same, and gives the parsed body; `undefined` for an empty one. */
  json(request: HttpRequest, call: Call): Promise<unknown>;
  /** The same, and gives the body as it came: for files. */
  bytes(request: HttpRequest, call: Call): Promise<Uint8Array>;
  /** The same, for a body that a schema describes. @throws {AtsError} when the body is something else, or empty as with 204. */
  read<T>(schema: z.core.$ZodType<T>, request: HttpRequest, call: Call): Promise<T>;
}

export const HTTP: Token<Http> = token("http");

/** The wait after too many requests ran at once, in milliseconds, where the server asks for none. */
const afterConcurrency = 1_000;

/** Texts of so many characters take some milliseconds to read. */
const large = 1024 * 1024;

/** By how much reading may pass a deadline, in milliseconds: what is under way cannot be interrupted. */
export const grace = 100;

/** Ends the wait for an answer: a reason of its own costs less than the one that `abort` makes. */
const answeredInTime = new Error("The answer came.");

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** What one attempt gives: the answer, or the error that it was. */
type Outcome = Answer | AtsError;

/** Loaded with the first request: looking at what `fetch` can do, as it does when loaded, costs a fifth of a whole cold start. */
let ky: KyInstance | undefined;

/** Beside each call and not in an instance of ky: it merges what both say, option by option. */
const kyOptions = {
  retry: 0,
  timeout: false,
  throwHttpErrors: false,
  // Following a redirect could hand the credentials to someone else.
  redirect: "manual",
} as const;

/**
 * By which ky sends a request, until that has its answer. ky assigns functions to each promise that it returns, V8 keeps such
 * functions until it next collects all garbage, and they hold ky's options: a `fetch` that knew the call would keep its connection.
 */
class Way {
  send: ((made: Request) => Promise<Response>) | undefined;
  readonly fetch: typeof globalThis.fetch = (made) => this.send!(made as Request);

  constructor(send: (made: Request) => Promise<Response>) {
    this.send = send;
  }
}

/** Sends requests: credentials, limits, deadline, repeats that are safe, typed errors. */
export class HttpClient implements Http {
  static readonly inject = {
    settings: SETTINGS,
    clock: CLOCK,
    events: EVENTS,
    profile: HTTP_PROFILE,
    policy: maybe(HTTP_POLICY),
    allowance: maybe(ALLOWANCE),
  };
  protected readonly collaborators: Injected<typeof HttpClient.inject>;
  #allowance: Allowance | undefined;
  readonly #drift: DriftReports;
  #destination: Destination | undefined;
  #party: Party | undefined;
  /** The signals of the calls of which a request was sent that may change something. */
  readonly #writing = new WeakSet<AbortSignal>();
  #grants: ReturnType<Granting<Settings>> | undefined;

  constructor(collaborators: Injected<typeof HttpClient.inject>) {
    this.collaborators = collaborators;
    this.#drift = new DriftReports(collaborators.events);
  }

  async json(request: HttpRequest, call: Call): Promise<unknown> {
    return (await this.send(request, call)).json();
  }

  async bytes(request: HttpRequest, call: Call): Promise<Uint8Array> {
    return (await this.send({ ...request, parse: "never" }, call)).bytes ?? new Uint8Array();
  }

  async read<T>(schema: z.core.$ZodType<T>, request: HttpRequest, call: Call): Promise<T> {
    return this.#parsed(schema, request, await this.send(request, call), call);
  }

  #parsed<T>(schema: z.core.$ZodType<T>, request: HttpRequest, answer: Answer, call: Call): T {
    const body = answer.json();
    const parsed = parsedLeniently(schema, body, this.#drift.of(call));
    if (parsed.success) return parsed.data;
    // Where, but not what: a value may be a person's.
    const where = parsed.error.issues[0]?.path.join(".") || "its root";
    throw unreadableAnswer(
      body === undefined ? "it has no body" : `it does not fit at ${where}`,
      this.collaborators.profile,
      request.effect,
      {
        status: answer.status,
      },
    );
  }

  async send(request: HttpRequest, call: Call): Promise<Answer> {
    const destination = this.#to();
    const { profile, settings, clock } = this.collaborators;
    // An address that is not foreign is looked at with the grant, which may name the customer's own server.
    if (!profile.grant || (request.foreign && addressOf(request, destination.baseUrl).foreign))
      return this.#sent(request, call, destination);
    this.#grants ??= profile.grant({
      settings,
      clock,
      party: profile,
      destination,
      send: (...sent) => this.#sent(...sent),
      parse: (...parsed) => this.#parsed(...parsed),
    });
    return this.#grants.send(request, call);
  }

  /** Sends a request, again where that is safe. */
  async #sent(request: HttpRequest, call: Call, destination: Destination): Promise<Answer> {
    for (let repeat = 1; ; repeat += 1) {
      const outcome = await this.#admitted(request, call, destination);
      if (!AtsError.is(outcome)) return outcome;
      // Of a write that must not be made twice, only an attempt that certainly did not run comes this far.
      const waiting = this.#beforeRepeat(outcome, repeat, call);
      const isCertain = request.effect === "creates" || !this.#writing.has(call.signal);
      await (isCertain ? beforeWriting(() => waiting) : waiting);
    }
  }

  /** Why a request was given up: of a call that has only read so far, nothing was written. */
  #givenUp(call: Call, reason: unknown): unknown {
    return this.#writing.has(call.signal) ? reason : notSent(reason);
  }

  get #policy() {
    return this.collaborators.policy ?? defaultPolicy;
  }

  get #limits(): Allowance {
    const { allowance, clock, profile } = this.collaborators;
    this.#allowance ??= allowance ?? new InProcessAllowance(clock, profile.quota, this.#policy);
    return this.#allowance;
  }

  /** Waits before a repeat. @throws the error itself when it must not or need not be repeated. */
  async #beforeRepeat(error: AtsError, repeat: number, call: Call): Promise<void> {
    const { retry } = error;
    const wanted = retry === "safe" || typeof retry === "object";
    if (!wanted || repeat >= this.#policy.attempts) throw error;
    const { clock, events } = this.collaborators;
    const asked = typeof retry === "object" ? retry.afterMs : 0;
    const wait = Math.max(asked, backoff(repeat, this.#policy));
    if (steadyNow(clock) + wait >= call.deadline) throw error;
    reportRetry(events, call, error, repeat + 1, wait);
    await clock.sleep(wait, call.signal);
  }

  /** One attempt, once the limits let it leave. */
  async #admitted(request: HttpRequest, call: Call, destination: Destination): Promise<Outcome> {
    const permits: Permit[] = [];
    const { deadline, signal, priority } = call;
    try {
      for (const kind of request.kind === undefined ? ["requests"] : [request.kind, "requests"]) {
        const permit = await this.#limits.acquire({ kind, priority, deadline, signal });
        permits.push(permit);
        if (permit.waitedMs > 0) reportQuotaWait(this.collaborators.events, call, permit.waitedMs, kind);
      }
      return await this.#attempt(request, call, destination);
    } finally {
      for (const permit of permits) permit.release();
    }
  }

  async #attempt(request: HttpRequest, call: Call, destination: Destination): Promise<Outcome> {
    if (call.signal.aborted) throw notSent(call.signal.reason);
    call.note("attempts", 1);
    if (request.effect !== "creates") return this.#exchange(request, call, destination, call.signal);
    // Of a write that must not be made twice, the answer is awaited only so long that it can still be read back.
    const { clock } = this.collaborators;
    const patience = new AbortController();
    const answered = new AbortController();
    const left = Math.max(0, call.deadline - steadyNow(clock));
    const patienceMs = Math.floor(left * this.#policy.shareForTheAnswer);
    clock.sleep(patienceMs, answered.signal).then(
      () => patience.abort(new DeadlineExceeded(patienceMs, true)),
      () => {},
    );
    try {
      return await this.#exchange(request, call, destination, AbortSignal.any([call.signal, patience.signal]));
    } finally {
      answered.abort(answeredInTime);
    }
  }

  async #exchange(request: HttpRequest, call: Call, destination: Destination, signal: AbortSignal): Promise<Outcome> {
    const { url: address, foreign } = addressOf(request, destination.baseUrl);
    const url = withQuery(address, request.query);
    const text = request.body === undefined ? undefined : this.#format.write(request.body);
    const own = foreign ? {} : { ...destination.headers, ...(await this.#signed(request, url, text)) };
    // As bytes: Node makes a stream of a form with files, and where a `fetch` of the app's fails before it has read one, the stream
    // ends in a rejection that nobody can catch, and with it the process.
    const form = request.form && new Response(request.form);
    const body = form ? await form.arrayBuffer() : (text ?? (request.bytes as Uint8Array<ArrayBuffer>));
    let response: Response;
    const way = new Way(async (made) => {
      const sent = withHeaders(made, request, this.#format.type, own);
      if (form) sent.headers.set("Content-Type", form.headers.get("content-type")!);
      return (destination.fetch ?? globalThis.fetch)(sent);
    });
    try {
      ky ??= (await untilAborted(import("ky"), signal)).default;
      // A process that stood still may come here after its deadline, before the timer that tells so: by then another may
      // hold the claim on the idempotency key.
      if (request.effect === "creates" && steadyNow(this.collaborators.clock) >= call.deadline)
        throw new DeadlineExceeded(0);
      if (request.effect !== "reads") this.#writing.add(call.signal);
      const { method } = request;
      response = await ky(url, { ...kyOptions, method, signal, fetch: way.fetch, ...(body !== undefined && { body }) });
    } catch (error) {
      if (signal.aborted) throw this.#givenUp(call, signal.reason);
      if (AtsError.is(error)) throw error;
      return networkError(whyUnreachable(error), foreign ? {} : this.#server(), request.effect);
    } finally {
      way.send = undefined;
    }
    if (!foreign) this.#learn(request, response);
    return this.#read(request, response, { url, foreign }, call, signal);
  }

  get #format() {
    return this.collaborators.profile.format ?? json;
  }

  /** The headers that sign an attempt. @param text Its body in the server's format. */
  #signed(
    { method, form }: HttpRequest,
    url: string,
    text: string | undefined,
  ): ReturnType<NonNullable<HttpProfile["sign"]>> {
    const { profile, settings, clock } = this.collaborators;
    if (!profile.sign) return {};
    const body = form instanceof URLSearchParams ? String(form) : text;
    return profile.sign({ method, url: new URL(url), body, now: clock.now() }, settings);
  }

  #learn({ kind }: HttpRequest, { headers, status }: Response): void {
    const { profile, clock } = this.collaborators;
    for (const facts of factsIn(headers, profile.quota ?? {}, clock.now(), this.#policy.longestAskedMs))
      this.#limits.learn(facts);
    const succeeded = status < 400;
    this.#limits.learn({ kind: "requests", succeeded });
    if (kind !== undefined) this.#limits.learn({ kind, succeeded });
  }

  async #read(
    request: HttpRequest,
    response: Response,
    { url, foreign }: Address,
    call: Call,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { profile } = this.collaborators;
    const { bounds } = this.#policy;
    const { status, headers } = response;
    const party = foreign ? profile : this.#server();
    const unreadable = (what: string, passes = true) =>
      unreadableAnswer(what, party, request.effect, { status, passes });
    let body: Uint8Array;
    try {
      body = await readBody(response, bounds.bytes);
    } catch (error) {
      if (signal.aborted) throw this.#givenUp(call, signal.reason);
      if (error instanceof BodyTooLarge) return unreadable("it is larger than an answer may be", false);
      return unreadable("it broke off");
    }
    call.note("bytes", body.byteLength);
    if (status >= 300 && status < 400) return unreadable("it is a redirect, which is not followed");
    const isFile = request.parse === "never" && response.ok;
    // Where a file was asked for, a refusal may come that is called a success.
    const isText =
      !isFile ||
      (profile.refusesWithin200 && isOfType(headers, this.#format.type) && !headers.has("content-disposition"));
    const text = isText ? new TextDecoder().decode(body) : "";
    // What is large takes time: the deadline may strike before each step.
    if (text.length > large) await turn();
    const { values, tooMuch } = weigh(text, bounds.values);
    const bytes = isFile ? body : undefined;
    const context = { url, party, effect: request.effect, bounds, values, bytes, format: this.#format };
    const answer = answerOf(response, text, context);
    if (text.length > large) await turn();
    if (signal.aborted) throw this.#givenUp(call, signal.reason);
    const left = call.deadline - steadyNow(this.collaborators.clock);
    refuseTooLate(answer.readingMs - grace, left, request.effect === "creates");
    if (!response.ok)
      return this.#refused({ ...request, foreign }, response, tooMuch ? undefined : parsedOrNothing(answer));
    const cutOff = request.parse === "later" && !profile.format ? whyCutOff(text) : undefined;
    if (cutOff !== undefined) return unreadable(cutOff);
    if (isFile && (tooMuch || !isText)) return answer;
    if (tooMuch) return unreadable("it holds more than an answer may", false);
    return this.#checked(request, response, answer);
  }

  /** Parses what is to be parsed at once, and finds a refusal with a status of success. */
  #checked(request: HttpRequest, response: Response, answer: Answer): Outcome {
    const { profile } = this.collaborators;
    const later = request.parse === "later";
    // Without parsing it, only JSON shows whether it is whole.
    if (request.foreign || (later && !profile.refusesWithin200 && !profile.format)) return answer;
    try {
      const body = later ? answer.unchecked() : answer.json();
      if (!profile.refusesWithin200) return answer;
      const refusal = profile.refusal?.({ status: answer.status, path: request.path, headers: answer.headers, body });
      return refusal ? this.#refusedAs(refusal, request, response) : answer;
    } catch (error) {
      // A file that only looks like an answer of the API.
      if (answer.bytes) return answer;
      if (AtsError.is(error)) return error;
      throw error;
    }
  }

  #refused(request: HttpRequest, response: Response, body: unknown): AtsError {
    const { status, headers } = response;
    const said = request.foreign
      ? undefined
      : this.collaborators.profile.refusal?.({ status, path: request.path, headers, body });
    return this.#refusedAs(said ?? {}, request, response);
  }

  #refusedAs(refusal: Refusal, request: HttpRequest, { status, headers }: Response): AtsError {
    const { profile, clock } = this.collaborators;
    if (status === 404 && request.foreign) return new RecordNotFound("record");
    const meaning = request.foreign
      ? elsewhere(status, profile)
      : (refusal.meaning ?? meaningOf(status, this.#server(), profile.errors));
    const longest = this.#policy.longestAskedMs;
    const isWindow = meaning.quota === "window";
    const asked = refusal.afterMs === undefined ? undefined : Math.min(longest, refusal.afterMs);
    const afterMs =
      asked ??
      askedWait(headers, clock.now(), longest) ??
      (isWindow ? untilReset(headers, profile.quota ?? {}, clock.now(), longest) : undefined) ??
      (meaning.quota === "concurrency" ? afterConcurrency : undefined);
    if (meaning.quota === "concurrency")
      this.#limits.learn({ kind: request.kind ?? "requests", refused: "concurrency" });
    if (isWindow && afterMs !== undefined)
      this.#limits.learn({ kind: "requests", refused: "window", resetMs: afterMs });
    return refusalError(meaning, { ...refusal, afterMs, status, effect: request.effect });
  }

  #to(): Destination {
    this.#destination ??= this.collaborators.profile.destination(this.collaborators.settings);
    return this.#destination;
  }

  /** Who is asked, with the setting that holds the address. */
  #server(): Party {
    if (this.#party) return this.#party;
    const { profile, settings } = this.collaborators;
    const { baseUrl } = this.#to();
    const holdsIt = (value: unknown) =>
      typeof value === "string" && /^https?:/.test(value) && baseUrl.startsWith(value);
    const [addressSetting] = Object.entries(settings).find(([, value]) => holdsIt(value)) ?? [];
    return (this.#party = { ...profile, ...(addressSetting !== undefined && { addressSetting }) });
  }
}

/** Begins no reading that would take longer than what is left of a call. */
export function refuseTooLate(neededMs: number, leftMs: number, mayHaveWritten = false): void {
  if (neededMs > leftMs) throw new DeadlineExceeded(Math.max(0, Math.floor(leftMs)), mayHaveWritten);
}

/** The query in the address: ky makes a second request of the first to add one. */
function withQuery(url: string, query: HttpRequest["query"]): string {
  const added = new URLSearchParams(query).toString();
  if (added === "") return url;
  const [page = ""] = url.split("#", 1);
  return `${page}${page.includes("?") ? "&" : "?"}${added}`;
}

/** Whether an answer is of a media type, or one whose name ends with it, such as `application/vnd.my-ats+json`. */
const isOfType = (headers: Headers, type: string): boolean =>
  headers.get("content-type")?.toLowerCase().includes(type.split("/").at(-1)!) ?? false;

/**
 * A request with its headers, which ky would copy four times.
 * @throws {AtsError} when a header cannot be sent, which is known before anything was.
 */
function withHeaders(
  sent: Request,
  { parse, body, headers, effect }: HttpRequest,
  type: string,
  own: Destination["headers"],
): Request {
  const accept = parse === "never" ? "*/*" : type;
  // A body of text would say that it is plain text.
  if (body !== undefined) sent.headers.set("Content-Type", type);
  try {
    for (const [name, value] of Object.entries({ Accept: accept, ...own, ...headers }))
      if (value !== undefined) sent.headers.set(name, value);
    return sent;
  } catch {
    // The error of the platform quotes the value.
    throw refusalError(cannotBeSent, { effect });
  }
}

const cannotBeSent: Meaning = {
  code: "connection.key-refused",
  fault: "configuration",
  ran: "no",
  passes: false,
  message: "A character of the credentials cannot be in an HTTP header: nothing was sent.",
  advice: "Copy the key into the settings again, without quotes.",
};

function parsedOrNothing(answer: Answer): unknown {
  try {
    return answer.json();
  } catch {
    return undefined; // An HTML page of a proxy: the status must do.
  }
}
