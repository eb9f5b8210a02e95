import { type CoverageCell, isOffered, needsOf } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { fetchIn, ofTheAts } from "../../worlds/tapped.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { neededBy, rightsOf } from "../pieces/rights.ts";
import { samplesOf } from "../pieces/samples.ts";
import { pageSize } from "../pieces/small-pages.ts";
import { ending, hasApplied, isDeclared } from "../pieces/striking.ts";

/** A cell that a missing right takes away says why, and offers nothing any more: tools of agents are made of those that do. */
function isNo({ gap, how, lane, implementedBy, limitations }: CoverageCell, without: string): void {
  const saysWhy = gap !== null && gap.explanation.length > 10 && gap.userMessage.length > 10;
  assert.ok(saysWhy, `${without}: coverage does not say why`);
  assert.deepEqual(
    [how, lane, implementedBy, limitations],
    [null, null, null, []],
    `${without}: its cell says no and yes`,
  );
}

/** The command that an input is about, such as that whose files are restricted. */
async function commandIn(trial: Trial): Promise<string> {
  if (!Object.hasOwn((trial.capability.input as { readonly shape?: object }).shape ?? {}, "command")) return "";
  const [sample] = await samplesOf(trial);
  return String(sample?.input["command"]);
}

/** Performs a capability; of a stream it reads two pages. @param begun Happens before it, or between the two. */
type Run = (on: Connected, begun?: () => unknown) => Promise<unknown>;

async function twoPages(on: Connected, id: string, between: () => unknown): Promise<unknown> {
  const pages = on.stream(id, {}, { pageSize, lookAhead: false }).pages()[Symbol.asyncIterator]();
  const first = await pages.next();
  await between();
  const second = await pages.next();
  await pages.return?.(undefined);
  return [first.value?.records, second.value?.records];
}

async function runOf(trial: Trial): Promise<Run | undefined> {
  const { id } = trial.capability;
  if (trial.cell.kind === "stream") return (on, begun = () => {}) => ending(() => twoPages(on, id, begun));
  const run = await performing(trial);
  return (
    run &&
    (async (on, begun = () => {}) => {
      await begun();
      return ending(() => run(on));
    })
  );
}

/** What is refused for a while. */
interface Withdrawal {
  readonly what: string;
  readonly set: (isWithdrawn: boolean) => unknown;
}

/** The same way to the ATS, which refuses every request while it is told to. */
function refusingWay(trial: Trial, fetch: typeof globalThis.fetch) {
  const refused = ofTheAts(trial, () => Response.json({ error: "refused 4905" }, { status: 403 }));
  let isRefusing = false;
  const withdrawal: Withdrawal = {
    what: "every request was answered with HTTP 403",
    set: (isWithdrawn) => void (isRefusing = isWithdrawn),
  };
  const way: typeof fetch = async (...request) => (isRefusing ? refused(...request) : fetch(...request));
  return { fetch: way, withdrawal };
}

/**
 * What happens while something is refused for a while, on a connection that knew it before: of what it reads, nothing is left
 * out, and afterwards it goes on.
 */
async function follows(trial: Trial, on: Connected, run: Run, { what, set }: Withdrawal, before: unknown) {
  const reads = trial.cell.effect === "reads";
  const writes = trial.world.writes();
  const ended = await run(on, () => set(true));
  await set(false);
  const whileSo = `${what} while it was connected`;
  if (isDeclared(ended)) return;
  if (!failureOf(ended)) {
    assert.notEqual(
      trial.capability.id,
      "integration.checkKey",
      `${whileSo}, and the check of the key claims a success`,
    );
    // What was read before may be kept for a while, also by a command that looks something up.
    if (reads) assert.deepEqual(comparable(ended), before, `${whileSo}, and the call leaves something out in silence`);
    else assert.ok(trial.world.writes() > writes, `${whileSo}, and the call claims a success`);
  }
  // Where a world withholds rights, the command is carried out with all the others withheld.
  if (!reads && trial.world.withhold) return;
  const again = await run(on);
  const error = failureOf(again);
  assert.ok(
    !error || isDeclared(error),
    `${what} for a while, and afterwards the connection does not go on: ${error?.code}`,
  );
  if (reads)
    assert.deepEqual(comparable(again), before, `${what} for a while, and afterwards the call gives something else`);
}

/** A connection has one coverage for all operations: where it is narrowed by what one of each group can do without, that shows it. */
const isFirstOfGroup = ({ claims, cell: { capability, group } }: Trial): boolean =>
  claims.cells.find((cell) => cell.group === group && isOffered(cell))?.capability === capability;

/** Coverage that was read while rights were withheld stays as it is until it is refreshed, when everything is granted. */
async function refreshesCoverage({ world, claims }: Trial, { ats: { coverage } }: Connected): Promise<void> {
  const first = await coverage();
  assert.deepEqual(await coverage(), first, "coverage, asked for again");
  await world.withhold!([]);
  const { cells } = await coverage({ refresh: true });
  const lackingIn = (all: readonly CoverageCell[]) =>
    all.filter((cell) => !isOffered(cell)).map((cell) => cell.capability);
  assert.deepEqual(lackingIn(cells), lackingIn(claims.cells), "coverage after `refresh`, when everything is granted");
}

/** What each capability promises of the rights that a customer may withhold, and withdraw for a while. */
export const needsPromise: ContractPromise = {
  promise: "requires the rights that narrow its cell and no others, and coverage says why",
  rules: [
    {
      rule: "an operation requires the rights that narrow its cell, and no others",
      tried:
        "it withholds each right of `rights()`: coverage must say no and why, and the call must be refused; then it withholds all others, and the call must succeed",
    },
    {
      rule: "a right may be withdrawn while a connection lives, and granted again: a read ends in an error meanwhile, also at its second page, or gives all that it gave before; then the connection goes on",
      tried:
        "it withdraws each right between two pages, and grants it; where the world has no rights, every request gets a 403 for a while",
    },
  ],
  ofVersions: true,
  async run(trial) {
    const { world, capability, adapter } = trial;
    const declared = needsOf(adapter, capability.id);
    const withholds = world.rights !== undefined && world.withhold !== undefined;
    worldHas(
      declared.length === 0 || withholds,
      "the world cannot withhold what this operation declares in `needs`: add `rights` and `withhold`",
    );
    const run = await runOf(trial);
    if (!run) return;
    const rights = await rightsOf(trial);
    const needed = neededBy(rights, capability.id);
    assert.ok(
      declared.length === 0 || needed.length > 0 || trial.cell.lane !== "unified",
      "it declares `needs`, and withholding any right leaves its cell as it is: no pattern meets a right",
    );
    const fetch = fetchIn(world.settings);
    const way = fetch && refusingWay(trial, fetch);
    await using lasting = await connectedTo(way ? withFetch(trial, way.fetch) : trial);
    const before = trial.cell.effect === "reads" ? comparable(await run(lasting)) : undefined;
    for (const [nth, right] of needed.entries()) {
      isNo(rights.get(right)!.get(capability.id)!, `without ${right}`);
      await world.withhold!([right]);
      await using on = await connectedTo(trial);
      const error = failureOf(await run(on));
      assert.ok(error, `without ${right} its cell says no, and the call succeeds: it does not require this right`);
      // An ATS may hide what a user may not see: then it is not there.
      const isHidden = error.code === "record.not-found";
      assert.ok(isHidden || error.fault !== "caller", `without ${right}: ${error.code} blames the caller`);
      assert.equal(error.retry, "never", `without ${right}: ${error.code} may not be repeated`);
      assert.ok(
        error.code !== "connection.key-refused" || error.status === 401,
        `without ${right}: ${error.code} says that the key is wrong, and it is good: it lacks a right`,
      );
      // What a command does, it does once.
      if (nth > 0 && trial.cell.effect !== "reads") continue;
      await world.withhold!([]);
      const set = (isWithdrawn: boolean) => world.withhold!(isWithdrawn ? [right] : []);
      await follows(trial, lasting, run, { what: `${right} was withdrawn`, set }, before);
    }
    if (way && needed.length === 0 && capability.id !== "passthrough.send")
      await follows(trial, lasting, run, way.withdrawal, before);
    // A check of the key says what is withheld: that is its answer.
    if (!withholds || capability.id === "integration.checkKey") return;
    const named = await commandIn(trial);
    const others = [...rights].flatMap(([right, cells]) => (needed.includes(right) || cells.has(named) ? [] : [right]));
    await world.withhold!(others);
    const ended = await run(lasting);
    if (isDeclared(ended) || hasApplied(ended)) return;
    if (isFirstOfGroup(trial)) await refreshesCoverage(trial, lasting);
    const error = failureOf(ended);
    const since = needed.length > 0 ? ", which were withdrawn for a while," : "";
    assert.ok(
      !error,
      `with the rights that narrow its cell${since} and without others it is refused: ${error?.code}: ${error?.message}`,
    );
  },
};
