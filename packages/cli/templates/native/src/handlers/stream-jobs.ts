import { page, type Call, type FetchedPage, type Injected, type InputOf, type Job, type Position } from "@anyats/core";
import type { StreamHandler, jobs } from "@anyats/core";
import { z } from "zod";
import { unreadableAnswer } from "../api-errors.ts";
import { API } from "../api.ts";
import { jobReading, wireStatus } from "../job-reading.ts";
import { readRecords } from "../reading.ts";

type Capability = typeof jobs.stream;

const list = z.looseObject({ jobs: z.array(z.unknown()), next: z.string().min(1).nullish() });

/** The most ids that go into one request, so that the address stays short enough for every proxy. */
const idsInOneRequest = 50;

/** `GET /jobs`, page by page; asked for by ids, some ids at a time. */
export class StreamJobs implements StreamHandler<Capability> {
  static readonly inject = { api: API };
  readonly lane = "native" as const;
  readonly routes = [
    { method: "GET", path: "/jobs", certainty: "unverified", source: "the scaffold: put in what My ATS documents" },
  ] as const;
  readonly #api: Injected<typeof StreamJobs.inject>["api"];

  constructor({ api }: Injected<typeof StreamJobs.inject>) {
    this.#api = api;
  }

  async fetchPage(filter: InputOf<Capability>, position: Position, call: Call): Promise<FetchedPage<Job>> {
    const limit = String(Math.min(call.pageSize ?? 100, 100));
    const query = {
      limit,
      ...(filter.updatedAfter && { updated_after: filter.updatedAfter }),
      ...(filter.statuses && { status: filter.statuses.map(wireStatus).join(",") }),
      ...(filter.includeDeleted && { include_deleted: "true" }),
    };
    const ids = wantedIds(filter);
    if (!ids) return this.#page({ ...query, ...(typeof position === "string" && { after: position }) }, call);
    const from = typeof position === "number" ? position : 0;
    const some = ids.slice(from, from + Math.min(idsInOneRequest, Number(limit)));
    if (some.length === 0) return page<Job>([], null);
    const { decode } = await this.#page({ ...query, ids: some.join(",") }, call);
    const next = from + some.length;
    return { next: next < ids.length ? next : null, decode };
  }

  async #page(query: Readonly<Record<string, string>>, call: Call): Promise<FetchedPage<Job>> {
    const answer = await this.#api.send({ method: "GET", path: "/jobs", query, effect: "reads" }, call);
    const parsed = list.safeParse(answer);
    if (!parsed.success) throw unreadableAnswer("reads", 200);
    const { jobs, next } = parsed.data;
    return { next: next ?? null, decode: () => readRecords(jobReading, jobs, call.raw) };
  }
}

/** The ids that are asked for; `undefined` for all. Here `id` and `remoteId` are the same. */
function wantedIds({ ids, remoteIds }: InputOf<Capability>): readonly string[] | undefined {
  if (!ids || !remoteIds) return ids ?? remoteIds;
  return ids.filter((id) => remoteIds.includes(id));
}
