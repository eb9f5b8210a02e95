import type { Who } from "../engine/failure.ts";
import type { ConnectionStatus } from "../status.ts";

/** Something that does not go on without help. */
export interface Need {
  readonly code: string;
  /** Who can do it. */
  readonly who: Exclude<Who, "nobody">;
  readonly message: string;
  readonly advice: string;
  /** The stream that it concerns; null for the connection. */
  readonly stream: string | null;
}

/** What somebody must do, the connection's own first. What goes on without help is not listed. */
export function needsOf({
  id,
  state,
  reason,
  streams,
  writes,
}: Pick<ConnectionStatus, "id" | "state" | "reason" | "streams" | "writes">): readonly Need[] {
  const needs: Need[] = [];
  if (state === "disconnected") return needs;
  if (state === "attention" && reason && reason.who !== "nobody")
    needs.push({ code: reason.code, who: reason.who, message: reason.message, advice: reason.advice, stream: null });
  for (const { stream, lastError, held } of streams) {
    if (lastError && lastError.who !== "nobody" && lastError.code !== reason?.code) {
      const { code, who, message, advice } = lastError;
      needs.push({ code, who, message, advice, stream });
    }
    if (held > 0)
      needs.push({
        code: "sync.deletions-held",
        who: "you",
        message: `${held} deletions of ${stream} are held: that many at once look like a mistake.`,
        advice: `Check the source, then call \`connections.confirmDeletions("${id}", "${stream}")\` or \`dismissDeletions\`.`,
        stream,
      });
  }
  if (writes.unknown > 0)
    needs.push({
      code: "sync.writes-unknown",
      who: "you",
      message: `The outcome of ${writes.unknown} ${writes.unknown === 1 ? "write is" : "writes are"} unknown.`,
      advice: "Check the ATS using `error.reconcile`, then call `writes.settle`.",
      stream: null,
    });
  if (writes.failed > 0)
    needs.push({
      code: "sync.writes-failed",
      who: "you",
      message: `${writes.failed} ${writes.failed === 1 ? "write" : "writes"} failed permanently.`,
      advice: 'List them with `writes.list({ state: "failed" })`; settle each with `writes.settle`.',
      stream: null,
    });
  return needs;
}
