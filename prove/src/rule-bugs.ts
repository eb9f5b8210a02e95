import {
  AtsError,
  CONNECTION_ID,
  overrides,
  toClass,
  type Call,
  type OutputOf,
  type WebhookNotice,
  type WebhookReader,
} from "@anyats/core";
import { avionte, listJobCustomFields, updateCandidateCustomFields } from "@anyats/avionte";
import {
  addCandidateTag,
  checkKey,
  createApplication,
  getCandidate,
  getJob,
  KOMBO_SETTINGS,
  listCandidateAttachments,
  LISTS,
  listRejectionReasons,
  model,
  streamApplications,
  streamCandidates,
  streamJobs,
  streamTags,
  streamUsers,
} from "@anyats/kombo-base";
import { contentKey, HTTP, HttpClient, HttpListPages, LIST_PAGES, type HttpRequest, type List } from "@anyats/http";
import { jobsAs } from "./reading-bugs.ts";
import { asksWrongly, broken, inHandler, type Capability, type SeededBug } from "./seeded-bug.ts";

const two = (value: number) => String(value).padStart(2, "0");
const localDay = (date: Date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
const localInstant = (date: Date) =>
  `${localDay(date)}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}Z`;

/** The same in UTC, by what the language of the machine calls the parts of a day. */
function dayOfTheMachine(instant: string): string {
  const format = new Intl.DateTimeFormat(undefined, {
    timeZone: "UTC",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const parts = Object.fromEntries(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second } = parts as Readonly<Record<string, string>>;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${instant.slice(19)}`;
}

const zoneBugs: readonly SeededBug[] = [
  inHandler(
    "an instant is read by the machine's clock",
    jobsAs(({ openedAt }) => ({ openedAt: openedAt && new Date(openedAt.replace("Z", "")).toISOString() })),
  ),
  inHandler(
    "a day is made by the machine's language",
    jobsAs(({ closedAt }) => ({ closedAt: closedAt && dayOfTheMachine(closedAt) })),
  ),
  inHandler(
    "a day is made by the machine's clock",
    jobsAs(({ closedAt }) => ({ closedAt: closedAt && `${localDay(new Date(closedAt))}T00:00:00.000Z` })),
  ),
  {
    name: "updatedAfter is sent by the machine's clock",
    capabilities: ["jobs.stream", "candidates.stream"],
    adapter: avionte,
    wire: asksWrongly((query) => {
      const after = query.get("updated_after");
      if (after) query.set("updated_after", localInstant(new Date(after)));
    }),
  },
  inHandler(
    "the day from which a candidate is free is sent by the machine's clock",
    overrides(createApplication, {
      handle(input, call, _parts, inherited) {
        const { availableOn } = input.candidate;
        const candidate = { ...input.candidate, ...(availableOn && { availableOn: localDay(new Date(availableOn)) }) };
        return inherited.handle({ ...input, candidate }, call);
      },
    }),
  ),
  inHandler(
    "a day of a custom field is written by the machine's clock",
    overrides(updateCandidateCustomFields, {
      handle(input, call, _parts, inherited) {
        const updates = Object.fromEntries(
          Object.entries(input.updates).map(([id, value]) => {
            const isDay = typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);
            return [id, isDay ? localDay(new Date(value)) : value];
          }),
        );
        return inherited.handle({ ...input, updates }, call);
      },
    }),
  ),
];

/** A memory that all connections of the process share. */
const keptReasons = new Map<string, OutputOf<Capability<"applications.listRejectionReasons">>>();
const keptPeople = new Map<string, OutputOf<Capability<"candidates.get">>>();
const positions = new Map<string, unknown>();

/** What a connection keeps, by the handler that it has. */
const goodKeys = new WeakMap<object, OutputOf<Capability<"integration.checkKey">>>();
const refusals = new WeakMap<object, AtsError>();

const lastingBugs: readonly SeededBug[] = [
  inHandler(
    "a key that was good once is good as long as the connection lives",
    overrides(checkKey, {
      async handle(input, call, _parts, inherited) {
        const kept = goodKeys.get(inherited) ?? (await inherited.handle(input, call));
        goodKeys.set(inherited, kept);
        return kept;
      },
    }),
  ),
  inHandler(
    "what was refused once is refused as long as the connection lives",
    overrides(streamTags, {
      async fetchPage(filter, position, call, _parts, inherited) {
        const refused = refusals.get(inherited);
        if (refused) throw refused;
        try {
          return await inherited.fetchPage(filter, position, call);
        } catch (error) {
          if (AtsError.is(error) && error.fault === "configuration") refusals.set(inherited, error);
          throw error;
        }
      },
    }),
  ),
];

const customerBugs: readonly SeededBug[] = [
  inHandler(
    "rejection reasons are kept for all customers",
    overrides(listRejectionReasons, {
      async handle(input, call, _parts, inherited) {
        const key = JSON.stringify(input);
        const kept = keptReasons.get(key) ?? (await inherited.handle(input, call));
        keptReasons.set(key, kept);
        return kept;
      },
    }),
  ),
  inHandler(
    "candidates are kept for all customers by the id in the ATS",
    overrides(getCandidate, {
      async handle(input, call, _parts, inherited) {
        const found = await inherited.handle(input, call);
        const kept = keptPeople.get(found.remoteId ?? "") ?? found;
        keptPeople.set(found.remoteId ?? "", kept);
        return kept;
      },
    }),
  ),
  inHandler(
    "where a stream stands is kept for all customers",
    overrides(streamApplications, {
      async fetchPage(filter, position, call, _parts, inherited) {
        const at = position === null ? null : positions.get("next");
        const page = await inherited.fetchPage(filter, at as never, call);
        positions.set("next", page.next);
        return page;
      },
    }),
  ),
  {
    name: "all customers' connections have one name in the ledger",
    capabilities: ["applications.addNote"],
    adapter: broken([], ({ rebind }) => void rebind(CONNECTION_ID).toConstantValue("all")),
  },
  {
    name: "a customer's connection has its name in the ledger in small letters",
    capabilities: ["applications.create"],
    adapter: broken(
      [],
      ({ rebind }) =>
        void rebind(CONNECTION_ID).toResolvedValue(
          ({ integrationId }) => integrationId.toLowerCase(),
          [KOMBO_SETTINGS],
        ),
    ),
  },
  {
    name: "a customer's connection has another name in the ledger with another key",
    capabilities: ["applications.create"],
    adapter: broken(
      [],
      ({ rebind }) =>
        void rebind(CONNECTION_ID).toResolvedValue(
          ({ apiKey, integrationId }) => contentKey(integrationId, apiKey.reveal()),
          [KOMBO_SETTINGS],
        ),
    ),
  },
];

const needBugs: readonly SeededBug[] = [
  inHandler("an operation does not say which model it reads", overrides(streamTags, { needs: [] })),
  inHandler(
    "an operation names a model that Kombo does not have",
    overrides(streamUsers, { needs: [model("people")] }),
  ),
  inHandler(
    "an operation asks for a model that it does not read",
    overrides(streamTags, { needs: [model("tags?"), model("offers?")] }),
  ),
];

/** What a connection keeps of the candidates that it has read. */
const keptByConnection = new WeakMap<object, Map<string, OutputOf<Capability<"candidates.get">>>>();

/** It is filled, and nothing is ever taken out. */
const pagesUnderWay = new Set<AbortController>();

const otherBugs: readonly SeededBug[] = [
  inHandler(
    "a connection leaves a timer behind",
    overrides(getJob, {
      handle(input, call, _parts, inherited) {
        setTimeout(() => {}, 3_000);
        return inherited.handle(input, call);
      },
    }),
  ),
  inHandler(
    "each page leaves something in the process",
    overrides(streamJobs, {
      fetchPage(filter, position, call, _parts, inherited) {
        pagesUnderWay.add(new AbortController());
        return inherited.fetchPage(filter, position, call);
      },
    }),
  ),
  inHandler(
    "of an amount that somebody expects, a hundredth is cut off",
    overrides(createApplication, {
      handle(input, call, _parts, inherited) {
        const { salaryExpectation: expected } = input.candidate;
        const cents = expected && Math.trunc(expected.amount * 100);
        const candidate = {
          ...input.candidate,
          ...(cents !== undefined && { salaryExpectation: { ...expected!, amount: cents / 100 } }),
        };
        return inherited.handle({ ...input, candidate }, call);
      },
    }),
  ),
  inHandler("a cell names a lane that is not used", overrides(getJob, { lane: "passthrough" })),
  inHandler(
    "of several choices the first alone is answered",
    overrides(createApplication, {
      handle(input, call, _parts, inherited) {
        const screeningAnswers = (input.screeningAnswers ?? []).map(({ answer, ...given }) => ({
          ...given,
          answer: Array.isArray(answer) ? answer.slice(0, 1) : answer,
        }));
        return inherited.handle({ ...input, screeningAnswers }, call);
      },
    }),
  ),
  inHandler(
    "a record that was set aside is shown",
    overrides(streamCandidates, {
      async fetchPage(filter, position, call, _parts, inherited) {
        const page = await inherited.fetchPage(filter, position, call);
        return {
          next: page.next,
          decode: () => {
            const content = page.decode();
            const [person] = content.records;
            const quarantined = content.quarantined.map((each) => ({ ...each, problem: JSON.stringify(person) }));
            return { ...content, quarantined };
          },
        };
      },
    }),
  ),
  inHandler(
    "a candidate is kept by the connection forever",
    overrides(getCandidate, {
      inject: { lists: LISTS },
      async handle(input, call, { lists }, inherited) {
        const kept = keptByConnection.get(lists) ?? new Map<string, OutputOf<Capability<"candidates.get">>>();
        keptByConnection.set(lists, kept);
        const key = JSON.stringify(input);
        const found = kept.get(key) ?? (await inherited.handle(input, call));
        kept.set(key, found);
        return found;
      },
    }),
  ),
];

const underWay = new WeakMap<object, Promise<OutputOf<Capability<"applications.listRejectionReasons">>>>();
const definitionsOf = new WeakMap<object, OutputOf<Capability<"jobs.listCustomFields">>>();

/** What calls of a connection share. */
const sharedBugs: readonly SeededBug[] = [
  inHandler(
    "a call ends with the deadline of another one that reads the same",
    overrides(listRejectionReasons, {
      inject: { lists: LISTS },
      handle(input, call, { lists }, inherited) {
        const found = underWay.get(lists) ?? inherited.handle(input, call);
        underWay.set(lists, found);
        return found.finally(() => underWay.delete(lists));
      },
    }),
  ),
  inHandler(
    "each of the first calls at once asks for what is kept",
    overrides(listJobCustomFields, {
      inject: { lists: LISTS },
      async handle(input, call, { lists }, inherited) {
        const kept = input.refresh || call.raw ? undefined : definitionsOf.get(lists);
        if (kept) return kept;
        const found = await inherited.handle({ refresh: true }, call);
        definitionsOf.set(lists, found);
        return found;
      },
    }),
  ),
];

/** Reads the lists that decide about a write as any others: what cannot be read is left out. */
class ForgivingPages extends HttpListPages {
  override async whole<Wire, Model extends object>(_kind: string, list: List<Wire, Model>, call: Call) {
    const found: Model[] = [];
    for await (const { records } of this.all(list, call)) found.push(...records);
    return found;
  }
}

const lookUpBugs: readonly SeededBug[] = [
  {
    name: "what cannot be read is not there before a write",
    capabilities: ["applications.create", "applications.addNote"],
    adapter: broken([], ({ rebind }) => void toClass(rebind(LIST_PAGES), ForgivingPages).inSingletonScope()),
  },
];

/** Asks a store for files as it asks the ATS. */
class OneServer extends HttpClient {
  override send(request: HttpRequest, call: Call) {
    const { foreign: _, ...own } = request;
    return super.send(own, call);
  }
}

const storeBugs: readonly SeededBug[] = [
  {
    name: "a store for files is asked as the ATS itself",
    capabilities: ["candidates.addAttachment", "applications.addAttachment"],
    adapter: broken([], ({ rebind }) => void toClass(rebind(HTTP), OneServer).inSingletonScope()),
  },
];

interface SaidByWebhook {
  readonly type?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A bug in how a webhook is read that was verified. */
const inWebhooks = (
  name: string,
  read: (notice: WebhookNotice, said: SaidByWebhook, headers: Pick<Headers, "get">) => WebhookNotice | undefined,
): SeededBug => ({
  name,
  capabilities: ["jobs.stream"],
  adapter: broken([], undefined, {
    webhooks: {
      async verify(request, secrets) {
        const notice = await avionte.webhooks!.verify(request, secrets);
        const said = JSON.parse(new TextDecoder().decode(request.body)) as SaidByWebhook;
        const changed = read(notice, said, request.headers);
        if (changed) return changed;
        const [message, advice] = ["The webhook is not an event of Avionté's.", "Report it."];
        throw new AtsError({
          code: "webhook.unreadable",
          fault: "configuration",
          retry: "never",
          status: 400,
          message,
          advice,
        });
      },
    } satisfies WebhookReader,
  }),
});

const kindsOfEvents = [
  "data-changed",
  "sync-finished",
  "integration-",
  "connection-flow-failed",
  "issue-status-changed",
];

const webhookBugs: readonly SeededBug[] = [
  inWebhooks("a webhook of a kind that nobody knows is refused", (notice, { type = "" }) =>
    kindsOfEvents.some((kind) => type.startsWith(kind)) ? notice : undefined,
  ),
  inWebhooks("a webhook is refused for a value that is only shown", (notice, { data }) =>
    typeof (data?.["integration_category"] ?? "") === "string" ? notice : undefined,
  ),
  inWebhooks("a webhook names its customer in small letters", (notice) => ({
    ...notice,
    connectionKey: notice.connectionKey?.toLowerCase() ?? null,
  })),
  inWebhooks("a webhook names the customer of a header that is not signed", (notice, _said, headers) => ({
    ...notice,
    connectionKey: headers.get("x-integration-id") ?? notice.connectionKey,
  })),
  inWebhooks("a webhook is decoded byte by byte", (notice) => ({
    ...notice,
    connectionKey: notice.connectionKey && Buffer.from(notice.connectionKey).toString("latin1"),
  })),
  inWebhooks("an event has the id of another customer's event", (notice) => ({
    ...notice,
    eventId: notice.eventId.replace(`-of-${notice.connectionKey ?? ""}`, ""),
  })),
  inWebhooks("an event that is delivered again is another event", (notice) => ({
    ...notice,
    eventId: `${notice.eventId} of ${new Date().toISOString().slice(0, 13)}`,
  })),
  inWebhooks("two kinds of webhooks of one record are one event", (notice, { data }) => ({
    ...notice,
    eventId: JSON.stringify(data?.["integration_id"] ?? notice.eventId),
  })),
];

/** What a handler does with its call, and with what the ATS left out. */
const wireBugs: readonly SeededBug[] = [
  inHandler(
    "a request goes on when its call was cancelled or its deadline passed",
    overrides(getJob, {
      handle: (input, call, _parts, inherited) =>
        inherited.handle(input, { ...call, signal: new AbortController().signal }),
    }),
  ),
  inHandler(
    "a write goes on when its call was cancelled or its deadline passed",
    overrides(createApplication, {
      handle: (input, call, _parts, inherited) =>
        inherited.handle(input, { ...call, signal: new AbortController().signal }),
    }),
  ),
  inHandler(
    "a stream does not know the deadline of its call",
    overrides(streamJobs, {
      fetchPage: (filter, position, call, _parts, inherited) =>
        inherited.fetchPage(filter, position, { ...call, deadline: Number.MAX_SAFE_INTEGER }),
    }),
  ),
  inHandler(
    "a page of a stream is asked for before what people wait for",
    overrides(streamJobs, {
      fetchPage: (filter, position, call, _parts, inherited) =>
        inherited.fetchPage(filter, position, { ...call, priority: "interactive" }),
    }),
  ),
  inHandler(
    "a record that a person waits for is asked for behind streams",
    overrides(getJob, {
      handle: (input, call, _parts, inherited) => inherited.handle(input, { ...call, priority: "bulk" }),
    }),
  ),
  inHandler(
    "a warning has the code of no limitation",
    overrides(addCandidateTag, {
      handle(input, call, _parts, inherited) {
        call.warn({ message: "Avionté adds the tag in capital letters.", code: "avionte.tags-in-capitals" });
        return inherited.handle(input, call);
      },
    }),
  ),
  inHandler(
    "an id is taken out of an error wherever it stands in the text",
    overrides(getCandidate, {
      async handle(input, call, _parts, inherited) {
        try {
          return await inherited.handle(input, call);
        } catch (error) {
          if (!AtsError.is(error) || !("id" in input)) throw error;
          const { code, fault, retry, advice } = error;
          throw new AtsError({ code, fault, retry, advice, message: error.message.replaceAll(input.id, "{id}") });
        }
      },
    }),
  ),
  inHandler(
    "a record that is gone counts as a wrong address of the settings",
    overrides(listCandidateAttachments, {
      async handle(input, call, _parts, inherited) {
        try {
          return await inherited.handle(input, call);
        } catch (error) {
          if (!AtsError.is(error) || error.status !== 410) throw error;
          const { message, advice } = error;
          throw new AtsError({
            code: "connection.address-wrong",
            fault: "configuration",
            retry: "never",
            message,
            advice,
          });
        }
      },
    }),
  ),
  inHandler(
    "of a tag only so many bytes are sent",
    overrides(addCandidateTag, {
      handle: (input, call, _parts, inherited) =>
        inherited.handle(
          { ...input, tag: Buffer.from(input.tag).subarray(0, 255).toString().replace("\u{FFFD}", "") },
          call,
        ),
    }),
  ),
  inHandler(
    "raw holds only what is mapped, in a stream",
    jobsAs(({ raw, id, title }) => (raw === undefined ? {} : { raw: { id, name: title } })),
  ),
  inHandler(
    "raw holds only what is mapped, of a single record",
    overrides(getJob, {
      async handle(input, call, _parts, inherited) {
        const job = await inherited.handle(input, call);
        return call.raw ? { ...job, raw: { id: job.id, name: job.title } } : job;
      },
    }),
  ),
  inHandler(
    "a title that is missing is made up",
    jobsAs(({ title }) => ({ title: title ?? "Untitled" })),
  ),
];

/** Bugs of kinds for which the rules of a second time zone, two customers, declared needs and the wire were written. */
export const ruleBugs: readonly SeededBug[] = [
  ...zoneBugs,
  ...customerBugs,
  ...lastingBugs,
  ...needBugs,
  ...sharedBugs,
  ...lookUpBugs,
  ...webhookBugs,
  ...storeBugs,
  ...wireBugs,
  ...otherBugs,
];
