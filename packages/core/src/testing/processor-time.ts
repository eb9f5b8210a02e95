/** The processor time of this thread, in milliseconds: what others do on the machine does not count. */
export function threadTime(): number {
  const { threadCpuUsage = () => process.cpuUsage() } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  const { user, system } = threadCpuUsage();
  return (user + system) / 1_000;
}

/** How long the task below takes on the machine on which the limits were chosen, in milliseconds. */
const usual = 9;

/** How much slower this machine is now; 1 where it is as fast, or faster. */
function slowness(): number {
  const text = "<b>x &amp; ".repeat(20_000);
  const times = [1, 2, 3, 4].map(() => {
    const before = threadTime();
    for (let turns = 0; turns < 3; turns += 1) {
      for (const [tag] of text.matchAll(/[<&][a-z]+[;>]/g)) tag.toUpperCase();
      Array.from(text);
    }
    return threadTime() - before;
  });
  return Math.max(1, Math.min(...times) / usual);
}

/**
 * The least processor time of up to ten runs, in milliseconds: other work on the machine does not count, nor do the threads
 * that collect garbage beside this one.
 *
 * @param enough - No further run is made once one has taken less. Where none does, that the machine is slow does not count either.
 */
export async function leastTime(run: () => unknown, enough?: number): Promise<number> {
  let least = Infinity;
  for (let runs = 0; runs < 10 && least >= (enough ?? 0); runs += 1) {
    const before = threadTime();
    await run();
    least = Math.min(least, threadTime() - before);
  }
  return enough === undefined || least < enough ? least : least / slowness();
}
