import { AtsError } from "@anyats/core";
import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import type { Fields } from "../../fields.ts";
import { type Connected, connectedTo, withFetch, withSettings } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { addressOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { filterExamples } from "../pieces/filtering.ts";
import { askedBy, asksNothing, goesBy, isAsked, isTranslatable, textOf } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { nobody } from "../pieces/targets.ts";
import { changing, sameOtherwise, variantsFor } from "../pieces/variants.ts";
import { warningsOf } from "../pieces/warnings.ts";

interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly entries?: Readonly<Record<string, string>>;
}

/** What a schema is without what makes it optional. */
function definitionOf(schema: z.core.$ZodType): Definition {
  const { def } = schema._zod as unknown as { readonly def: Definition };
  return def.innerType ? definitionOf(def.innerType) : def;
}

/** The values that a setting must be tried with; undefined where any one will do. */
export function valuesOf(schema: z.core.$ZodType): readonly unknown[] | undefined {
  const { type, entries } = definitionOf(schema);
  if (type === "boolean") return [true, false];
  return type === "enum" ? Object.values(entries ?? {}) : undefined;
}

/** Settings that a promise tries with values of its own. */
const triedElsewhere: ReadonlySet<string> = new Set(["defaultCountry"]);

/** What each of several settings says of one, the default where it says nothing. */
const saidOf = (name: string, schema: z.core.$ZodType, all: readonly Fields[]): readonly unknown[] =>
  all.map((each) => each[name] ?? z.safeParse(schema, undefined).data);

interface Way {
  readonly run: (on: Connected) => Promise<unknown>;
  readonly traces: readonly string[];
}

/** The ways in which the kit uses a capability, with the traces that each leaves. */
async function waysOf(trial: Trial): Promise<readonly Way[]> {
  const { id, kind } = trial.capability;
  if (kind !== "stream")
    return (await samplesOf(trial)).map(({ input, traces }) => ({ run: (on) => on.call(id, input), traces }));
  const filters = [{ updatedAfter: "2024-03-04T05:06:07Z" }, {}, ...filterExamples(trial)];
  return filters.map((filter) => ({ run: (on) => on.stream(id, filter).toArray(), traces: [] }));
}

/**
 * What is asked while something runs with some settings, with the addresses, and what that gives. What wrote something is there
 * once more.
 */
async function askedWith(trial: Trial, settings: unknown, run: Way["run"]) {
  const { world } = trial;
  const on = withSettings(trial, settings);
  const fetch = fetchIn(settings);
  const [addresses, written]: [string[], string[]] = [[], []];
  const noting: typeof globalThis.fetch = async (...request) => {
    const address = addressOf(request[0]);
    addresses.push(address);
    const before = { writes: world.writes(), seen: (await world.seen()).length };
    const answer = await fetch!(...request);
    if (world.writes() > before.writes) written.push(address, textOf((await world.seen()).slice(before.seen)));
    return answer;
  };
  await using connected = await connectedTo(fetch ? withFetch(on, noting) : on);
  const { asked, given } = await askedBy(trial, () => ending(() => run(connected)));
  return { given, text: [...addresses, textOf(asked)].join("\n"), written: written.join("\n") };
}

/** What the settings of an adapter promise. */
export const settingsPromise: ContractPromise = {
  promise: "is tried with each setting of the adapter, and each word and side of one",
  rules: [
    {
      rule: "each setting, each word of a list and both sides of a switch are tried",
      tried: "it requires one of `variants` for each",
    },
  ],
  applies: ({ capability }) => capability === "integration.checkKey",
  async run(trial) {
    const { adapter, world, another } = trial;
    const { shape = {} } = adapter.settings as unknown as {
      readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
    };
    await using second = await another("second");
    const variants = variantsFor(trial).map(({ settings }) => settings);
    const all = [world.settings, second.trial.world.settings, ...variants] as readonly Fields[];
    const untried = Object.entries(shape).flatMap(([name, schema]) => {
      const said = saidOf(name, schema, all);
      const values = valuesOf(schema);
      if (values) return values.filter((value) => !said.includes(value)).map((value) => `${name}: ${String(value)}`);
      const isTried = all.some((each) => each[name] !== undefined) || triedElsewhere.has(name);
      return isTried ? [] : [name];
    });
    worldHas(
      untried.length === 0,
      `settings that no test tries: add a \`variant\` for each of ${untried.join(", ")}, and say in \`otherwise\` where it shows`,
    );
  },
};

/** With how many filters a setting is tried at least. */
const fewFilters = 4;

/** What a capability does otherwise with settings that concern it, and the rest as before. */
export async function doesOtherwise(trial: Trial): Promise<void> {
  const variants = changing(trial);
  if (variants.length === 0) return;
  const ways = await waysOf(trial);
  const usually = new Map<Way, Awaited<ReturnType<typeof askedWith>>>();
  for (const { name, settings, traces } of variants) {
    const missing = new Set(traces);
    for (const [nth, way] of ways.entries()) {
      // A filter shows no more of a setting than the first ones that show all of it.
      if (trial.cell.kind === "stream" && nth >= fewFilters && missing.size === 0) break;
      const usual = usually.get(way) ?? (await askedWith(trial, trial.world.settings, way.run));
      usually.set(way, usual);
      await using fresh = await trial.another();
      const variant = changing(fresh.trial).find((each) => each.name === name)!;
      const { text, written, given } = await askedWith(fresh.trial, variant.settings, way.run);
      if (isDeclared(given) || AtsError.is(usual.given)) continue;
      if (AtsError.is(given)) assert.notEqual(given.fault, "caller", `${name}: ${given.code} ${given.message}`);
      for (const trace of traces) {
        if (text.includes(trace)) missing.delete(trace);
        if (written !== "" && trial.cell.kind === "command" && text.includes(trace))
          assert.ok(
            written.includes(trace),
            `${name}: "${trace}" is in what is read before the write, and not in the write`,
          );
        assert.ok(!usual.text.includes(trace), `${name}: "${trace}" is asked without that setting, too`);
      }
      if (AtsError.is(given) || warningsOf(given).length > 0) continue;
      for (const trace of way.traces.filter((each) => usual.text.includes(each)))
        assert.ok(text.includes(trace), `${name}: "${trace}" is nowhere in what was asked`);
    }
    assert.deepEqual([...missing], [], `${name}: these texts are nowhere in what was asked`);
    assert.ok(!isDeepStrictEqual(settings, trial.world.settings), `${name}: the settings are the usual ones`);
  }
}

/** The second customer may have the ATS under another name, and there a setting shows by another text. */
async function alsoForTheSecond(trial: Trial): Promise<void> {
  const usual = changing(trial);
  if (usual.length === 0) return;
  await using second = await trial.another("second");
  for (const { name, traces } of changing(second.trial)) {
    if (usual.some((each) => each.name === name && isDeepStrictEqual(each.traces, traces))) continue;
    await using fresh = await trial.another("second");
    const { settings } = changing(fresh.trial).find((each) => each.name === name)!;
    const missing = new Set(traces);
    for (const { run } of await waysOf(fresh.trial)) {
      if (missing.size === 0) break;
      const { text } = await askedWith(fresh.trial, settings, run);
      for (const trace of traces) if (text.includes(trace)) missing.delete(trace);
    }
    assert.deepEqual([...missing], [], `${name}, for the second customer: these texts are nowhere in what was asked`);
  }
}

/** The same settings, in which a text of theirs is one that the ATS does not know; undefined where they do not hold it. */
function unknownTo(settings: unknown, text: string): unknown {
  const fields = Object.entries(settings as Fields);
  const changed = fields.map(([name, value]) => [name, value === text ? nobody : value] as const);
  return isDeepStrictEqual(fields, changed) ? undefined : Object.fromEntries(changed);
}

/**
 * What each request says with settings that show in every one. Also where the ATS does not know what it says: to do the same
 * under another name, such as that of another user, is not what the customer asked for.
 */
async function saysInEach(trial: Trial): Promise<void> {
  for (const { name: wanted } of variantsFor(trial).filter(({ inEach }) => inEach))
    for (const isKnown of [true, false]) {
      // What is written with a known name needs no second write.
      await using fresh = await trial.another();
      const { name, settings, inEach } = variantsFor(fresh.trial).find((each) => each.name === wanted)!;
      const [said, text] = isKnown ? [settings, inEach!.text] : [unknownTo(settings, inEach!.text), nobody];
      const [way] = await waysOf(fresh.trial);
      if (said === undefined || !way) continue;
      await using on = await connectedTo(withSettings(fresh.trial, said));
      const { asked } = await askedBy(fresh.trial, () => ending(() => way.run(on)));
      for (const call of asked.filter(inEach!.of))
        assert.ok(textOf([call]).includes(text), `${name}: "${text}" is not in ${call.method} ${call.path}`);
    }
}

/** What a query gives, with everything to which its cursors lead; without addresses of files, which differ each time. */
async function whole(on: Connected, { capability }: Trial, input: object): Promise<unknown> {
  const parts: unknown[] = [];
  let cursor: string | null | undefined;
  do {
    const given = { ...input, ...(typeof cursor === "string" && { cursor }) };
    const part = (await on.call(capability.id, given)) as { readonly cursor?: string | null } | null;
    parts.push(part);
    cursor = part?.cursor;
  } while (typeof cursor === "string" && parts.length < 100);
  return comparable(parts.filter((part) => !isEmptyBatch(part)));
}

const isEmptyBatch = (part: unknown) =>
  typeof part === "object" && part !== null && (part as { readonly jobs?: readonly unknown[] }).jobs?.length === 0;

/** What every query and command promises where settings change how the ATS is asked. */
export const variantPromises: readonly ContractPromise[] = [
  {
    promise: "does the same by each way of asking, and otherwise what a setting changes",
    rules: [
      {
        rule: "what a setting says in each request, such as in whose name, it says also where the ATS does not know it: nothing is done again in another's name",
        tried: "it puts an id that nobody has into the settings of a variant with `inEach`",
      },
      {
        rule: "settings that ask the ATS in another way give the same; a setting that changes something leaves a trace",
        tried: "it calls with each of `variants`",
      },
    ],
    applies: ({ capability }) => capability !== "passthrough.send",
    async run(trial) {
      await doesOtherwise(trial);
      await alsoForTheSecond(trial);
      await saysInEach(trial);
      if (trial.cell.kind === "stream") return;
      const usually = new Map<string, unknown>();
      for (const { name, settings, absent = false } of sameOtherwise(trial)) {
        let [done, refused]: [number, AtsError | undefined] = [0, undefined];
        for (const { input, tries, traces } of await samplesOf(trial)) {
          await using fresh = await connectedTo(withSettings(trial, settings));
          const { asked, given: ended } = await askedBy(trial, () =>
            ending(() => fresh.call(trial.capability.id, input)),
          );
          if (isDeclared(ended)) continue;
          if (AtsError.is(ended)) {
            // What the customer can set right is said to be theirs, with what to do.
            assert.equal(ended.fault, "configuration", `${name}: ${ended.code} ${ended.message}`);
            if (done > 0 && tries.length > 0)
              assert.equal(ended.concerns, "call", `${name}, ${tries.join(", ")}: what ${ended.code} concerns`);
            refused = ended;
            continue;
          }
          done += 1;
          const { cells } = await fresh.ats.coverage();
          const routes = cells.find((cell) => cell.capability === trial.capability.id)?.routes ?? [];
          assert.ok(
            asksNothing(trial.cell) || asked.some((call) => routes.some((route) => goesBy(route, call))),
            `${name}: none of the routes was used that coverage names with these settings`,
          );
          const parsed = z.safeParse(trial.capability.output, ended);
          assert.ok(parsed.success, `${name}: the answer is not canonical`);
          if (trial.cell.effect === "reads" && !Object.hasOwn(input, "cursor")) {
            const key = JSON.stringify(input);
            if (!usually.has(key)) {
              await using usual = await connectedTo(trial);
              usually.set(key, await whole(usual, trial, input));
            }
            assert.deepEqual(await whole(fresh, trial, input), usually.get(key), name);
          }
          const text = textOf(asked);
          if (warningsOf(ended).length === 0)
            for (const trace of traces)
              assert.ok(
                isAsked(trial, text, trace) || isTranslatable(trial, trace),
                `${name}: "${trace}" is nowhere in what was asked`,
              );
        }
        if (absent) assert.equal(done, 0, `${name}: the ATS has no such way, and the call claims a success`);
        else if (done === 0)
          assert.equal(refused?.code, undefined, `${name}: each good input was refused: ${refused?.message}`);
      }
    },
  },
];
