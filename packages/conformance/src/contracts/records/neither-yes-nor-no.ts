import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, hasId, rewriting } from "../../worlds/tapped.ts";
import { recordNamedIn, samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";

/** How many records of a query are looked through for one that says yes or no. */
const mostAsked = 12;

/** What stands as it came is not read. */
const asItCame = new Set(["raw", "native", "provenance", "customFields", "integrationFields"]);

const word = "Perhaps 4951";

/** What in an answer is yes or no, by its place. */
function truthsIn(value: unknown, at = ""): ReadonlyMap<string, unknown> {
  if (typeof value === "boolean") return new Map([[at, value]]);
  if (Array.isArray(value)) return new Map(value.flatMap((each, index) => [...truthsIn(each, `${at}.${index}`)]));
  if (!isFields(value)) return new Map();
  const read = Object.entries(value).filter(([name]) => !asItCame.has(name));
  return new Map(read.flatMap(([name, held]) => [...truthsIn(held, `${at}.${name}`)]));
}

/** Fails where yes became no, or no yes. */
function staysTrue(usual: unknown, changed: unknown): void {
  const now = truthsIn(changed);
  for (const [place, truth] of truthsIn(usual))
    assert.equal(
      now.get(place) ?? truth,
      truth,
      `the ATS says a word that is neither yes nor no, and ${place.slice(1)} is ${String(now.get(place))}: give null`,
    );
}

/** The inputs of a query: its sample for some of the records that it may be asked about. */
async function inputsOf(trial: Trial): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const [sample] = await samplesOf(trial);
  const named = sample && recordNamedIn(trial, sample.input);
  if (!named) return sample ? [sample.input] : [];
  return named.all.slice(0, mostAsked).map((id) => ({ ...sample.input, [named.field]: id }));
}

const records = /\.(stream|get|getCustomFieldValues)$/;

/** What reading promises of a word that stands where the ATS usually says yes or no. */
export const neitherPromise: ContractPromise = {
  promise: "reads neither yes nor no from a word that is neither",
  applies: ({ capability, effect }) => effect === "reads" && records.test(capability),
  async run(trial) {
    const { capability, cell } = trial;
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    // What stands beside the records may say how a list goes on.
    const way = (isTrue: boolean) =>
      rewriting(fetch, (body) =>
        changedWithin(body, (held) =>
          Array.isArray(held) || (isFields(held) && hasId(held))
            ? changedWithin(held, (value) => (value === isTrue ? word : undefined))
            : undefined,
        ),
      );
    for (const isTrue of [true, false]) {
      await using fresh = await connectedTo(withFetch(trial, way(isTrue)));
      if (cell.kind === "stream") {
        const usual = new Map((await trial.stream(capability.id).toArray()).map((row) => [row.id, row]));
        if (![...usual.values()].some((row) => truthsIn(row).size > 0)) return;
        const changed = await ending(() => fresh.stream(capability.id).toArray());
        if (AtsError.is(changed)) continue;
        for (const row of changed as readonly { readonly id: string }[]) staysTrue(usual.get(row.id), row);
        continue;
      }
      for (const input of await inputsOf(trial)) {
        const usual = await ending(() => trial.call(capability.id, input));
        if (AtsError.is(usual) || ![...truthsIn(usual).values()].includes(isTrue)) continue;
        const changed = await ending(() => fresh.call(capability.id, input));
        if (!AtsError.is(changed)) staysTrue(usual, changed);
        break;
      }
    }
  },
};
