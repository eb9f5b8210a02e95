import { instantClock, type World, type WorldRecord, type WorldSession } from "@anyats/conformance";
import { JobServer, type StoredJob } from "./job-server.ts";

/** A job as a client should show it, told from what the server holds and not by the adapter's code. */
function recordOf({ id, title, status, created_at, updated_at, deleted_at }: StoredJob): WorldRecord {
  const dates = { createdAt: created_at, updatedAt: updated_at, changedAt: updated_at, deletedAt: deleted_at };
  return { id, remoteId: id, title, status: status.toUpperCase(), ...dates };
}

/** A fresh server for each test, which the contract looks into and works in. */
function open(): WorldSession {
  const server = new JobServer();
  const settings = { apiKey: server.apiKey, baseUrl: "https://my-ats.example", fetch: server.fetch };
  const key = "a-key-that-is-wrong-0123456789";
  const notHere = () => {
    throw new Error("My ATS has no such thing here yet: add it to the server with the handler that needs it");
  };
  return {
    settings,
    wrong: { key, settings: { ...settings, apiKey: key } },
    modules: [instantClock(server.now())],
    now: () => server.now(),
    requests: () => server.log.length,
    writes: () => 0,
    ids: (kind) =>
      kind === "jobs" ? [...server.jobs.values()].filter((job) => !job.deleted_at).map(({ id }) => id) : [],
    records: (group) => (group === "jobs" ? [...server.jobs.values()].map(recordOf) : []),
    seen: () => server.log,
    touch: (_kind, id) => server.change(id, { title: "A changed title" }),
    remove: (_kind, id) => server.change(id, { deleted: true }),
    trouble: (what) => void (server.trouble = what),
    application: notHere,
    notes: notHere,
    files: notHere,
    close: () => {},
  };
}

/** My ATS in miniature, as a world for the conformance kit. */
export const serverWorld: World = { name: "test server of my-ats", tier: "emulator", open };
