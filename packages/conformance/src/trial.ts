import {
  catalogue,
  connect,
  isCapabilityId,
  methodOf,
  type Adapter,
  type AnyCapability,
  type CallOptions,
  type Client,
  type ConnectOptions,
  type CoverageCell,
  type CoverageReport,
  type Module,
  type Observer,
  type RecordStream,
  type StreamOptions,
} from "@anyats/core";
import { strict as assert } from "node:assert";
import { setImmediate } from "node:timers/promises";
import type { Trial } from "./contract-test.ts";
import type { KeptSamples } from "./kept-samples.ts";
import { openedAs } from "./guarded.ts";
import { misnamedIn } from "./named.ts";
import { untoldBy, untoldIn, untoldOf } from "./told.ts";
import type { Customer, WorldSession } from "./world.ts";
import { namedRequest } from "./worlds/request-of.ts";
import { fetchIn } from "./worlds/tapped.ts";

/** Another connection to the world of a trial. */
export interface Connected extends AsyncDisposable {
  readonly ats: Client;
  call(id: string, input: unknown, options?: object): Promise<unknown>;
  stream(id: string, filter?: object, options?: StreamOptions): RecordStream<{ readonly id: string }>;
}

/**
 * Another connection to the world of a trial, which has kept nothing yet.
 * @param modules Further modules, such as a clock of the test's own; they come last.
 */
export async function connectedTo(
  { adapter, world }: Pick<Trial, "adapter" | "world">,
  modules: readonly Module[] = [],
  options: Omit<ConnectOptions, "modules"> = {},
): Promise<Connected> {
  const all = [...(world.modules ?? []), ...modules];
  const observers = [watches(adapter, world), ...(options.observers ?? [])];
  const traces = tracesOf(world);
  traces.asked = [];
  const settings = spoken(world, pausing(world.settings, traces.asked)) as never;
  const ats = (await connect(adapter, settings, { ...options, observers, modules: all })) as Client;
  traces.connections.push(ats);
  for (const name of ["drift", "quarantine"] as const)
    ats.on(name, (event) => note(world, event.capability, untoldOf(event)));
  return {
    ats,
    call: async (id, input, options) => {
      const answer: unknown = await methodOf(ats, id)!(input, options);
      note(world, id, untoldIn(adapter, id, answer));
      note(world, id, outcomesBeside(input, answer));
      if (isFromTheLedger(answer) && (options as CallOptions | undefined)?.idempotencyKey === undefined)
        note(world, id, "a receipt says that the ledger settled it, and the call had no idempotency key");
      return answer;
    },
    stream: (id, filter = {}, options = {}) =>
      methodOf(ats, id)!(filter, options) as RecordStream<{ readonly id: string }>,
    [Symbol.asyncDispose]: () => ats.close(),
  };
}

/** The settings as an adapter gets them: their `fetch` speaks as the ATS does. */
export function spoken({ asSent }: WorldSession, settings: unknown): unknown {
  const fetch = asSent && fetchIn(settings);
  return fetch ? { ...(settings as object), fetch: asSent(fetch) } : settings;
}

/** After so many requests timers get their turn: without it, a stream that never ends would outlast the kit's patience. */
const requestsBetweenPauses = 500;

/** @param asked Notes each request. */
function pausing(settings: unknown, asked: string[]): unknown {
  const fetch = fetchIn(settings);
  if (!fetch) return settings;
  const pauses: typeof fetch = async (input, init) => {
    asked.push(namedRequest(input, init));
    if (asked.length % requestsBetweenPauses === 0) await setImmediate();
    return fetch(input, init);
  };
  return { ...(settings as object), fetch: pauses };
}

/** What a test leaves behind in a world, and in all that only has other settings. */
interface Traces {
  /** What was wrong with answers and errors that no test looked at. */
  readonly notes: string[];
  readonly connections: Client[];
  /** What the last of them asked, in this order. */
  asked: string[];
  /** Where the adapter threw something other than an error of AnyATS. */
  readonly thrown: Set<string>;
}

/** In the world itself: of a `WeakMap` whose values lead to their keys, V8 keeps both until it next collects all garbage. */
const ofTest = Symbol("traces");

function tracesOf(world: WorldSession): Traces {
  const { [ofTest]: known } = world as { readonly [ofTest]?: Traces };
  return known ?? leaves(world, { notes: [], connections: [], asked: [], thrown: new Set() });
}

function leaves(world: WorldSession, traces: Traces): Traces {
  Object.defineProperty(world, ofTest, { value: traces, configurable: true });
  return traces;
}

/** Whether a receipt, or that of a part of a batch, says that the ledger knew what became of it. */
function isFromTheLedger(answer: unknown): boolean {
  const { settledBy, outcomes = [] } = (answer ?? {}) as {
    readonly settledBy?: unknown;
    readonly outcomes?: readonly { readonly settledBy?: unknown }[];
  };
  return [settledBy, ...outcomes.map((each) => each.settledBy)].includes("ledger");
}

/** What is wrong with the outcomes of a batch: there is one for each record that was given, in this order. */
function outcomesBeside(input: unknown, answer: unknown): string | undefined {
  const { applications } = (input ?? {}) as { readonly applications?: readonly (string | { readonly id: string })[] };
  const { outcomes } = (answer ?? {}) as { readonly outcomes?: readonly { readonly applicationId: string }[] };
  if (!applications || !outcomes) return undefined;
  const given = applications.map((each) => (typeof each === "string" ? each : each.id));
  const found = outcomes.map(({ applicationId }) => applicationId);
  return given.join() === found.join()
    ? undefined
    : "there is not one outcome for each application, in the order given";
}

/** Closes every connection that a test has opened: this also ends what would never end. */
export async function closeAll(world: WorldSession): Promise<void> {
  await Promise.all(tracesOf(world).connections.map((ats) => ats.close()));
}

function note(world: WorldSession, capability: string, what: string | undefined): void {
  if (what !== undefined) tracesOf(world).notes.push(`${capability}: ${what}`);
}

/** Notes the errors that leave something out, or whose advice names what is not there, and those that blame an aggregator where the ATS is asked directly. */
function watches(adapter: Adapter, world: WorldSession): Observer {
  return {
    started:
      ({ capability, kind, lane }) =>
      (_facts, error) => {
        if (!error) return;
        if (error.code === "adapter.unexpected-failure") tracesOf(world).thrown.add(placesOf(capability, error));
        note(world, capability, untoldBy(error));
        const name = misnamedIn(adapter, error.advice, error.details);
        if (name !== undefined)
          note(world, capability, `the advice of ${error.code} names "${name}", which is not there: "${error.advice}"`);
        if (kind !== "command" && error.retry === "unknown-outcome")
          note(world, capability, `${error.code} says that a read may have changed something`);
        if (lane === "native" && error.fault === "aggregator")
          note(world, capability, `${error.code} blames an aggregator, but the ATS is asked directly`);
      },
  };
}

/** How many lines of a stack are printed, and how many requests. */
const most = { lines: 6, requests: 20 };

/** What was thrown, and the lines of its stack that are the author's. */
function placesOf(capability: string, { message, stack = "" }: Error): string {
  const lines = stack.split("\n").filter((line) => /^\s+at /.test(line) && !/node:|node_modules/.test(line));
  // Vitest puts a mark behind the address of a file.
  return [`${capability}: ${message}`, ...lines.slice(0, most.lines)].join("\n").replaceAll(/\?vitest=\d+/g, "");
}

/** What a red test prints of what its connections met: where the adapter threw, and what the last one asked. */
export function tracesText(world: WorldSession): string {
  const { thrown, asked } = tracesOf(world);
  const shown = asked.slice(0, most.requests).map((request, index) => `${index + 1} ${request}`);
  const more = asked.length > shown.length ? `, and ${asked.length - shown.length} more` : "";
  return [...thrown, ...(asked.length > 0 ? [`Requests of the last connection: ${shown.join(", ")}${more}`] : [])].join(
    "\n",
  );
}

/** Every answer of a trial was canonical; every error and warning said what happened, and blamed nobody who had no part in it. */
export function toldEverything(world: WorldSession): void {
  assert.deepEqual(
    [...new Set(tracesOf(world).notes)],
    [],
    "what the calls of this test answered, and how they failed",
  );
}

/** A trial whose connections get other settings. */
export function withSettings({ adapter, world }: Pick<Trial, "adapter" | "world">, settings: unknown) {
  const other = { ...world, settings };
  leaves(other, tracesOf(world));
  return { adapter, world: other };
}

/** A trial whose connections reach the ATS by another way. */
export const withFetch = (trial: Pick<Trial, "adapter" | "world">, fetch: typeof globalThis.fetch) =>
  withSettings(trial, { ...(trial.world.settings as object), fetch });

/** A trial whose connections are further away: what stands between comes after all that a test changes in answers. */
export function withWire(
  { adapter, world }: Pick<Trial, "adapter" | "world">,
  wire: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch,
): Pick<Trial, "adapter" | "world"> {
  const { asSent = (fetch: typeof globalThis.fetch) => fetch } = world;
  const other: WorldSession = { ...world, asSent: (fetch) => wire(asSent(fetch)) };
  leaves(other, tracesOf(world));
  return { adapter, world: other };
}

/** Connects an adapter to a fresh world for one test. */
export async function openTrial(
  adapter: Adapter,
  cell: CoverageCell,
  world: WorldSession,
  claims: CoverageReport,
  reopen: (customer?: Customer) => Promise<WorldSession> = () =>
    Promise.reject(new Error("this trial has one world only")),
  samples?: KeptSamples,
): Promise<Trial> {
  const { ats, call, stream } = await connectedTo({ adapter, world });
  return {
    adapter,
    cell,
    capability: capabilityOf(adapter, cell),
    claims,
    world,
    ats,
    ...(samples && { samples }),
    call: call as Trial["call"],
    stream,
    offers: (id) => (ats.supports as (id: string) => boolean)(id),
    another: async (customer = openedAs(world)?.customer) => {
      const session = await reopen(customer);
      // What is noted of another world counts for the test as well.
      leaves(session, tracesOf(world));
      const trial = await openTrial(adapter, cell, session, claims, reopen, samples);
      return {
        trial,
        [Symbol.asyncDispose]: async () => {
          await trial.ats.close();
          await session.close();
        },
      };
    },
  };
}

/** The capability of a cell. */
function capabilityOf(adapter: Adapter, { capability: id }: CoverageCell): AnyCapability {
  const found = isCapabilityId(id) ? catalogue[id] : adapter.ownCapabilities.find((own) => own.id === id);
  if (!found) throw new Error(`the matrix has a cell for "${id}", which is not a capability`);
  return found;
}

/** The same trial for another cell of the matrix. */
export const onCell = <T extends Trial>(trial: T, cell: CoverageCell): T => ({
  ...trial,
  cell,
  capability: capabilityOf(trial.adapter, cell),
});
