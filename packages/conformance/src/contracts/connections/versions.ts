import type { ContractPromise } from "../../contract-test.ts";

/**
 * What a capability promises where customers have servers of different versions, which keep the same things in other records.
 * @param promises What the cell promises.
 */
export function versionsPromise(promises: readonly ContractPromise[]): readonly ContractPromise[] {
  const own = promises.filter(({ ofVersions }) => ofVersions);
  if (own.length === 0) return [];
  return [
    {
      promise: "keeps its promises also where the ATS is of another version",
      async run(trial) {
        if (trial.world.version === undefined) return;
        for (const each of own) {
          await using second = await trial.another("second");
          const { version } = second.trial.world;
          if (version === trial.world.version) return;
          try {
            await each.run(second.trial);
          } catch (error) {
            if (error instanceof Error) error.message = `version ${version}, ${each.promise}: ${error.message}`;
            throw error;
          }
        }
      },
    },
  ];
}
