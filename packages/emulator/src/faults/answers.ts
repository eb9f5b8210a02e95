import type { Plan } from "./fault-plan.ts";
import type { Refusals } from "./refusals.ts";

/** The connection is to break: an in-process fetch is rejected, a server destroys the socket. */
export class ConnectionDropped extends Error {}

/** The answer that a fault puts in place of the real one; undefined when it does not strike at this moment. */
export function substitute(
  fault: Plan["fault"],
  moment: "before" | "after",
  number: number,
  refusals: Refusals,
): Response | undefined {
  switch (fault?.kind) {
    case "rateLimit":
      return moment === "before" ? refusals.rateLimited(fault.resetSeconds ?? 1, number) : undefined;
    case "concurrency":
      return moment === "before" ? refusals.tooManyActions(number) : undefined;
    case "status": {
      if (moment !== (fault.when ?? "before")) return undefined;
      const { status, code, message = "Injected." } = fault;
      return refusals.status({ status, code, message }, number);
    }
    case "htmlPage":
      return moment === (fault.when ?? "before") ? htmlPage(fault.status ?? 502) : undefined;
    case "emptyBody":
      return moment === (fault.when ?? "after") ? new Response("", { status: fault.status ?? 200 }) : undefined;
    case "expiredCursor":
      return moment === "before" ? refusals.expiredCursor(number) : undefined;
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

function htmlPage(status: number): Response {
  const page = `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return new Response(page, { status, headers: { "content-type": "text/html" } });
}
