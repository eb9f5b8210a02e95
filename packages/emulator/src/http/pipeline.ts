import type { Hono } from "hono";
import { rateLimited, substitute, tooManyActions } from "../faults/answers.ts";
import type { Exchange } from "../faults/exchange.ts";
import type { FaultPlan, Plan } from "../faults/fault-plan.ts";
import { spoil } from "../faults/spoil.ts";
import { wait } from "../faults/wait.ts";
import { isAction, komboApp } from "../kombo/app.ts";
import type { EmulatorState } from "../state.ts";
import type { RequestRecorder } from "./request-log.ts";
import { incoming, type Incoming } from "./incoming.ts";

/** Takes a request through quota, faults and the API to its answer. */
export class Pipeline {
  readonly #state: EmulatorState;
  readonly #faults: FaultPlan;
  readonly #log: RequestRecorder;
  readonly #app: Hono;
  #served = 0;

  constructor(state: EmulatorState, faults: FaultPlan, log: RequestRecorder) {
    this.#state = state;
    this.#faults = faults;
    this.#log = log;
    this.#app = komboApp(state);
  }

  /**
   * @throws {ConnectionDropped} when a fault breaks the connection.
   * @throws the reason of the request's signal when it is aborted while a fault makes it wait.
   */
  async serve(request: Request): Promise<Response> {
    const number = (this.#served += 1);
    const call = await incoming(request, number);
    const entry = this.#log.begin(call.seen);
    try {
      const response = await this.#limited(call, (native) => {
        entry.passthrough = native;
      });
      entry.status = response.status;
      return response;
    } finally {
      this.#log.end();
    }
  }

  async #limited(call: Incoming, saw: Saw): Promise<Response> {
    const { quota, world } = this.#state;
    world.expire();
    if (!quota.admitRequest())
      return rateLimited(Number(quota.rateHeaders()["ratelimit-reset"]), call.seen.number, this.#state);
    const action = isAction(call.seen.method, call.seen.path);
    if (action && !quota.beginAction()) return tooManyActions(call.seen.number, this.#state);
    if (action) this.#log.beginAction();
    try {
      const response = await this.#faulty(call, saw);
      if (response.headers.get("content-type") === "text/html") return response;
      for (const [name, value] of Object.entries(quota.rateHeaders()))
        if (!response.headers.has(name)) response.headers.set(name, value);
      if (!action) return response;
      for (const [name, value] of Object.entries(quota.concurrencyHeaders()))
        if (!response.headers.has(name)) response.headers.set(name, value);
      return response;
    } finally {
      if (action) {
        quota.endAction();
        this.#log.endAction();
      }
    }
  }

  async #faulty(call: Incoming, saw: Saw): Promise<Response> {
    const { number } = call.seen;
    const plan = this.#faults.planFor(call.target);
    const { signal } = call.request;
    await delay(plan, "before", signal);
    const instead = substitute(plan.fault, "before", number, this.#state);
    if (instead) return instead;
    const response = await this.#app.fetch(call.request, { exchange: exchange(number, plan, saw) });
    await delay(plan, "after", signal);
    return (
      substitute(plan.fault, "after", number, this.#state) ??
      (await spoil(response, plan.fault, call.target.cursor, signal))
    );
  }
}

type Saw = (native: { method: string; path: string; status: number }) => void;

async function delay({ latencies }: Plan, moment: "before" | "after", signal: AbortSignal): Promise<void> {
  for (const { ms, when = "before" } of latencies) if (when === moment) await wait(ms, signal);
}

function exchange(number: number, { fault }: Plan, saw: Saw): Exchange {
  return {
    number,
    native(request, run) {
      const after = fault?.kind === "nativeStatus" && fault.when === "after";
      const failing =
        fault?.kind === "nativeStatus"
          ? { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? "" }
          : undefined;
      const real = failing === undefined || after ? run() : undefined;
      const answer = failing ?? real ?? run();
      saw({ method: request.method, path: request.path, status: answer.status });
      return answer;
    },
  };
}
