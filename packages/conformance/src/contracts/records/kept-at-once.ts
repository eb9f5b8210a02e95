import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { counting } from "../../worlds/counting.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { fieldPaths } from "../pieces/schema-paths.ts";
import { performing } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";

/** What a call may ask to be kept beside a record, so that each two differ. */
const options = [{}, { raw: true }, { provenance: true }] as const;

/** Which of it stands beside the records of an answer. */
function keptIn(answer: unknown): readonly string[] {
  const [first = answer] = Array.isArray(answer) ? (answer as readonly unknown[]) : [answer];
  return ["raw", "provenance"].filter((name) => typeof first === "object" && first !== null && name in first);
}

/** What the record as it came holds of what was asked to stand beside it: it came without. */
const nestedIn = (answer: unknown): readonly string[] => {
  const [first = answer] = Array.isArray(answer) ? (answer as readonly unknown[]) : [answer];
  const raw = (first as { readonly raw?: object } | null)?.raw;
  return keptIn(raw).filter((name) => typeof (raw as Readonly<Record<string, unknown>>)[name] === "object");
};

/** The same, or how the call failed. */
const shownIn = (ended: unknown) => (AtsError.is(ended) ? ended.code : keptIn(ended));

interface Shaped {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly _zod: { readonly def: { readonly element?: Shaped } };
}

/** Whether something of these names may stand beside the records of an answer, by its schema. */
const mayKeep = ({ shape = {}, _zod: { def } }: Shaped, names: readonly string[]): boolean =>
  names.some((name) => Object.hasOwn(shape, name)) || (def.element ? mayKeep(def.element, names) : false);

/** To find out where fields come from, a mapping runs hundreds of times: so much more time of the processor is none of it. */
const most = { times: 4, ms: 100 } as const;

/** The time of the processor that something takes, in milliseconds. */
async function processorMs(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** What a query promises of provenance that its answer cannot hold. */
export const freeProvenancePromise: ContractPromise = {
  promise: "costs no request and no time to ask for provenance that no answer shows",
  rules: [
    {
      rule: "provenance costs nothing where the answer shows none: read records that are only looked at with `{ ...call, provenance: false }`",
      tried: "it compares the requests and the time of the processor with and without `provenance`",
    },
  ],
  applies: ({ kind, capability }) => kind === "query" && capability !== "passthrough.send",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const isShown = fieldPaths(trial.capability.output).some((path) => /(^|[.\]])provenance\b/.test(path));
    const run = !fetch || isShown ? undefined : await performing(trial);
    if (!run) return;
    const way = counting(fetch!);
    /** The requests of two calls on a new connection, as one may keep what the other asks for, and the time of the first. */
    const costOf = async (option: object) => {
      await using on = await connectedTo(withFetch(trial, way.fetch));
      way.begin();
      const ms = await processorMs(() => ending(() => run(on, option)));
      const first = way.requests();
      await ending(() => run(on, option));
      return { requests: [first, way.requests() - first], ms };
    };
    const [plain, traced] = [await costOf({}), await costOf({ provenance: true })];
    // What the app keeps for all connections, such as a token, the first one may have asked for.
    traced.requests.forEach((number, nth) =>
      assert.ok(
        number <= plain.requests[nth]!,
        `call ${nth + 1} on a new connection sent ${number} requests with \`provenance\`, and ${plain.requests[nth]} without`,
      ),
    );
    const bound = (ms: number) => ms * most.times + most.ms;
    if (traced.ms <= bound(plain.ms)) return;
    // The machine may have been busy with something else.
    const [again, tracedAgain] = [await costOf({}), await costOf({ provenance: true })];
    const [least, leastTraced] = [Math.min(plain.ms, again.ms), Math.min(traced.ms, tracedAgain.ms)];
    assert.ok(
      leastTraced <= bound(Math.max(plain.ms, again.ms)),
      `with \`provenance\`, of which the answer shows nothing, the call took ${Math.round(leastTraced)} ms of the processor, and without it ${Math.round(least)}: read what is not shown with \`{ ...call, provenance: false }\``,
    );
  },
};

/** What a query promises of calls of the same that ask for more or less beside the records. */
export const keptAtOncePromise: ContractPromise = {
  promise: "gives each of several calls at once the raw record and provenance it asks for",
  rules: [
    {
      rule: "calls at once that ask for `raw` or `provenance`, and others that do not, get what each asks for",
      tried: "it makes such calls together",
    },
  ],
  applies: ({ kind }) => kind === "query",
  async run(trial) {
    // To find out where each field of a large answer comes from takes long: not where nobody is told.
    const run =
      mayKeep(trial.capability.output as unknown as Shaped, ["raw", "provenance"]) && (await performing(trial));
    if (!run) return;
    await using on = await connectedTo(trial);
    const together = await Promise.all(options.map((option) => ending(() => run(on, option))));
    for (const [nth, option] of options.entries()) {
      assert.deepEqual(nestedIn(together[nth]), [], "what stands in `raw`, and not beside it");
      const kept = shownIn(together[nth]);
      if (isDeepStrictEqual(kept, Object.keys(option))) continue;
      // An answer may show nothing of what is asked for.
      await using other = await connectedTo(trial);
      const alone = await ending(() => run(other, option));
      if (AtsError.is(alone)) return;
      assert.deepEqual(kept, keptIn(alone), "what stands beside the records, of calls at once");
    }
  },
};
