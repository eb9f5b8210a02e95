import { handles, InvalidInput, jobs, type Call, type EnhancedJobBatch, type Job } from "@anyats/core";
import { at } from "@anyats/http";
import { jobReading, ifUnified, LISTS, mapped } from "@anyats/kombo-base";
import { z } from "zod/mini";
import type { CustomFields } from "../custom-fields/custom-fields.ts";
import { lookups } from "../custom-fields/entities.ts";
import { toEnhancedJob } from "../mapping/enhanced-job.ts";
import type { Native } from "../native/native-api.ts";
import { entriesAsSent, nativeJob } from "../wire/native-job.ts";
import type { RouteTable } from "../routes/route-table.ts";
import { nativeParts, rows } from "./native-parts.ts";

/** Kombo's job joined with Avionté's own record and its custom fields. */
export const getEnhancedJob = handles(jobs.getEnhanced, {
  lane: "passthrough",
  routes: rows("job", "jobCustomFieldDefinitions"),
  needs: lookups.job,
  inject: { ...nativeParts, lists: LISTS },
  async handle(input, call, { native, remoteIds, customFields, lists, table }) {
    const job = await ifUnified(input, () => lists.one("job", "/ats/jobs", jobReading, input, call));
    const remoteId = "remoteId" in input ? input.remoteId : await remoteIds.of("job", reference(job!), call);
    const record = await native.read("job", { id: remoteId }, nativeJob, call);
    const fields = await customFields.typed("job", record.customJobDetails ?? [], call);
    const map = (from: { record: typeof record; job: typeof job }) => toEnhancedJob(from.record, from.job, fields);
    return mapped(call, rows("job")({ table }), { record, job }, map, toEnhancedJob.name);
  },
});

const reference = ({ id, remoteId }: Job) => (remoteId === null ? { id } : { id, remoteId });

/**
 * Where the next batch begins: the page, its size, the first id of the page before, and how many of the page's ids were in the
 * batches before: none where it says nothing. A page keeps its size, also where the next batch is to be smaller or larger: else
 * it would be another page.
 */
const batchCursor = z.strictObject({
  page: z.int().check(z.gte(0)),
  size: z.int().check(z.gte(1), z.lte(100)),
  first: z.nullable(z.number()),
  passed: z._default(z.int().check(z.gte(0)), 0),
});
type BatchCursor = z.input<typeof batchCursor>;

function decode(cursor: string): z.output<typeof batchCursor> {
  const parsed = batchCursor.safeParse(safeJson(cursor));
  if (parsed.success) return parsed.data;
  throw new InvalidInput("The input of jobs.fetchEnhancedBatch", [
    { path: "cursor", message: "is not one that an earlier batch gave" },
  ]);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A page of ids, then one request for the jobs with those ids. Whether pages count from 0 or 1 is not known in public: it
 * begins at 0, and a page that repeats the one before is passed over.
 */
export const fetchEnhancedJobBatch = handles(jobs.fetchEnhancedBatch, {
  lane: "passthrough",
  routes: rows("jobIds", "jobsMultiQuery", "jobCustomFieldDefinitions"),
  inject: nativeParts,
  async handle({ cursor, limit }, call, { native, customFields, table }) {
    const at = cursor === undefined ? { page: 0, size: limit, first: null, passed: 0 } : decode(cursor);
    const { ids, page, isFull } = await pageOfIds(native, at, call);
    const passed = Math.min(ids.length, at.passed + limit);
    const some = ids.slice(at.passed, passed);
    const isWhole = passed === ids.length;
    const isLast = isWhole && !isFull;
    const next: BatchCursor = isWhole ? { page: page + 1, size: at.size, first: ids[0]! } : { ...at, page, passed };
    const batch =
      some.length === 0 ? { jobs: [], omitted: [] } : await jobsOf(some, { native, customFields, table }, call);
    return { ...batch, cursor: isLast ? null : JSON.stringify(next) };
  },
});

const jobIds = z.array(z.int());

/** A page of ids: the one asked for, or the one after where that is empty at the very start or repeats the last. */
async function pageOfIds(
  native: Native,
  at: BatchCursor,
  call: Call,
): Promise<{ readonly ids: readonly number[]; readonly page: number; readonly isFull: boolean }> {
  const read = (page: number) => native.read("jobIds", { page: String(page), pageSize: String(at.size) }, jobIds, call);
  const ids = await read(at.page);
  const startsAtOne = at.page === 0 && ids.length === 0;
  const repeated = at.page === 1 && ids.length > 0 && ids[0] === at.first;
  const page = startsAtOne || repeated ? at.page + 1 : at.page;
  const found = page === at.page ? ids : await read(page);
  // A page that names a job twice may have others after it.
  return { ids: [...new Set(found)], page, isFull: found.length >= at.size };
}

interface BatchParts {
  readonly native: Native;
  readonly customFields: CustomFields;
  readonly table: RouteTable;
}

/** The records by their ids: the answer comes in any order, and may leave some out. */
async function jobsOf(
  ids: readonly number[],
  { native, customFields, table }: BatchParts,
  call: Call,
): Promise<Omit<EnhancedJobBatch, "cursor">> {
  const answered = await native.read("jobsMultiQuery", {}, entriesAsSent, call, ids);
  const byId = new Map(answered.map((raw) => [at(raw, "id"), raw]));
  const found: EnhancedJobBatch["jobs"] = [];
  const omitted: EnhancedJobBatch["omitted"] = [];
  for (const id of ids) {
    const parsed = native.parsed(nativeJob, byId.get(id), call);
    if (parsed.success) {
      const fields = await customFields.typed("job", parsed.data.customJobDetails ?? [], call);
      const map = (from: { record: typeof parsed.data }) => toEnhancedJob(from.record, null, fields);
      found.push(mapped(call, rows("jobsMultiQuery")({ table }), { record: parsed.data }, map, toEnhancedJob.name));
    } else if (byId.has(id)) {
      const path = `$.${parsed.error.issues[0]!.path.join(".")}`;
      omitted.push({ remoteId: String(id), reason: "unreadable", path });
    } else omitted.push({ remoteId: String(id), reason: "not-answered", path: null });
  }
  return { jobs: found, omitted };
}
