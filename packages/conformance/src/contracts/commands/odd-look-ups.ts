import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { scalarsIn } from "../../fields.ts";
import { connectedTo, withFetch, withSettings } from "../../trial.ts";
import { readingOf, requestOf, withParts } from "../../worlds/request-of.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { noConnection } from "../../worlds/troubled-network.ts";
import { failureOf } from "../pieces/calling.ts";
import { knownApplicant } from "../pieces/decided.ts";
import { entriesIn, oddWays, withOdd } from "../pieces/odd-entries.ts";
import { entersSomebody, isTriedByTheOther, samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { sameOtherwise } from "../pieces/variants.ts";
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
  /** How many of these events set an entry aside. */
  readonly setAside: number;
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
  let [drift, setAside] = [0, 0];
  on.ats.on("drift", () => (drift += 1));
  on.ats.on("quarantine", () => (setAside += 1));
  const ended = await ending(() => on.call(capability.id, input, { timeoutMs: 600_000 }));
  return { read, written, ended, events: drift + setAside, setAside };
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

/** A trial with the settings of a variant, by its name; without one as it is. */
function withVariant(trial: Trial, name?: string): Trial {
  const variant = sameOtherwise(trial).find((each) => each.name === name);
  return variant ? { ...trial, ...withSettings(trial, variant.settings) } : trial;
}

/** A call in a world of its own, where its writes are carried out. */
async function triedApart(trial: Trial, input: Input, variant?: string): Promise<Tried> {
  await using other = await trial.another();
  return await tried(withVariant(other.trial, variant), input, () => false);
}

function isSame(usual: Tried, { written, ended, events, setAside }: Tried, odd: number, where: string): void {
  assert.ok(setAside <= odd, `${where}, and ${setAside} \`quarantine\` events report ${odd} of such entries`);
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
  // What tells the whole connection from another, such as a version, is not looked for.
  const isBlamed = /^(caller|configuration)$/.test(failure.fault) && !failure.code.startsWith("connection.");
  if (isBlamed && usual.written !== undefined)
    assert.ok(
      events > 0 || failure.code === failureOf(usual.ended)?.code,
      `${where}, no event reports it, and the call blames its ${failure.fault} (${failure.code}): what cannot be read may be what is looked for`,
    );
}

/** Makes the call where entries of what it reads first are odd; those that are known are tried otherwise. */
async function triesOdd(
  trial: Trial,
  input: Input,
  first: Tried,
  turn: number,
  known: ReadonlySet<string> = new Set(),
): Promise<void> {
  const isWrite = (kind: string) => first.written !== undefined && kind === kindOf(first.written);
  const usual = await tried(trial, input, isWrite);
  if (isDeclared(usual.ended) || (await tried(trial, input, isWrite)).written !== usual.written) return;
  assert.equal(usual.setAside, 0, "`quarantine` events, where everything can be read that is read first");
  for (const [which, all] of Object.entries(apart(usual.read, input, usual.written))) {
    const entries = all.filter((entry) => !known.has(entry));
    for (let nth = 0; nth < each && entries.length > 0; nth += 1) {
      const odd = new Map(
        entries.map((entry, place) => {
          const way = oddWays[(place + turn + 2 * nth) % oddWays.length]!;
          return [entry, way(JSON.parse(entry))] as const;
        }),
      );
      let met = 0;
      const found = await tried(trial, input, isWrite, (body) =>
        withOdd(
          body,
          (entry) => odd.has(JSON.stringify(entry)),
          (entry) => {
            met += 1;
            return odd.get(JSON.stringify(entry));
          },
        ),
      );
      const [what] = [...odd].flatMap(([entry, other]) => {
        const text = JSON.stringify(other);
        return text === entry ? [] : [text.slice(0, 100)];
      });
      isSame(usual, found, met, `${which}, in what is read first, cannot be read (${what})`);
    }
  }
}

/** Every entry of the lists that a call read, as JSON. */
const entriesOf = ({ read }: Tried) => new Set(read.flatMap(entriesIn).map((entry) => JSON.stringify(entry)));

/** What every command promises of lists that it reads before it writes. */
export const oddLookUpsPromise: ContractPromise = {
  promise: "writes the same or nothing where entries of what it reads first are odd",
  rules: [
    {
      rule: "an entry that cannot be read, in a list that is read before a write, changes nothing of what is written: the write is the same, or is refused, or the receipt has a warning",
      tried:
        "it puts numbers, nothing and other types into the lists that a command reads first, also with settings by which it reads others, with the entry that it needs and with all others, and compares the first write",
    },
    {
      rule: "an entry that cannot be read is reported once each time that its list is read, and one that can be read is not: a refusal that blames the caller or a setting, because the entry is not found, has such an event",
      tried: "it counts the `quarantine` events of these calls, and of the call as it usually is",
    },
  ],
  applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
  async run(trial) {
    if (!fetchIn(trial.world.settings) || isTriedByTheOther(trial)) return;
    const place = trial.claims.cells.findIndex(({ capability }) => capability === trial.cell.capability);
    for (const [index, input] of (await inputsOf(trial)).entries()) {
      const first = await triedApart(trial, input);
      await triesOdd(trial, input, first, place + index);
      if (index > 0) continue;
      const known = entriesOf(first);
      for (const { name } of sameOtherwise(trial).filter(({ absent = false }) => !absent)) {
        const other = await triedApart(trial, input, name);
        // With these settings it may look something up in another list.
        const isKnown = [...entriesOf(other)].every((entry) => known.has(entry));
        if (!isKnown) await triesOdd(withVariant(trial, name), input, other, place, known);
      }
    }
  },
};
