import { connect } from "@anyats/core";
import { createEmulator, startEmulator } from "@anyats/emulator";
import { komboBase } from "@anyats/kombo-base";

/** How many rejections ran at once, and how fast they went. */
export interface BulkRejection {
  readonly applications: number;
  readonly limit: number;
  readonly mostAtOnce: number;
  /** The share of calls that were refused with 429. */
  readonly refused: number;
  /** The rate against the best possible: `limit` at once, each taking its latency. */
  readonly ofPossible: number;
}

/** Rejects many applications on a server that allows only so many actions at once, and may not say so. */
export async function bulkRejection(applications: number, limit: number, tellsLimit: boolean): Promise<BulkRejection> {
  await using emulator = await startEmulator({
    candidates: 2_500,
    concurrencyLimit: limit,
    concurrencyHeaders: tellsLimit,
  });
  await using ats = await connect(komboBase, emulator.settings());
  const open = (await ats.applications.stream({ outcomes: ["PENDING"] }).toArray()).slice(0, applications);
  const [reason] = await ats.applications.listRejectionReasons();
  const latency = 150;
  emulator.faults.inject({ kind: "latency", ms: latency, times: Number.POSITIVE_INFINITY, match: { method: "POST" } });
  emulator.requests.clear();
  const start = performance.now();
  const { failed } = await ats.applications.rejectMany({ applications: open, reasonId: reason!.id });
  const took = performance.now() - start;
  if (failed > 0) throw new Error(`${failed} rejections failed`);
  const calls = emulator.requests.all({ method: "POST" });
  return {
    applications: open.length,
    limit,
    mostAtOnce: emulator.requests.maxActionsInFlight,
    refused: calls.filter(({ status }) => status === 429).length / calls.length,
    ofPossible: ((open.length / limit) * latency) / took,
  };
}

/** What everything of ours around one HTTP call costs, in milliseconds: the middle of many calls. */
export async function overhead(): Promise<number> {
  const emulator = createEmulator({ candidates: 50 });
  let inside = 0;
  const settings = emulator.settings();
  const timed: typeof globalThis.fetch = async (...args) => {
    const start = performance.now();
    const response = await settings.fetch!(...args);
    const text = await response.text();
    inside += performance.now() - start;
    return new Response(text, response);
  };
  await using ats = await connect(komboBase, { ...settings, fetch: timed });
  const samples: number[] = [];
  for (let call = 0; call < 2_000; call += 1) {
    inside = 0;
    const start = performance.now();
    await ats.applications.listRejectionReasons();
    samples.push(performance.now() - start - inside);
  }
  return samples.slice(500).toSorted((a, b) => a - b)[750]!;
}
