import {
  connect,
  methodOf,
  type Adapter,
  type AnyCapability,
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
import type { Trial } from "./contract-test.ts";
import { warningsOf } from "./contracts/warnings.ts";
import type { Customer, WorldSession } from "./world.ts";

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
  const observers = [blames(world), ...(options.observers ?? [])];
  const ats = (await connect(adapter, world.settings as never, { ...options, observers, modules: all })) as Client;
  return {
    ats,
    call: async (id, input, options) => {
      const given: unknown = await methodOf(ats, id)!(input, options);
      for (const { message } of warningsOf(given)) notesBroken(world, `a warning of ${id}`, message);
      return given;
    },
    stream: (id, filter = {}, options = {}) =>
      methodOf(ats, id)!(filter, options) as RecordStream<{ readonly id: string }>,
    [Symbol.asyncDispose]: () => ats.close(),
  };
}

/** A sentence with a hole in it, where a value or a part was to stand. */
const broken = /^\s*$|\s[.,;:](\s|$)|\s{2}|^[.,;:]|\b(undefined|NaN)\b|\[object |""|``|\(\)/;

/** The texts in the details of an error that are more than a word. */
const sentencesIn = (details: unknown): readonly string[] =>
  typeof details !== "object" || details === null
    ? []
    : Object.values(details).filter((held): held is string => typeof held === "string" && held.includes(" "));

/** Notes a text for people that is not whole. */
function notesBroken(world: WorldSession, what: string, text: string): void {
  if (broken.test(text)) blamesOf(world).push(`${what} is not a whole sentence: "${text}"`);
}

const blamed = new WeakMap<WorldSession, string[]>();

/** Which errors blamed a party that had no part in the call, and texts that are not whole, of a world and of all that only has other settings. */
function blamesOf(world: WorldSession): string[] {
  const noted = blamed.get(world) ?? [];
  blamed.set(world, noted);
  return noted;
}

/** Notes the errors that blame an aggregator where the ATS is asked directly, as there is none, and texts that are not whole. */
function blames(world: WorldSession): Observer {
  const noted = blamesOf(world);
  return {
    started:
      ({ capability, lane }) =>
      (_facts, error) => {
        if (error)
          for (const text of [error.message, error.advice, ...sentencesIn(error.details)])
            notesBroken(world, `an error of ${capability}`, text);
        if (lane === "native" && error?.fault === "aggregator")
          noted.push(`${capability}: ${error.code} blames an aggregator, but the ATS is asked directly`);
      },
  };
}

/** No error of a trial blamed a party that had no part in it, and each text for people is whole. */
export function blamesWhoTookPart(world: WorldSession): void {
  assert.deepEqual(blamesOf(world), [], "what a person reads");
}

/** A trial whose connections get other settings. */
export function withSettings({ adapter, world }: Pick<Trial, "adapter" | "world">, settings: unknown) {
  const other = { ...world, settings };
  blamed.set(other, blamesOf(world));
  return { adapter, world: other };
}

/** A trial whose connections reach the ATS by another way. */
export const withFetch = (trial: Pick<Trial, "adapter" | "world">, fetch: typeof globalThis.fetch) =>
  withSettings(trial, { ...(trial.world.settings as object), fetch });

/** Connects an adapter to a fresh world for one test. */
export async function openTrial(
  adapter: Adapter,
  capability: AnyCapability,
  cell: CoverageCell,
  world: WorldSession,
  claims: CoverageReport,
  reopen: (customer?: Customer) => Promise<WorldSession> = () =>
    Promise.reject(new Error("this trial has one world only")),
): Promise<Trial> {
  const { ats, call, stream } = await connectedTo({ adapter, world });
  return {
    adapter,
    capability,
    cell,
    claims,
    world,
    ats,
    call: call as Trial["call"],
    stream,
    offers: (id) => (ats.supports as (id: string) => boolean)(id),
    another: async (customer) => {
      const session = await reopen(customer);
      // What is noted of another world counts for the test as well.
      blamed.set(session, blamesOf(world));
      const trial = await openTrial(adapter, capability, cell, session, claims, reopen);
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
