import { instantClock, type World, type WorldSession } from "@anyats/conformance";
import { JobServer } from "./job-server.ts";

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
    requests: () => server.requests,
    writes: () => 0,
    ids: (kind) =>
      kind === "jobs" ? [...server.jobs.values()].filter((job) => !job.deleted_at).map(({ id }) => id) : [],
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
