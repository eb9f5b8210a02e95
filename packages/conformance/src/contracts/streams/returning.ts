import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import type { WorldRecord } from "../../world.ts";
import { differenceOf, isDeleted } from "../pieces/records.ts";
import { idsOf, kindOf, type Row, rowsOf } from "../pieces/small-pages.ts";
import { unlessRefused } from "../pieces/striking.ts";
import { presence } from "./deletions.ts";

/** A record that somebody has changed arrives as it is now, also among those that changed since. */
async function arrivesSince(trial: Trial, id: string, since: Date, what: string): Promise<void> {
  const truth = (await trial.world.records(trial.cell.group)).find((each) => each.id === id)!;
  const get = `${trial.cell.group}.get`;
  const found = [
    (await rowsOf(trial, { updatedAfter: since }, { pageSize: 50 })).find((row) => row.id === id),
    (await rowsOf(trial, { ids: [id] })).find((row) => row.id === id),
    ...(trial.offers(get) ? [(await trial.call(get, { id })) as Row] : []),
  ];
  for (const [nth, row] of found.entries()) {
    const way = ["by `updatedAfter`", "by `ids`", `by ${get}`][nth]!;
    assert.ok(row, `${what}, and does not arrive ${way}`);
    assert.ok(!isDeleted(row), `${what}, and arrives ${way} as deleted`);
    const first = differenceOf(row, truth);
    assert.equal(first, undefined, `${what}, and arrives ${way} with another value: ${first}`);
  }
}

/** Another job that has the stage of an application, where there is one. */
async function otherJobFor({ world }: Trial, { jobId, stage }: WorldRecord): Promise<string | undefined> {
  const stageId = (stage as WorldRecord | null | undefined)?.id;
  const jobs = (await world.records("jobs")).filter((job) => !isDeleted(job) && job.id !== jobId);
  const has = (job: WorldRecord) => ((job["stages"] ?? []) as readonly WorldRecord[]).some(({ id }) => id === stageId);
  return stageId === undefined ? undefined : jobs.find(has)?.id;
}

/** What a stream promises on a connection that knew the record as it was before. */
export const returningPromise: ContractPromise = {
  promise: "returns a restored record, and an application under the job it was moved to",
  applies: ({ kind, group }) => kind === "stream" && ["jobs", "applications", "candidates"].includes(group),
  async run(trial) {
    const { world } = trial;
    const kind = kindOf(trial);
    const later = () => new Date(world.now().getTime() + 1);
    const id = world.ids(kind)[1]!;
    if (world.restore) {
      await world.remove(kind, id);
      await rowsOf(trial, { includeDeleted: true }, { pageSize: 50 });
      const since = later();
      if ((await world.restore(kind, id)) !== "never") {
        await arrivesSince(trial, id, since, `${id} was removed and restored`);
        for (const filter of [{}, { ids: [id] }, { updatedAfter: since }]) {
          const rows = await rowsOf(trial, { ...filter, includeDeleted: true }, { pageSize: 50 });
          const found = rows.filter((row) => row.id === id).map(presence);
          const asked = Object.keys({ ...filter, includeDeleted: true }).join(" and ");
          assert.deepEqual(found, ["there"], `${id} was removed and restored: how it arrives with ${asked}`);
        }
      }
    }
    if (kind !== "applications" || !world.move) return;
    await rowsOf(trial, {}, { pageSize: 50 });
    const living = new Set(world.ids(kind));
    for (const held of await world.records(kind)) {
      const job = living.has(held.id) && held["outcome"] === "PENDING" ? await otherJobFor(trial, held) : undefined;
      if (job === undefined) continue;
      const since = later();
      if ((await world.move(held.id, job)) === "never") return;
      await arrivesSince(trial, held.id, since, `${held.id} was moved to another job`);
      const of = async (jobId: unknown) => unlessRefused(() => idsOf(trial, { jobIds: [jobId] }, { pageSize: 50 }));
      assert.ok((await of(job))?.includes(held.id) ?? true, `${held.id} was moved, and is not among those of its job`);
      assert.ok(
        !(await of(held["jobId"]))?.includes(held.id),
        `${held.id} was moved, and is still among those of its old job`,
      );
      return;
    }
  },
};
