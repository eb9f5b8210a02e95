// The app on its own host: the real client over the real fetch. After each failure it waits until the network is whole again,
// so that a write that is made again would arrive. Before a write it waits until the network is broken: else a write that is
// faster than that is acknowledged.
import { AtsError, connect } from "@anyats/core";
import { komboBase } from "@anyats/kombo-base";
import { once } from "node:events";
import type { Ended } from "./messages.ts";

const baseUrl = process.argv[2]!;
const repeats = process.argv[3] === "true";

/** Tells what has come, and waits until it may go on. */
const goOn = async (told: Record<string, unknown>): Promise<void> => {
  const allowed = once(process, "message");
  process.send!(told);
  await allowed;
};

const healed: typeof globalThis.fetch = async (input, init) => {
  const asked = input as Request;
  if (asked.method === "POST") await goOn({ writing: true });
  try {
    return await globalThis.fetch(asked.clone(), init);
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    await goOn({ failed: cause?.code ?? (error as Error).name });
    if (repeats) return globalThis.fetch(input, init);
    throw error;
  }
};

process.on("message", (message: { readonly write?: string }) => {
  if (message.write !== undefined) void write(message.write);
});

async function write(note: string): Promise<void> {
  const ats = await connect(komboBase, { apiKey: "k", integrationId: "avionte:x", baseUrl, fetch: healed });
  // Connections that stand, of which the write takes one: else it would be lost in making one, and never arrive.
  const warm = Array.from({ length: 4 }, () => ats.integration.checkKey().catch(() => {}));
  await Promise.all(warm);
  let ended: Ended = { code: null, retry: null };
  try {
    await ats.applications.addNote({ application: "a1", note }, { timeoutMs: 15_000 });
  } catch (error) {
    if (!AtsError.is(error)) throw error;
    ended = { code: error.code, retry: error.retry };
  }
  await ats.close();
  process.send!({ ended });
}
process.send!({ ready: true });
