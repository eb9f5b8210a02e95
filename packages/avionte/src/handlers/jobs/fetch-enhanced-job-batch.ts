import {
  InvalidInput,
  type Call,
  type CallHandler,
  type EnhancedJobBatch,
  type InputOf,
  type jobs,
} from "@anyats/core";
import { z } from "zod";
import { toEnhancedJob } from "../../mapping/enhanced-job.ts";
import { nativeJob } from "../../wire/native-job.ts";
import { NativeHandler } from "../native-handler.ts";

type Capability = typeof jobs.fetchEnhancedBatch;

/** Where the next batch begins: the page, its size, and the first id of the page before. */
const batchCursor = z.strictObject({
  page: z.int().min(0),
  size: z.int().min(1).max(100),
  first: z.number().nullable(),
});
type BatchCursor = z.output<typeof batchCursor>;

function decode(cursor: string): BatchCursor {
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
 * `GET /jobs/ids/{page}/{pageSize}`, then one `POST /jobs/multi-query` with those ids. Whether pages count from 0 or 1
 * is not known in public: it begins at 0, and a page that repeats the one before is passed over.
 */
export class FetchEnhancedJobBatch extends NativeHandler implements CallHandler<Capability> {
  protected uses() {
    return ["jobIds", "jobsMultiQuery", "jobCustomFieldDefinitions"] as const;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<EnhancedJobBatch> {
    const at = input.cursor === undefined ? { page: 0, size: input.limit, first: null } : decode(input.cursor);
    const { ids, page } = await this.#ids(at, call);
    if (ids.length === 0) return { jobs: [], omitted: [], cursor: null };
    const batch = await this.#jobs(ids, call);
    const isLast = ids.length < at.size;
    const next: BatchCursor = { page: page + 1, size: at.size, first: ids[0]! };
    return { ...batch, cursor: isLast ? null : JSON.stringify(next) };
  }

  /** A page of ids: the one asked for, or the one after where that is empty at the very start or repeats the last. */
  async #ids(at: BatchCursor, call: Call): Promise<{ ids: readonly number[]; page: number }> {
    const read = (page: number) =>
      this.collaborators.native.read(
        "jobIds",
        { page: String(page), pageSize: String(at.size) },
        z.array(z.int()).transform((ids) => [...new Set(ids)]),
        call,
      );
    const ids = await read(at.page);
    const startsAtOne = at.page === 0 && ids.length === 0;
    const repeated = at.page === 1 && ids.length > 0 && ids[0] === at.first;
    return startsAtOne || repeated ? { ids: await read(at.page + 1), page: at.page + 1 } : { ids, page: at.page };
  }

  /** The records by their ids: the answer comes in any order, and may leave some out. */
  async #jobs(ids: readonly number[], call: Call): Promise<Omit<EnhancedJobBatch, "cursor">> {
    const { native, customFields } = this.collaborators;
    const answered = await native.read("jobsMultiQuery", {}, z.array(z.unknown()), call, ids);
    const byId = new Map(answered.map((raw) => [idOf(raw), raw]));
    const jobs: EnhancedJobBatch["jobs"] = [];
    const omitted: EnhancedJobBatch["omitted"] = [];
    for (const id of ids) {
      const parsed = nativeJob.safeParse(byId.get(id));
      if (parsed.success)
        jobs.push(
          toEnhancedJob(parsed.data, null, await customFields.typed("job", parsed.data.customJobDetails ?? [], call)),
        );
      else if (byId.has(id))
        omitted.push({
          remoteId: String(id),
          reason: "unreadable",
          path: `$.${parsed.error.issues[0]?.path.join(".") ?? ""}`,
        });
      else omitted.push({ remoteId: String(id), reason: "not-answered", path: null });
    }
    return { jobs, omitted };
  }
}

function idOf(raw: unknown): unknown {
  return typeof raw === "object" && raw !== null ? (raw as { readonly id?: unknown }).id : undefined;
}
