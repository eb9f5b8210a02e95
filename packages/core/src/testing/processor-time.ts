/** The processor time of this thread, in milliseconds: what others do on the machine does not count. */
export function threadTime(): number {
  const { threadCpuUsage = () => process.cpuUsage() } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  const { user, system } = threadCpuUsage();
  return (user + system) / 1_000;
}

/**
 * The least processor time of up to five runs, in milliseconds: other work on the machine does not count.
 *
 * @param enough - No further run is made once one has taken less.
 */
export async function leastTime(run: () => unknown, enough: number): Promise<number> {
  let least = Infinity;
  for (let runs = 0; runs < 5 && least >= enough; runs += 1) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}
