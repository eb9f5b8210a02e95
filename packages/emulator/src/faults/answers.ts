import { errorBody } from "../kombo/errors.ts";
import type { EmulatorState } from "../state.ts";
import type { Plan } from "./fault-plan.ts";

/** The connection is to break: an in-process fetch is rejected, a server destroys the socket. */
export class ConnectionDropped extends Error {}

/** The answer that a fault puts in place of the real one; undefined when it does not strike at this moment. */
export function substitute(
  fault: Plan["fault"],
  moment: "before" | "after",
  number: number,
  state: EmulatorState,
): Response | undefined {
  switch (fault?.kind) {
    case "rateLimit":
      return moment === "before" ? rateLimited(fault.resetSeconds ?? 1, number, state) : undefined;
    case "concurrency":
      return moment === "before" ? tooManyActions(number, state) : undefined;
    case "status":
      if (moment !== (fault.when ?? "before")) return undefined;
      return komboError(
        fault.status,
        fault.code === undefined ? "PLATFORM.UNKNOWN_ERROR" : fault.code,
        fault.message ?? "Injected.",
        number,
      );
    case "htmlPage":
      return moment === (fault.when ?? "before") ? htmlPage(fault.status ?? 502) : undefined;
    case "emptyBody":
      return moment === (fault.when ?? "after") ? new Response("", { status: fault.status ?? 200 }) : undefined;
    case "expiredCursor":
      return moment === "before" ? komboError(400, "PLATFORM.INPUT_INVALID", "cursor: expired", number) : undefined;
    case "redirect":
      if (moment === "after") return undefined;
      return new Response(null, {
        status: fault.status ?? 307,
        headers: { location: fault.location ?? "http://elsewhere.test/v1" },
      });
    case "dropBefore":
      if (moment === "before") throw new ConnectionDropped();
      return undefined;
    case "dropAfter":
      if (moment === "after") throw new ConnectionDropped();
      return undefined;
    default:
      return undefined;
  }
}

function komboError(status: number, code: string | null, message: string, number: number): Response {
  return Response.json(errorBody(code, message, number), { status });
}

export function rateLimited(resetSeconds: number, number: number, { options }: EmulatorState): Response {
  const response = komboError(429, "PLATFORM.RATE_LIMIT_EXCEEDED", "Too many requests.", number);
  response.headers.set("ratelimit-limit", String(options.rateLimit.limit));
  response.headers.set("ratelimit-remaining", "0");
  response.headers.set("ratelimit-reset", String(resetSeconds));
  return response;
}

export function tooManyActions(number: number, { options }: EmulatorState): Response {
  const response = komboError(
    429,
    "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED",
    "Too many actions in flight; this one was not carried out.",
    number,
  );
  if (!options.concurrencyHeaders) return response;
  response.headers.set("Concurrency-Limit", String(options.concurrencyLimit));
  response.headers.set("Concurrency-Remaining", "0");
  return response;
}

function htmlPage(status: number): Response {
  const page = `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return new Response(page, { status, headers: { "content-type": "text/html" } });
}
