import type { avionte } from "@anyats/avionte";
import type { ClientOf } from "@anyats/core";
import type { FaultKind } from "@anyats/emulator";

export type Ats = ClientOf<typeof avionte>;

/** How a call is given up. */
export interface Way {
  readonly name: string;
  /** What the server does, so that no call ends on its own. */
  readonly fault: FaultKind;
  /** Who ends the call: the app's signal, the call's deadline, or the end of the connection. */
  readonly ends: "signal" | "signal-before" | "deadline" | "close";
  call(ats: Ats, options: { signal: AbortSignal; timeoutMs?: number }): Promise<unknown>;
}

/** Longer than any run takes, in milliseconds. */
const neverMs = 600_000;

const readList: Way["call"] = (ats, options) => ats.jobs.stream({}, { ...options, pageSize: 5 }).toArray();

const readOne: Way["call"] = (ats, options) => ats.applications.listRejectionReasons({}, options);

const write: Way["call"] = (ats, options) =>
  ats.applications.addNote({ application: { id: "any" }, note: "A note" }, options);

const silent: FaultKind = { kind: "latency", ms: neverMs };

/** Every place in the way of a call at which it can be given up. */
export const ways: readonly Way[] = [
  { name: "before it is sent", fault: silent, ends: "signal-before", call: readOne },
  { name: "a query before the answer", fault: silent, ends: "signal", call: readOne },
  { name: "a stream before the answer", fault: silent, ends: "signal", call: readList },
  { name: "a write before the answer", fault: silent, ends: "signal", call: write },
  { name: "in the middle of the answer", fault: { kind: "slowBody" }, ends: "signal", call: readList },
  {
    name: "while it waits to repeat",
    fault: { kind: "status", status: 503, code: "REMOTE.SERVICE_UNAVAILABLE" },
    ends: "signal",
    call: readOne,
  },
  {
    name: "while it waits for the limit",
    fault: { kind: "rateLimit", resetSeconds: 10 },
    ends: "signal",
    call: readOne,
  },
  { name: "by its deadline", fault: silent, ends: "deadline", call: readOne },
  { name: "a stream by its deadline", fault: { kind: "slowBody" }, ends: "deadline", call: readList },
  { name: "by the end of the connection", fault: silent, ends: "close", call: readList },
];
