import { applications, candidates, handles, jobs, type Call, type InputOf } from "@anyats/core";
import { HTTP, LIST_PAGES, path, type Http, type ListPages, type Reading } from "@anyats/http";
import { applicationReading, candidateReading, jobReading } from "../records/records.ts";
import { STAGES } from "../stages.ts";
import { documented } from "./documented.ts";

/** The way to Rowan, and the reader of its records. */
const parts = { http: HTTP, pages: LIST_PAGES };
interface Parts {
  readonly http: Http;
  readonly pages: ListPages;
}

/** One record of a kind by its id; Rowan has one id, so `remoteId` is the same. */
async function one<Wire, Model extends object>(
  { http, pages }: Parts,
  kind: string,
  lookup: InputOf<typeof jobs.get>,
  reading: Reading<Wire, Model>,
  call: Call,
): Promise<Model> {
  const id = "id" in lookup ? lookup.id : lookup.remoteId;
  const record = await http.json({ method: "GET", path: path`/${kind}s/${id}`, effect: "reads" }, call);
  return pages.record(kind, reading, record, call);
}

export const getJob = handles(jobs.get, {
  lane: "native",
  routes: documented("GET /jobs/{id}", "GET /stages"),
  inject: { ...parts, stages: STAGES },
  handle: async (lookup, call, { stages, ...parts }) =>
    one(parts, "job", lookup, jobReading(await stages.all(call)), call),
});

export const getApplication = handles(applications.get, {
  lane: "native",
  routes: documented("GET /applications/{id}"),
  inject: parts,
  handle: (lookup, call, parts) => one(parts, "application", lookup, applicationReading, call),
});

export const getCandidate = handles(candidates.get, {
  lane: "native",
  routes: documented("GET /candidates/{id}"),
  inject: parts,
  handle: (lookup, call, parts) => one(parts, "candidate", lookup, candidateReading, call),
});
