import { AtsError, type CoverageCell } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { onCell } from "../../trial.ts";
import type { Kind } from "../../world.ts";
import { allOf } from "../pieces/all-of.ts";
import { readsOfMade } from "../pieces/made.ts";
import { isDeleted } from "../pieces/records.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, unlessRefused } from "../pieces/striking.ts";

interface Row {
  readonly id: string;
  readonly changedAt?: string | null;
  readonly updatedAt?: string | null;
  readonly deletedAt?: string | null;
}

/** How much of what changed a message shows. */
const shown = 5;

const rowsOf = async (trial: Trial, filter: object = {}) =>
  (await trial.stream(trial.capability.id, filter).toArray()) as readonly Row[];

const instantOf = ({ changedAt }: Row): number => Date.parse(changedAt ?? "");

/** The ids that a stream gives by `updatedAfter`; undefined where it refuses that filter. */
async function idsSince(trial: Trial, updatedAfter: string | Date): Promise<ReadonlySet<string> | undefined> {
  const rows = await unlessRefused(() => rowsOf(trial, { updatedAfter }));
  return rows && new Set(rows.map(({ id }) => id));
}

/** Instants at which something must not be lost: the newest change, one in the middle, and the newest that was none of the record's own fields. */
function cutsOf(rows: readonly Row[]): ReadonlySet<string> {
  const dated = rows.filter((row) => instantOf(row) > 0).toSorted((one, other) => instantOf(one) - instantOf(other));
  const notItsOwn = dated.findLast(({ changedAt, updatedAt }) => updatedAt != null && changedAt !== updatedAt);
  const cuts = [dated.at(-1), dated[Math.floor(dated.length / 2)], notItsOwn];
  return new Set(cuts.flatMap((row) => row?.changedAt ?? []));
}

async function byTheirDates(trial: Trial): Promise<void> {
  const rows = ((await allOf(trial)) as readonly Row[]).filter((row) => !isDeleted(row));
  for (const cut of cutsOf(rows)) {
    const found = await idsSince(trial, cut);
    const since = rows.filter((row) => instantOf(row) >= Date.parse(cut));
    const lost = since.filter(({ id }) => found?.has(id) === false).map(({ id }) => id);
    assert.deepEqual(
      lost.slice(0, shown),
      [],
      `changed at or after ${cut}, by \`changedAt\`, and not given since then`,
    );
  }
}

/** What changes with a record of another kind, by what the ATS holds. */
async function withOthers(trial: Trial): Promise<void> {
  const { world, cell } = trial;
  const since = new Date(world.now().getTime() + 1);
  for (const kind of ["jobs", "candidates", "applications"] as const satisfies readonly Kind[])
    for (const id of world.ids(kind).slice(0, 2)) await world.touch(kind, id);
  const held = (await world.records(cell.group)) as readonly Row[];
  const changed = held.filter((each) => !isDeleted(each) && instantOf(each) >= since.getTime());
  const found = await idsSince(trial, since);
  const living = changed.length === 0 ? new Set<string>() : new Set((await rowsOf(trial)).map(({ id }) => id));
  const lost = changed.filter(({ id }) => living.has(id) && found?.has(id) === false).map(({ id }) => id);
  assert.deepEqual(lost.slice(0, shown), [], "changed with another record, by what the ATS holds, and not given since");
}

/** What a command makes shows among what changed, as it shows among everything. */
async function whatWasMade(trial: Trial, maker: CoverageCell): Promise<void> {
  const { world, capability } = trial;
  const [sample] = await samplesOf(onCell(trial, maker));
  const [job] = world.ids("jobs");
  if (!sample || job === undefined) return;
  const before = new Set((await rowsOf(trial)).map(({ id }) => id));
  const since = new Date(world.now().getTime() + 1);
  await world.touch("jobs", job); // Time goes on.
  if (AtsError.is(await ending(() => trial.call(maker.capability, sample.input)))) return;
  // An ATS may list late what it made.
  const made = (await rowsOf(trial)).map(({ id }) => id).filter((id) => !before.has(id));
  const found = await idsSince(trial, since);
  const lost = made.filter((id) => found?.has(id) === false);
  assert.deepEqual(lost, [], `${maker.capability} made it, ${capability.id} gives it, but not by \`updatedAfter\``);
}

/** What every stream promises of reading only what changed. */
export const changedSincePromise: ContractPromise = {
  promise: "gives by `updatedAfter` all that changed or was made since, whatever changed it",
  ofVersions: true,
  applies: ({ kind, capability, group }) => kind === "stream" && capability === `${group}.stream`,
  async run(trial) {
    await byTheirDates(trial);
    await withOthers(trial);
    for (const cell of trial.claims.cells)
      if (trial.offers(cell.capability) && readsOfMade(cell.capability)[0] === trial.capability.id)
        await whatWasMade(trial, cell);
  },
};
