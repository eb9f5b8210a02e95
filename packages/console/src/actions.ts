import { AtsError } from "@anyats/core";
import type { Sync } from "@anyats/sync";
import type { ConsoleAction } from "./options.ts";

/** What a form asks for, as it came. */
export type Done =
  | {
      readonly kind: "connection";
      readonly id: string;
      readonly action: string;
      readonly stream: unknown;
      readonly seen: unknown;
    }
  | { readonly kind: "write"; readonly id: string; readonly outcome: unknown };

const notes = {
  pause: "Paused. What is stored stays.",
  resume: "Resumed.",
  retry: "It is tried again now.",
  refresh: "Changes are read now.",
  verify: "Everything is read again.",
  "confirm-deletions": "The deletions go on.",
  "dismiss-deletions": "The records stay.",
  settle: "Settled.",
} as const;

/** What a page says after an action; nothing else can be put into its address. */
export function said(key: string | undefined): string | undefined {
  return key !== undefined && Object.hasOwn(notes, key) ? notes[key as keyof typeof notes] : undefined;
}

const unknown = (): AtsError =>
  new AtsError({
    code: "console.unknown-action",
    fault: "caller",
    retry: "never",
    message: "The console knows no such action.",
    advice: "Go back, reload the page and try again.",
  });

const outcomes = ["made", "not-made", "again"] as const;

/** Does what a form asks for. @throws {AtsError} when it cannot be done. */
export async function perform(
  sync: Sync,
  done: Done,
): Promise<{ readonly action: ConsoleAction; readonly said: keyof typeof notes }> {
  if (done.kind === "write") {
    const outcome = outcomes.find((one) => one === done.outcome);
    if (!outcome) throw unknown();
    const { connection } = await sync.writes.get(done.id);
    await sync.writes.settle(done.id, outcome === "made" ? "made" : "not-made", { again: outcome === "again" });
    return { action: { action: "settle", connection, stream: null, write: done.id, outcome }, said: "settle" };
  }
  const { id, action } = done;
  const stream = typeof done.stream === "string" && done.stream !== "" ? done.stream : null;
  const { connections } = sync;
  const known: Readonly<Record<string, () => Promise<void>>> = {
    pause: () => connections.pause(id),
    resume: () => connections.resume(id),
    retry: () => connections.retry(id),
    refresh: () => connections.refresh(id),
    verify: () => connections.verify(id, stream ?? undefined),
    "confirm-deletions": () => connections.confirmDeletions(id, stream ?? "", { upTo: Number(done.seen) || 0 }),
    "dismiss-deletions": () => connections.dismissDeletions(id, stream ?? ""),
  };
  const does = Object.hasOwn(known, action) ? known[action] : undefined;
  if (!does) throw unknown();
  await connections.get(id);
  await does();
  return { action: { action, connection: id, stream, write: null, outcome: null }, said: action as keyof typeof notes };
}
