import { handles, jobs, page, type Call, type FetchedPage, type InputOf, type Job } from "@anyats/core";
import { z } from "zod";
import { unreadableAnswer } from "../api-errors.ts";
import { API, type Api } from "../api.ts";
import { jobReading, wireStatus } from "../job-reading.ts";
import { readRecords } from "../reading.ts";

const list = z.looseObject({ jobs: z.array(z.unknown()), next: z.string().min(1).nullish() });

/** The most ids that go into one request, so that the address stays short enough for every proxy. */
const idsInOneRequest = 50;

/** Page by page; asked for by ids, some ids at a time. */
export const streamJobs = handles(jobs.stream, {
  lane: "native",
  routes: [
    { method: "GET", path: "/jobs", certainty: "unverified", source: "the scaffold: put in what My ATS documents" },
  ],
  inject: { api: API },
  async fetchPage(filter, position, call, { api }) {
    const limit = String(Math.min(call.pageSize ?? 100, 100));
    const query = {
      limit,
      ...(filter.updatedAfter && { updated_after: filter.updatedAfter }),
      ...(filter.statuses && { status: filter.statuses.map(wireStatus).join(",") }),
      ...(filter.includeDeleted && { include_deleted: "true" }),
    };
    const ids = wantedIds(filter);
    if (!ids) return jobPage(api, { ...query, ...(typeof position === "string" && { after: position }) }, call);
    const from = typeof position === "number" ? position : 0;
    const some = ids.slice(from, from + Math.min(idsInOneRequest, Number(limit)));
    if (some.length === 0) return page<Job>([], null);
    const { decode } = await jobPage(api, { ...query, ids: some.join(",") }, call);
    const next = from + some.length;
    return { next: next < ids.length ? next : null, decode };
  },
});

async function jobPage(api: Api, query: Readonly<Record<string, string>>, call: Call): Promise<FetchedPage<Job>> {
  const answer = await api.send({ method: "GET", path: "/jobs", query, effect: "reads" }, call);
  const parsed = list.safeParse(answer);
  if (!parsed.success) throw unreadableAnswer("reads", 200);
  const { jobs: records, next } = parsed.data;
  return { next: next ?? null, decode: () => readRecords(jobReading, records, call.raw) };
}

/** The ids that are asked for; `undefined` for all. Here `id` and `remoteId` are the same. */
function wantedIds({ ids, remoteIds }: InputOf<typeof jobs.stream>): readonly string[] | undefined {
  if (!ids || !remoteIds) return ids ?? remoteIds;
  return ids.filter((id) => remoteIds.includes(id));
}
