import { doorOf, isForDoor, type Door } from "./door/door.ts";
import { ConnectionDropped } from "./faults/answers.ts";
import { FaultPlan } from "./faults/fault-plan.ts";
import type { Faults } from "./faults/rule.ts";
import { abortable } from "./http/abortable.ts";
import { Pipeline } from "./http/pipeline.ts";
import { RequestRecorder, type RequestLog } from "./http/request-log.ts";
import { resolveOptions, type EmulatorOptions, type IntegrationState } from "./options.ts";
import { createState, type EmulatorState } from "./state.ts";
import type { Coverage } from "./tools/coverage.ts";
import type { Clock } from "./world/clock.ts";
import type { Webhooks } from "./webhooks/webhook-sender.ts";
import type { World } from "./world/world.ts";

/** What a client needs to connect. */
export interface ConnectionSettings {
  readonly apiKey: string;
  readonly integrationId: string;
  /** With `/v1`. */
  readonly baseUrl: string;
  /** Only of an emulator without a port. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Kombo and an ATS behind it, in this process. */
export interface Emulator {
  /** Answers requests to `url` without a network; any other address cannot be reached. */
  readonly fetch: typeof globalThis.fetch;
  /** Base address, with `/v1`. */
  readonly url: string;
  settings(): ConnectionSettings;
  readonly clock: Clock;
  /** Every request that was seen. */
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** All records, to look into and to change. */
  readonly world: World;
  /** The integration's state and coverage; both can be changed at any time. */
  readonly integration: { state: IntegrationState; readonly coverage: Coverage };
  /** Tells apps what happens, as Kombo does. */
  readonly webhooks: Webhooks;
}

/** The parts of an emulator, before it is known how requests come in. */
export interface Assembly {
  readonly state: EmulatorState;
  readonly pipeline: Pipeline;
  readonly faults: FaultPlan;
  readonly requests: RequestRecorder;
}

export function assemble(options: EmulatorOptions, origin: string): Assembly {
  const resolved = resolveOptions(options);
  const state = createState(resolved, origin);
  const faults = new FaultPlan(resolved.seed);
  const requests = new RequestRecorder(resolved.rememberedRequests);
  return { state, faults, requests, pipeline: new Pipeline(state, faults, requests) };
}

/**
 * Makes an emulator that is used by its `fetch`, with no port.
 * @throws {RangeError} when an option is not valid.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const origin = "http://emulator.test";
  const assembly = assemble(options, origin);
  const emulator: Emulator = emulatorOf(assembly, (input, init) => answer(input, init), true);
  const answer = inProcessFetch(assembly, origin, doorOf(emulator, true));
  return emulator;
}

/** The public face of an assembly. */
export function emulatorOf(
  { state, faults, requests }: Assembly,
  fetch: typeof globalThis.fetch,
  inProcess: boolean,
): Emulator {
  const url = `${state.origin}/v1`;
  const { apiKey, integrationId } = state.options;
  return {
    fetch,
    url,
    settings: () => ({ apiKey, integrationId, baseUrl: url, ...(inProcess && { fetch }) }),
    clock: state.clock,
    requests,
    faults,
    world: state.world,
    integration: state.integration,
    webhooks: state.webhooks,
  };
}

function inProcessFetch({ pipeline }: Assembly, origin: string, door: Door): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    if (new URL(request.url).origin !== origin) throw unreachable("ENOTFOUND", "getaddrinfo ENOTFOUND");
    if (isForDoor(request)) return door(request);
    const response = await abortable(pipeline.serve(request), request.signal).catch((error: unknown) => {
      throw error instanceof ConnectionDropped ? unreachable("ECONNRESET", "read ECONNRESET") : error;
    });
    return followed(response, request);
  };
}

/** No redirect is followed: there is nowhere to go. */
function followed(response: Response, request: Request): Response {
  if (response.status < 300 || response.status > 399 || request.redirect === "manual") return response;
  throw request.redirect === "error"
    ? unreachable("UND_ERR", "unexpected redirect")
    : unreachable("ENOTFOUND", "getaddrinfo ENOTFOUND");
}

/** How `fetch` fails when there is no connection. */
function unreachable(code: string, message: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
}
