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
        for (const each of own)
          for (const customer of each.ofVersions === "each" ? (["second", "third"] as const) : (["second"] as const)) {
            await using other = await trial.another(customer);
            const { version } = other.trial.world;
            if (version === trial.world.version) continue;
            try {
              await each.run(other.trial);
            } catch (error) {
              if (error instanceof Error) error.message = `version ${version}, ${each.promise}: ${error.message}`;
              throw error;
            }
          }
      },
    },
  ];
}
