import {
  instantClock,
  TroubledNetwork,
  type Customer,
  type Spoil,
  type World,
  type WorldRecord,
  type WorldSession,
} from "@anyats/conformance";
import { JobServer, type StoredJob } from "./job-server.ts";

/** A job as a client should show it, told from what the server holds and not by the adapter's code. */
function recordOf({ id, title, status, created_at, updated_at, deleted_at }: StoredJob): WorldRecord {
  const dates = { createdAt: created_at, updatedAt: updated_at, changedAt: updated_at, deletedAt: deleted_at };
  return { id, remoteId: id, title, status: status.toUpperCase(), ...dates };
}

/** The states of a job that My ATS knows. */
const states: readonly string[] = ["OPEN", "CLOSED", "DRAFT"];

interface Page {
  readonly jobs: readonly object[];
  readonly next: string | null;
}

/** Changes the second job of a list. */
const inSecond =
  (change: object): Spoil =>
  (body) => {
    const page = body as Partial<Page>;
    return page.jobs && { ...page, jobs: page.jobs.map((job, at) => (at === 1 ? { ...job, ...change } : job)) };
  };

/** The way to the server, on which things go wrong: only what stands in its own format has to be said here. */
function networkTo(server: JobServer): TroubledNetwork {
  return new TroubledNetwork({
    answer: (request) => server.answer(request),
    records: {
      in: (body) => (body as Partial<Page>).jobs ?? (body as StoredJob),
      put: (body, records) => ((body as Partial<Page>).jobs ? { ...(body as Page), jobs: records } : records),
      always: ["id", "updated_at"],
    },
    spoils: {
      "unreadable-record": inSecond({ updated_at: "no date" }),
      "unknown-value": inSecond({ status: "a status that nobody knows" }),
      "repeated-cursor": (body) => {
        const page = body as Partial<Page>;
        return page.jobs && { ...page, next: "j005" };
      },
    },
  });
}

/** A fresh server for each test, which the contract looks into and works in. The second customer has an address of its own. */
function open(customer: Customer = "first"): WorldSession {
  const server = new JobServer();
  const network = networkTo(server);
  const settings = { apiKey: server.apiKey, baseUrl: `https://${customer}.my-ats.example`, fetch: network.fetch };
  const key = "a-key-that-is-wrong-0123456789";
  const notHere = () => {
    throw new Error("My ATS has no such thing here yet: add it to the server with the handler that needs it");
  };
  return {
    settings,
    wrong: { key, settings: { ...settings, apiKey: key } },
    modules: [instantClock(server.now())],
    now: () => server.now(),
    requests: () => network.seen().length,
    writes: () => 0,
    ids: (kind) =>
      kind === "jobs" ? [...server.jobs.values()].filter((job) => !job.deleted_at).map(({ id }) => id) : [],
    records: (group) => (group === "jobs" ? [...server.jobs.values()].map(recordOf) : []),
    seen: network.seen,
    touch: (_kind, id) => server.change(id, { title: "A changed title" }),
    remove: (_kind, id) => server.change(id, { deleted: true }),
    restore: (_kind, id) => server.change(id, { deleted: false }),
    // Brings a record into a state: My ATS has its own words for those that it knows, and each job has one.
    become: (id, { field, value }) => {
      if (field !== "status" || value === null) return "never";
      server.change(id, { status: states.includes(value) ? value.toLowerCase() : value });
      return undefined;
    },
    trouble: network.trouble,
    struck: network.struck,
    application: notHere,
    notes: notHere,
    files: notHere,
    close: () => {},
  };
}

/** My ATS in miniature, as a world for the conformance kit. */
export const serverWorld: World = { name: "test server of my-ats", tier: "emulator", open };
