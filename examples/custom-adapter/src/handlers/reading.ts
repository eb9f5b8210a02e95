import { applications, candidates, handles, integration, jobs, ownIdOf, type InputOf } from "@anyats/core";
import type { Reading } from "@anyats/http";
import { both, filteredPage, findAmong, HTTP, LIST_PAGES, path, recordFilter, shortLists } from "@anyats/http";
import { z } from "zod/mini";
import { documented, rowanList } from "../profile.ts";
import { applicationReading, candidateReading, jobReading, jobStates, outcomes, wireStages } from "../records.ts";

type Filter = Pick<InputOf<typeof jobs.stream>, "updatedAfter" | "includeDeleted">;

/** One of Rowan's lists, with the parameters that only it has. A list of values is one parameter, with commas. */
const list =
  <W, M extends object>(kind: string, reading: Reading<W, M>, filter: Filter = {}, own: Record<string, unknown> = {}) =>
  (ids?: readonly string[]) => {
    const { updatedAfter: updated_since, includeDeleted } = filter;
    const parameters = { ...own, ids, updated_since, include_deleted: includeDeleted || undefined };
    return { format: rowanList, request: { path: `/${kind}`, parameters }, reading };
  };

/** Every job has Rowan's one workflow. */
export const stages = { method: "GET", path: "/stages", effect: "reads" } as const;
export const jobList = list("jobs", jobReading([]));

export const streamJobs = handles(jobs.stream, {
  routes: documented("GET /jobs", "GET /stages"),
  inject: { http: HTTP, pages: LIST_PAGES },
  async fetchPage(filter, position, call, { http, pages }) {
    const reading = jobReading(await http.read(wireStages, stages, call));
    const own = { states: filter.statuses?.map(jobStates.write) };
    return pages.byIds(filter, list("jobs", reading, filter, own), position, call);
  },
});

export const streamApplications = handles(applications.stream, {
  routes: documented("GET /applications"),
  inject: { pages: LIST_PAGES },
  async fetchPage(filter, position, call, { pages }) {
    const { short, long } = shortLists(filter);
    const job_ids = both(short.jobIds, short.jobRemoteIds);
    const own = { job_ids, stage_ids: short.stageIds, states: short.outcomes?.map(outcomes.write) };
    const asked = list("applications", applicationReading, filter, own);
    return filteredPage(await pages.byIds(filter, asked, position, call), long);
  },
});

export const streamCandidates = handles(candidates.stream, {
  routes: documented("GET /candidates"),
  inject: { pages: LIST_PAGES },
  async fetchPage(filter, position, call, { pages }) {
    const { short, long } = shortLists(filter);
    const asked = list("candidates", candidateReading, filter, { email: filter.email, job_ids: short.jobIds });
    return filteredPage(await pages.byIds(filter, asked, position, call), long);
  },
});

export const getJob = handles(jobs.get, {
  routes: documented("GET /jobs/{id}", "GET /stages"),
  inject: { http: HTTP, pages: LIST_PAGES },
  handle: async (lookup, call, { http, pages }) =>
    pages.one("job", jobReading(await http.read(wireStages, stages, call)), path`/jobs/${ownIdOf(lookup)}`, call),
});

export const getApplication = handles(applications.get, {
  routes: documented("GET /applications/{id}"),
  inject: { pages: LIST_PAGES },
  handle: (lookup, call, { pages }) =>
    pages.one("application", applicationReading, path`/applications/${ownIdOf(lookup)}`, call),
});

export const getCandidate = handles(candidates.get, {
  routes: documented("GET /candidates/{id}"),
  inject: { pages: LIST_PAGES },
  handle: (lookup, call, { pages }) =>
    pages.one("candidate", candidateReading, path`/candidates/${ownIdOf(lookup)}`, call),
});

/** Rowan filters by e-mail address; names and phone numbers are compared here. */
export const findCandidates = handles(candidates.find, {
  routes: documented("GET /candidates"),
  inject: { pages: LIST_PAGES },
  handle(input, call, { pages }) {
    const { email, firstName, lastName, phone } = input;
    const meets = recordFilter({ firstName, lastName });
    const found = pages.all(list("candidates", candidateReading, {}, { email })(), call);
    return findAmong({ input, pages: found, ...(meets && { meets }), comparedHere: Boolean(meets ?? phone) });
  },
});

export const checkKey = handles(integration.checkKey, {
  routes: documented("GET /key"),
  inject: { http: HTTP },
  async handle(_input, call, { http }) {
    const said = z.looseObject({ account: z.string() });
    const { account } = await http.read(said, { method: "GET", path: "/key", effect: "reads" }, call);
    return { environmentId: account, customerId: null };
  },
});
