import { applications, candidates, handles, jobs } from "@anyats/core";
import { both } from "@anyats/http";
import { LISTS } from "../lists.ts";
import { applicationReading, applicationState, candidateReading, jobReading, jobState } from "../records/records.ts";
import { STAGES } from "../stages.ts";
import { documented } from "./documented.ts";

const joined = (values: readonly string[] | undefined) => values?.join(",");

/** Every job has Rowan's one workflow, which is read once. */
export const streamJobs = handles(jobs.stream, {
  lane: "native",
  routes: documented("GET /jobs", "GET /stages"),
  inject: { lists: LISTS, stages: STAGES },
  async fetchPage(filter, position, call, { lists, stages }) {
    const reading = jobReading(await stages.all(call));
    const parameters = { states: joined(filter.statuses?.map(jobState)) };
    return lists.page({ kind: "jobs", reading, filter, parameters }, position, call);
  },
});

export const streamApplications = handles(applications.stream, {
  lane: "native",
  routes: documented("GET /applications"),
  inject: { lists: LISTS },
  fetchPage(filter, position, call, { lists }) {
    const parameters = {
      job_ids: joined(both(filter.jobIds, filter.jobRemoteIds)),
      stage_ids: joined(filter.stageIds),
      states: joined(filter.outcomes?.map(applicationState)),
    };
    return lists.page({ kind: "applications", reading: applicationReading, filter, parameters }, position, call);
  },
});

export const streamCandidates = handles(candidates.stream, {
  lane: "native",
  routes: documented("GET /candidates"),
  inject: { lists: LISTS },
  fetchPage(filter, position, call, { lists }) {
    const parameters = { email: filter.email, job_ids: joined(filter.jobIds) };
    return lists.page({ kind: "candidates", reading: candidateReading, filter, parameters }, position, call);
  },
});
