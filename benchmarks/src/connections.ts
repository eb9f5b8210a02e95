import { avionte } from "@anyats/avionte";
import { connect, type Client } from "@anyats/core";

/** What a connection costs, from the second on. */
export interface ConnectionCost {
  readonly connections: number;
  readonly firstMs: number;
  readonly msEach: number;
  readonly kilobytesEach: number;
}

const settings = (index: number) => ({
  apiKey: `key-${index}`,
  integrationId: `avionte:customer-${index}`,
  fetch: () => Promise.reject(new Error("no request is made here")),
});

/** Opens many connections to Avionté in this process and keeps them. Needs `--expose-gc` for the heap. */
export async function measureConnections(connections = 10_000): Promise<ConnectionCost> {
  const collect = (globalThis as { gc?: () => void }).gc;
  const kept: Client[] = [];
  const begun = performance.now();
  kept.push(await connect(avionte, settings(0)));
  const firstMs = performance.now() - begun;
  for (let index = 1; index <= 100; index += 1) kept.push(await connect(avionte, settings(index)));
  collect?.();
  const before = process.memoryUsage().heapUsed;
  const started = performance.now();
  for (let index = 0; index < connections; index += 1) kept.push(await connect(avionte, settings(index + 1_000)));
  const msEach = (performance.now() - started) / connections;
  collect?.();
  const kilobytesEach = (process.memoryUsage().heapUsed - before) / connections / 1024;
  await Promise.all(kept.map((each) => each.close()));
  return { connections, firstMs, msEach, kilobytesEach: collect ? kilobytesEach : Number.NaN };
}
