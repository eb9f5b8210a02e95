import type { ListPage, Refusals } from "../faults/refusals.ts";
import { errorBody } from "./errors.ts";
import type { ResolvedOptions } from "./options.ts";

/** How Kombo refuses: its envelope, its codes, its quota headers. */
export function komboRefusals({ rateLimit, concurrencyLimit, concurrencyHeaders }: ResolvedOptions): Refusals {
  return {
    status: ({ status, code = "PLATFORM.UNKNOWN_ERROR", message }, number) => refused(status, code, message, number),
    rateLimited(resetSeconds, number) {
      const response = refused(429, "PLATFORM.RATE_LIMIT_EXCEEDED", "Too many requests.", number);
      response.headers.set("ratelimit-limit", String(rateLimit.limit));
      response.headers.set("ratelimit-remaining", "0");
      response.headers.set("ratelimit-reset", String(resetSeconds));
      return response;
    },
    tooManyActions(number) {
      const message = "Too many actions in flight; this one was not carried out.";
      const response = refused(429, "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED", message, number);
      if (!concurrencyHeaders) return response;
      response.headers.set("Concurrency-Limit", String(concurrencyLimit));
      response.headers.set("Concurrency-Remaining", "0");
      return response;
    },
    expiredCursor: (number) => refused(400, "PLATFORM.INPUT_INVALID", "cursor: expired", number),
  };
}

function refused(status: number, code: string | null, message: string, number: number): Response {
  return Response.json(errorBody(code, message, number), { status });
}

interface Page {
  next: string | null;
  results: unknown[];
}

/** The list page in an answer of Kombo's. */
export function komboListPage(body: unknown): ListPage | undefined {
  const { data } = body as { readonly data?: Page };
  if (!Array.isArray(data?.results)) return undefined;
  return {
    records: data.results,
    next: data.next,
    goOnAt(cursor) {
      data.next = cursor;
    },
    enumField: (record) => ("status" in record ? "status" : "outcome"),
    malformed: (record) => ({ ...record, changed_at: 0 }),
  };
}
