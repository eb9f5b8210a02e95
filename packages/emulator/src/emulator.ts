import { doorOf, isForDoor, type Door } from "./door/door.ts";
import { ConnectionDropped } from "./faults/answers.ts";
import { FaultPlan } from "./faults/fault-plan.ts";
import { requestOf } from "./http/request-of.ts";
import { RequestRecorder } from "./http/request-log.ts";
import type { EmulatorOptions } from "./kombo/options.ts";
import type { KomboFace } from "./kombo/wire.ts";
import { wires, type ToolName, type Wires } from "./registry.ts";
import type { Address, OpenWire, WireDefinition, WireFace } from "./wire/definition.ts";
import type { WireOptions } from "./wire/options.ts";
import type { AnyEmulator, EmulatorBase } from "./wire/emulator.ts";
import { Pipeline } from "./wire/pipeline.ts";

/** Kombo and an ATS behind it, in this process. */
export interface Emulator extends EmulatorBase, KomboFace {}

type OptionsOf<Tool extends ToolName> = Wires[Tool] extends WireDefinition<infer Options, WireFace> ? Options : never;
type FaceOf<Tool extends ToolName> = Wires[Tool] extends WireDefinition<never, infer Face> ? Face : never;

/** How an emulator of a tool is made: `tool` decides which options there are. */
export type OptionsFor<Tool extends ToolName> = { readonly tool: Tool } & OptionsOf<Tool>;

/** The emulator of a tool: its settings and its webhooks are those of the API that it speaks. */
export type EmulatorFor<Tool extends ToolName> = Tool extends ToolName
  ? FaceOf<Tool> extends KomboFace
    ? Emulator
    : EmulatorBase & FaceOf<Tool>
  : never;

/** The parts of an emulator, before it is known how requests come in. */
export interface Assembly<Face extends WireFace = WireFace> {
  readonly open: OpenWire<Face>;
  readonly pipeline: Pipeline;
  readonly faults: FaultPlan;
  readonly requests: RequestRecorder;
}

/** @throws {RangeError} when an option is not valid, or the tool is not known. */
export function assemble(options: WireOptions & { readonly tool?: ToolName }, address: Address): Assembly {
  const { tool = "avionte", seed = 1, rememberedRequests = 100_000 } = options;
  if (!Object.hasOwn(wires, tool)) throw new RangeError(`tool: not one of ${Object.keys(wires).join(", ")}`);
  const definition = wires[tool] as WireDefinition<WireOptions, WireFace>;
  const open = definition.open(options, address);
  const faults = new FaultPlan(seed);
  const requests = new RequestRecorder(rememberedRequests);
  return { open, faults, requests, pipeline: new Pipeline(open.wire, open.world, faults, requests) };
}

/**
 * Makes an emulator that is used by its `fetch`, with no port.
 * @throws {RangeError} when an option is not valid.
 */
export function createEmulator<Tool extends ToolName>(options: OptionsFor<Tool>): EmulatorFor<Tool>;
export function createEmulator(options?: EmulatorOptions): Emulator;
export function createEmulator(options: WireOptions & { readonly tool?: ToolName } = {}): unknown {
  const origin = "http://emulator.test";
  const fetch: typeof globalThis.fetch = (input, init) => answer(input, init);
  const assembly = assemble(options, { origin, fetch });
  const emulator = emulatorOf(assembly, fetch);
  let door: Door | undefined;
  const answer = inProcessFetch(assembly, origin, (request) => (door ??= doorOf(emulator, true))(request));
  return emulator;
}

/** The public face of an assembly. */
export function emulatorOf({ open, faults, requests }: Assembly, fetch: typeof globalThis.fetch): AnyEmulator {
  return { ...open.face(), fetch, clock: open.clock, requests, faults, world: open.world };
}

function inProcessFetch({ pipeline }: Assembly, origin: string, door: Door): typeof globalThis.fetch {
  return async (input, init) => {
    const request = requestOf(input, init);
    request.signal.throwIfAborted();
    if (!request.url.startsWith(`${origin}/`)) throw unreachable("ENOTFOUND", "getaddrinfo ENOTFOUND");
    if (isForDoor(request)) return door(request);
    const response = await pipeline.serve(request).catch((error: unknown) => {
      throw error instanceof ConnectionDropped ? unreachable("ECONNRESET", "read ECONNRESET") : error;
    });
    // Whatever takes time has ended by then: a listener on each signal would cost a twentieth of an answer.
    request.signal.throwIfAborted();
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
