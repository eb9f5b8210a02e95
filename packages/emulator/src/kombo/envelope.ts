import type { Context } from "hono";

export interface Warning {
  readonly message: string;
}

/** The answer to an action: what it made, or nothing, and what Kombo thinks of it. */
export function action(context: Context, data: unknown = {}, warnings: readonly Warning[] = []): Response {
  return context.json({ status: "success", data, warnings });
}

/** The answer of a general endpoint. */
export function general(context: Context, data: unknown): Response {
  return context.json({ status: "success", data });
}
