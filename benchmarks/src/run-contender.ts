// One contender in a process of its own, so that its time and memory are its own.
import { setTimeout as sleep } from "node:timers/promises";
import { contenders } from "./contenders.ts";

const [name = "", baseUrl = "", warmUpUrl = "", consumer = "none"] = process.argv.slice(2);
let pages = 0;
let heldMb = 0;
const consumers: Readonly<Record<string, () => void | Promise<void>>> = {
  none: () => {},
  waiting: () => sleep(20),
  // What is still held when all garbage is gone, after every 40th page.
  collecting: () => {
    if (++pages % 40 !== 0) return;
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    heldMb = Math.max(heldMb, (heapUsed + external) / 1e6);
  },
  blocking: () => {
    const until = performance.now() + 20;
    while (performance.now() < until);
  },
};

const read = contenders[name]!;
await read(warmUpUrl, () => {});
const cpuBefore = process.cpuUsage();
const start = performance.now();
const records = await read(baseUrl, consumers[consumer]!);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
process.send?.({
  records,
  perSecond: records / seconds,
  cpuMicros: (user + system) / records,
  peakMb: process.resourceUsage().maxRSS / 1024,
  heldMb,
});
process.disconnect?.();
