import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { scalarsIn } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { readingOf, requestOf, withParts } from "../../worlds/request-of.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { noConnection } from "../../worlds/troubled-network.ts";
import { failureOf } from "../pieces/calling.ts";
import { knownApplicant } from "../pieces/decided.ts";
import { entriesIn, oddWays, withOdd } from "../pieces/odd-entries.ts";
import { entersSomebody, isTriedByTheOther, samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

type Fetch = typeof globalThis.fetch;
type Input = Readonly<Record<string, unknown>>;

/** With how many of them an entry is tried in each command: all commands together meet each of them several times. */
const each = 2;

/** What a request does: its texts stand for any others, but for the names of methods and models. */
function kindOf(reading: string): string {
  const [method = "", url = "", ...body] = reading.split(" ");
  const address = withParts(url, (part) => (/\d/.test(part) ? "*" : part));
  const isName = (text: string) => /^[a-z]+(?:[._/][a-z]+)*$/.test(text);
  const said = JSON.stringify(bodyIn(body.join(" ")), (_name, held: unknown) =>
    typeof held === "string" && !isName(held) ? "" : held,
  );
  return `${method} ${address} ${said}`;
}

/** A body as its values; undefined where it is not JSON. */
function bodyIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A call whose first write is lost on its way, and how it went. */
interface Tried {
  /** The bodies that it read before. */
  readonly read: readonly unknown[];
  readonly written: string | undefined;
  readonly ended: unknown;
  readonly events: number;
}

/** @param isWrite Whether a request is the write, by its kind; by default each that the world counts. */
async function tried(
  trial: Trial,
  input: Input,
  isWrite: (kind: string) => boolean,
  spoilt: (body: unknown) => unknown = (body) => body,
): Promise<Tried> {
  const { world, capability } = trial;
  const read: unknown[] = [];
  let written: string | undefined;
  const spoiling = rewriting(fetchIn(world.settings)!, (body) => {
    read.push(body);
    return spoilt(body);
  });
  const way: Fetch = async (...given) => {
    const request = requestOf(...given);
    const reading = await readingOf(request);
    if (written === undefined && isWrite(kindOf(reading))) written = reading;
    if (written !== undefined) throw noConnection();
    const before = world.writes();
    const answer = await spoiling(request);
    if (world.writes() === before) return answer;
    written = reading;
    throw noConnection();
  };
  await using on = await connectedTo(withFetch(trial, way));
  let events = 0;
  for (const name of ["drift", "quarantine"] as const) on.ats.on(name, () => (events += 1));
  const ended = await ending(() => on.call(capability.id, input, { timeoutMs: 600_000 }));
  return { read, written, ended, events };
}

/** The entries of lists that a write needs, and all others, as JSON. */
function apart(read: readonly unknown[], input: Input, written = ""): Readonly<Record<string, readonly string[]>> {
  const named = new Set([...scalarsIn(input), ...scalarsIn(valuesOf(written))].map(String));
  const says = (entry: unknown) => scalarsIn([entry]).some((one) => named.has(String(one)) && String(one) !== "");
  const all = read.flatMap(entriesIn);
  const texts = (entries: readonly unknown[]) => [...new Set(entries.map((one) => JSON.stringify(one)))];
  return {
    "an entry that the write goes by": texts(all.filter((entry) => says(entry) && !entriesIn(entry).some(says))),
    "entries that the write has no use for": texts(all.filter((entry) => !says(entry))),
  };
}

/** What is written, as values: the body, and the parts of the address. */
function valuesOf(written: string): unknown {
  const [, url = "", ...body] = written.split(" ");
  return [url.split(/[/?&=]/).map(decodeURIComponent), bodyIn(body.join(" "))];
}

/** A good input of the command, and one that the ATS or the adapter refuses by what it holds already. */
async function inputsOf(trial: Trial): Promise<readonly Input[]> {
  const all = await samplesOf(trial);
  const chosen = all.filter(({ tries }, nth) => nth === 0 || tries.includes("stage")).map(({ input }) => input);
  if (!entersSomebody(trial.capability.id)) return chosen.slice(0, 1);
  const known = await knownApplicant(trial);
  return known ? [...chosen, { job: known.applied.jobId, candidate: known.candidate }] : chosen;
}

/** The first write of a call, by its kind, in a world of its own; undefined where it writes nothing. */
async function firstWrite(trial: Trial, input: Input): Promise<string | undefined> {
  await using other = await trial.another();
  const { written } = await tried(other.trial, input, () => false);
  return written === undefined ? undefined : kindOf(written);
}

function isSame(usual: Tried, { written, ended, events }: Tried, where: string): void {
  const failure = failureOf(ended);
  if (written !== undefined) {
    assert.equal(written, usual.written, `${where}, and this was written, where otherwise it is what follows`);
    return;
  }
  if (!failure) {
    const isTold = usual.written === undefined || warningsOf(ended).length > 0;
    assert.ok(isTold, `${where}, nothing was written, and the receipt claims it without a warning`);
    return;
  }
  assert.notEqual(failure.fault, "adapter", `${where}: ${failure.code} ${failure.message}`);
  if (failure.fault === "caller" && usual.written !== undefined)
    assert.ok(
      events > 0 || failure.code === failureOf(usual.ended)?.code,
      `${where}, no event reports it, and the call blames its caller (${failure.code}): what cannot be read may be what is looked for`,
    );
}

/** What every command promises of lists that it reads before it writes. */
export const oddLookUpsPromise: ContractPromise = {
  promise: "writes the same or nothing where entries of what it reads first are odd",
  rules: [
    {
      rule: "an entry that cannot be read, in a list that is read before a write, changes nothing of what is written: the write is the same, or is refused, or the receipt has a warning",
      tried:
        "it puts numbers, nothing and other types into the lists that a command reads first, with the entry that it needs and with all others, and compares the first write",
    },
  ],
  applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
  async run(trial) {
    if (!fetchIn(trial.world.settings) || isTriedByTheOther(trial)) return;
    const place = trial.claims.cells.findIndex(({ capability }) => capability === trial.cell.capability);
    for (const [index, input] of (await inputsOf(trial)).entries()) {
      const first = await firstWrite(trial, input);
      const isWrite = (kind: string) => kind === first;
      const usual = await tried(trial, input, isWrite);
      if (isDeclared(usual.ended) || (await tried(trial, input, isWrite)).written !== usual.written) continue;
      for (const [which, entries] of Object.entries(apart(usual.read, input, usual.written)))
        for (let turn = 0; turn < each && entries.length > 0; turn += 1) {
          const odd = new Map(
            entries.map((entry, nth) => {
              const way = oddWays[(nth + place + index + 2 * turn) % oddWays.length]!;
              return [entry, way(JSON.parse(entry))] as const;
            }),
          );
          const found = await tried(trial, input, isWrite, (body) =>
            withOdd(
              body,
              (entry) => odd.has(JSON.stringify(entry)),
              (entry) => odd.get(JSON.stringify(entry)),
            ),
          );
          const [what] = [...odd].flatMap(([entry, other]) => {
            const text = JSON.stringify(other);
            return text === entry ? [] : [text.slice(0, 100)];
          });
          isSame(usual, found, `${which}, in what is read first, cannot be read (${what})`);
        }
    }
  },
};
