import {
  AtsError,
  token,
  type Adapter,
  type Call,
  type Operation,
  type Position,
  type Token,
  type Warning,
} from "@anyats/core";
import { z } from "zod/mini";
import { plainValueOf } from "./fields.ts";
import type { Fault, Side } from "./faults.ts";
import { spoiltBy } from "./faults.ts";
import { History, type Moment } from "./moments.ts";

/** Which faults are at work. None is, at first. */
export interface Switch {
  /** The one that is made. */
  active: Fault | undefined;
  /** Those that are only looked for, and what is called where one could be made, or where its condition holds. */
  looked: readonly Fault[];
  met(fault: Fault): void;
  held(fault: Fault): void;
}

const HISTORY: Token<History> = token("prove/history");

interface Page {
  readonly next: Position;
  decode(): { readonly records: readonly unknown[]; readonly quarantined: readonly unknown[] };
}
type Method = (...values: unknown[]) => Promise<unknown>;

/** What an error says, changed; the error itself where nothing is. */
function spoiltError(error: unknown, change: (facts: object) => unknown): unknown {
  if (!AtsError.is(error)) return error;
  const { code, fault, retry, concerns, status, details } = error;
  const facts = { code, fault, retry, concerns, status, details };
  const changed = change(facts);
  if (changed === facts) return error;
  const copy = Object.setPrototypeOf(new Error(error.message), Object.getPrototypeOf(error) as object) as object;
  Object.defineProperties(copy, Object.getOwnPropertyDescriptors(error));
  return Object.assign(copy, { status: undefined, details: undefined }, changed);
}

/** One operation with the faults of its capability. */
function faultyOperation(operation: Operation, faults: Switch): Operation {
  const { id, kind, input: schema, output } = operation.capability;
  const plain = plainValueOf(output);
  const spoilt = (side: Side, value: unknown, moment: Moment): unknown => {
    const by = (fault: Fault, held?: () => void) => {
      const made = spoiltBy(fault, value, moment, held);
      // The pipeline refuses an input that does not follow its schema, so no handler is written for it.
      return side === "input" && !isPossible(made) && isPossible(value) ? value : made;
    };
    for (const fault of faults.looked)
      if (fault.capability === id && fault.side === side && by(fault, () => faults.held(fault)) !== value)
        faults.met(fault);
    const { active } = faults;
    return active?.capability === id && active.side === side ? by(active) : value;
  };
  const isPossible = (given: unknown) => z.safeParse(schema, given).success;
  const isConcerned = (side: Side) =>
    [faults.active, ...faults.looked].some((each) => each?.capability === id && each.side === side);

  /** The call, of whose warnings some are dropped: the same one each time, since what an adapter keeps of a call goes by it. */
  const copies = new WeakMap<Call, Call>();
  function heard(call: Call, moment: Moment): Call {
    if (!isConcerned("warning")) return call;
    const warn = (warning: Warning) => {
      const given = spoilt("warning", warning, moment);
      if (given !== undefined) call.warn(given as Warning);
    };
    const { warn: _warn, ...others } = Object.getOwnPropertyDescriptors(call);
    const copy = copies.get(call) ?? (Object.defineProperties({ warn }, others) as Call);
    copies.set(call, copy);
    return copy;
  }

  /** What shows in place of a failure: nothing found, or the receipt of a success. */
  function inPlaceOf(error: unknown, moment: Moment): unknown {
    const swallowed = spoilt("failure", error, moment) === undefined;
    const instead = kind === "stream" ? { next: null, decode: () => ({ records: [], quarantined: [] }) } : plain;
    if (swallowed && instead !== undefined) return instead;
    throw spoiltError(error, (facts) => spoilt("error", facts, moment));
  }

  const inject = { ...operation.inject, [historyName]: HISTORY };
  const make = ({ [historyName]: history, ...parts }: Readonly<Record<string, unknown>>) => {
    const handler = operation.make(parts);
    const past = history as History;
    const wrapped: Readonly<Record<string, (run: Method) => Method>> = {
      handle: (run) => async (input, given) => {
        const call = given as Call;
        const moment = past.begun(input, call);
        try {
          const result = await run(spoilt("input", input, moment), heard(call, moment));
          past.ended(moment, kind === "command" ? "wrote" : "read", result);
          return spoilt("result", result, moment);
        } catch (error) {
          past.ended(moment, "failed");
          return inPlaceOf(error, moment);
        }
      },
      settle: (run) => async (input, given) => {
        const call = given as Call;
        const moment = past.begun(input, call);
        try {
          const settled = spoilt("settlement", await run(input, heard(call, moment)), moment) as {
            readonly found: boolean;
            readonly output?: unknown;
          };
          if (!settled.found)
            return { because: "it was not found", reconcile: {}, certain: true, ...settled, found: false };
          return { ...settled, output: spoilt("result", settled.output ?? plain, moment) };
        } finally {
          past.ended(moment, "looked");
        }
      },
      fetchPage: (run) => async (input, position, given) => {
        const moment = past.begun(input, given as Call, position as Position);
        try {
          const page = (await run(spoilt("input", input, moment), position, given)) as Page;
          past.ended(moment, "read");
          const next = page.next === null ? null : (spoilt("rest", page.next, moment) ?? null);
          const decode = () => {
            const content = page.decode();
            return { ...content, records: spoilt("result", content.records, moment) };
          };
          return { next, decode };
        } catch (error) {
          past.ended(moment, "failed");
          return inPlaceOf(error, moment);
        }
      },
    };
    const methods = new Map<PropertyKey, unknown>();
    return new Proxy(handler, {
      get: (target, name) => {
        const held: unknown = Reflect.get(target, name, target);
        if (typeof held !== "function") return held;
        if (!methods.has(name))
          methods.set(
            name,
            (wrapped[name as string] ?? ((run: Method) => run))((...values) => (held as Method).apply(target, values)),
          );
        return methods.get(name);
      },
    });
  };
  return { ...operation, inject, make };
}

const historyName = "history of the connection";

/** An adapter of which each operation can be made to be wrong; so can be those of the adapters that it extends. */
export function faulty(adapter: Adapter, faults: Switch): Adapter {
  const operations = Object.entries(adapter.operations).map(
    ([id, operation]) => [id, faultyOperation(operation, faults)] as const,
  );
  const bindings: Adapter["bindings"] = (options) => {
    adapter.bindings?.(options);
    // Of those that are extended, each binds what is its own.
    if (!adapter.extends)
      options
        .bind(HISTORY)
        .toDynamicValue(() => new History())
        .inSingletonScope();
  };
  return Object.freeze({
    ...adapter,
    extends: adapter.extends && faulty(adapter.extends, faults),
    operations: Object.fromEntries(operations),
    bindings,
  } satisfies Adapter);
}
