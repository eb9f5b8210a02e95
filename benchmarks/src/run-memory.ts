// What one contender allocates while it reads, in a process of its own.
import { Session } from "node:inspector/promises";
import { contenders } from "./contenders.ts";

type Profile = Awaited<ReturnType<typeof stop>>["profile"];

const [name = "", baseUrl = "", warmUpUrl = ""] = process.argv.slice(2);
const read = contenders[name]!;
const session = new Session();
session.connect();

/** Reads, and gives the bytes allocated for each record. @param outlived Only what outlived a collection of the young. */
async function bytesEach(outlived: boolean): Promise<number> {
  await session.post("HeapProfiler.startSampling", {
    samplingInterval: 32_768,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: !outlived,
  });
  const records = await read(baseUrl, () => {});
  return total((await stop()).profile.head) / records;
}

function stop() {
  return session.post("HeapProfiler.stopSampling");
}

function total({ selfSize, children }: Profile["head"]): number {
  return children.reduce((sum, child) => sum + total(child), selfSize);
}

await read(warmUpUrl, () => {});
process.send?.({ allocated: await bytesEach(false), outlived: await bytesEach(true) });
process.disconnect?.();
