import type { z } from "zod/mini";

/** Says in a transformation what is wrong with a value, without the value: it may be a person's. */
export function refuse({ issues }: z.core.ParsePayload, message: string, path: readonly string[] = []): typeof z.NEVER {
  issues.push({ code: "custom", input: undefined, path: [...path], message });
  return undefined as never;
}
