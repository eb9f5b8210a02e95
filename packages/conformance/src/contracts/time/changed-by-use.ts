import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { onCell } from "../../trial.ts";
import { deeds, openOnes } from "../pieces/states.ts";
import { ending, unlessRefused } from "../pieces/striking.ts";

type Row = { readonly id: string } & Readonly<Record<string, unknown>>;

const rows = (held: unknown): readonly Row[] => (Array.isArray(held) ? held : []) as readonly Row[];
const ids = (held: unknown): readonly string[] =>
  rows(held)
    .map(({ id }) => id)
    .toSorted();

/** What of a record counts as a change of it, by the docs of its stream: not what jobs, stages and tags say of themselves. */
const counted: Readonly<Record<string, (record: Row) => unknown>> = {
  jobs: ({ stages, hiringTeam, ...own }) => ({ ...own, stages: ids(stages), hiringTeam: ids(hiringTeam) }),
  candidates: ({ tags, applications, ...own }) => ({
    ...own,
    tags: ids(tags),
    applications: rows(applications).map(({ job: _job, stage, ...its }) => ({
      ...its,
      stage: (stage as Row | null)?.id,
    })),
  }),
  applications: ({ job: _job, stage: _stage, candidate, ...own }) => ({
    ...own,
    candidate: { ...(candidate as Row | null), tags: [] },
  }),
};

/** What happens in the ATS and through the adapter, one after the other, each by what it is. */
async function happenings(trial: Trial): Promise<readonly (readonly [what: string, happen: () => unknown])[]> {
  const { world, claims } = trial;
  let added: string | undefined;
  const stages: readonly (readonly [string, () => unknown])[] =
    world.administer && trial.offers("applications.listStages")
      ? [
          [
            "somebody adds a stage",
            async () => {
              const id = await world.administer!({ list: "stages", add: "Added stage 4857" });
              added = id === "never" ? undefined : id;
            },
          ],
          [
            "somebody removes that stage",
            () => added !== undefined && world.administer!({ list: "stages", remove: added }),
          ],
        ]
      : [];
  const cells = claims.cells.filter(
    ({ capability, effect }) => Object.hasOwn(deeds, capability) && effect !== "creates" && trial.offers(capability),
  );
  const open = await openOnes(trial);
  const commands = cells.map(({ capability }, nth): readonly [string, () => unknown] => [
    `${capability} is called`,
    async () => {
      const cell = cells[nth]!;
      const input =
        open[nth % open.length] && (await deeds[capability]!.input(onCell(trial, cell), open[nth % open.length]!));
      if (input) await ending(() => trial.call(capability, input));
    },
  ]);
  return [...stages, ...commands];
}

/** What every stream of jobs, candidates and applications promises of what a user of it changes. */
export const changedByUsePromise: ContractPromise = {
  promise: "gives by `updatedAfter` what a command or another list has changed",
  rules: [
    {
      rule: "`updatedAfter` of jobs, candidates and applications gives each record that a command has changed, and each job that has gained or lost a stage. Where the ATS dates no such change, a limitation says so, and names `updatedAfter`",
      tried: "it calls each command, adds a stage and removes it, and compares all records before and after",
    },
  ],
  applies: ({ kind, capability, group }) =>
    kind === "stream" && capability === `${group}.stream` && Object.hasOwn(counted, group),
  async run(trial) {
    const { world, capability, cell } = trial;
    if (cell.limitations.some(({ summary }) => summary.includes("`updatedAfter`"))) return;
    const read = async (filter: object = {}) => (await trial.stream(capability.id, filter).toArray()) as readonly Row[];
    const seen = async () =>
      new Map((await read()).map((record) => [record.id, counted[cell.group]!(comparable(record) as Row)]));
    const [job] = world.ids("jobs");
    if (job === undefined) return;
    let before = await seen();
    for (const [what, happen] of await happenings(trial)) {
      const since = new Date(world.now().getTime() + 1);
      await world.touch("jobs", job); // Time goes on.
      await happen();
      const after = await seen();
      const changed = [...after].filter(([id, now]) => before.has(id) && !isDeepStrictEqual(now, before.get(id)));
      before = after;
      if (changed.length === 0) continue;
      const given = await unlessRefused(() => read({ updatedAfter: since }));
      if (!given) return;
      const found = new Set(given.map(({ id }) => id));
      const lost = changed.map(([id]) => id).filter((id) => !found.has(id));
      assert.deepEqual(lost.slice(0, 5), [], `${what}: changed by it, and not given by \`updatedAfter\``);
    }
  },
};
