import { substitute } from "../faults/answers.ts";
import type { Exchange } from "../faults/exchange.ts";
import type { FaultPlan, Plan } from "../faults/fault-plan.ts";
import { spoil } from "../faults/spoil.ts";
import { wait } from "../faults/wait.ts";
import { incoming, type Incoming } from "../http/incoming.ts";
import type { RequestRecorder } from "../http/request-log.ts";
import type { World } from "../world/world.ts";
import type { Wire } from "./wire.ts";

/** Takes a request through limits, faults and the API to its answer. */
export class Pipeline {
  readonly #wire: Wire;
  readonly #world: World;
  readonly #faults: FaultPlan;
  readonly #log: RequestRecorder;
  #served = 0;

  constructor(wire: Wire, world: World, faults: FaultPlan, log: RequestRecorder) {
    this.#wire = wire;
    this.#world = world;
    this.#faults = faults;
    this.#log = log;
  }

  /**
   * @throws {ConnectionDropped} when a fault breaks the connection.
   * @throws the reason of the request's signal when it is aborted while a fault makes it wait.
   */
  async serve(request: Request): Promise<Response> {
    const number = (this.#served += 1);
    const call = await incoming(request, number, this.#wire);
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
    this.#world.expire();
    const admission = this.#wire.admit(call.seen);
    if (admission instanceof Response) return admission;
    if (admission.action) this.#log.beginAction();
    try {
      const response = await this.#faulty(call, saw);
      if (response.headers.get("content-type") === "text/html") return response;
      for (const [name, value] of Object.entries(admission.headers()))
        if (!response.headers.has(name)) response.headers.set(name, value);
      return response;
    } finally {
      admission.end();
      if (admission.action) this.#log.endAction();
    }
  }

  async #faulty(call: Incoming, saw: Saw): Promise<Response> {
    const { number, body } = call.seen;
    const { refusals } = this.#wire;
    const plan = this.#faults.planFor(call.target);
    await delay(plan, "before", call.request);
    const instead = substitute(plan.fault, "before", number, refusals);
    if (instead) return instead;
    const response = await this.#wire.answer(call.request, exchange({ number, body }, plan, saw));
    await delay(plan, "after", call.request);
    const pageOf = (body: unknown) => this.#wire.listPage(body);
    return (
      substitute(plan.fault, "after", number, refusals) ??
      (await spoil(response, plan.fault, call.target.cursor, { request: call.request, pageOf }))
    );
  }
}

type Saw = (native: { method: string; path: string; status: number }) => void;

async function delay({ latencies }: Plan, moment: "before" | "after", request: Request): Promise<void> {
  for (const { ms, when = "before" } of latencies) if (when === moment) await wait(ms, request);
}

function exchange(seen: Pick<Exchange, "number" | "body">, { fault }: Plan, saw: Saw): Exchange {
  return {
    ...seen,
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
