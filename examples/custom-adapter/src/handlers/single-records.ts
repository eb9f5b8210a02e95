import { applications, candidates, handles, jobs, type Call, type InputOf } from "@anyats/core";
import { API, type Api } from "../api.ts";
import { unreadableAnswer } from "../api-errors.ts";
import { readRecords, type Reading } from "../records/reading.ts";
import { applicationReading, candidateReading, jobReading } from "../records/records.ts";
import { STAGES } from "../stages.ts";
import { documented } from "./documented.ts";

/** One record of a kind by its id; Rowan has one id, so `remoteId` is the same. */
async function one<Wire, Model extends object>(
  api: Api,
  kind: string,
  lookup: InputOf<typeof jobs.get>,
  reading: Reading<Wire, Model>,
  call: Call,
): Promise<Model> {
  const id = encodeURIComponent("id" in lookup ? lookup.id : lookup.remoteId);
  const answer = await api.send({ method: "GET", path: `/${kind}/${id}`, effect: "reads" }, call);
  const [record] = readRecords(reading, [answer], call.raw).records;
  if (!record) throw unreadableAnswer("reads", 200);
  return record;
}

export const getJob = handles(jobs.get, {
  lane: "native",
  routes: documented("GET /jobs/{id}", "GET /stages"),
  inject: { api: API, stages: STAGES },
  handle: async (lookup, call, { api, stages }) => one(api, "jobs", lookup, jobReading(await stages.all(call)), call),
});

export const getApplication = handles(applications.get, {
  lane: "native",
  routes: documented("GET /applications/{id}"),
  inject: { api: API },
  handle: (lookup, call, { api }) => one(api, "applications", lookup, applicationReading, call),
});

export const getCandidate = handles(candidates.get, {
  lane: "native",
  routes: documented("GET /candidates/{id}"),
  inject: { api: API },
  handle: (lookup, call, { api }) => one(api, "candidates", lookup, candidateReading, call),
});
