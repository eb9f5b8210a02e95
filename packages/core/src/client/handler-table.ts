import { lineage, ownedBy, ownGaps, type Adapter } from "../adapter/adapter.ts";
import { handlerToken, type HandlerFacts } from "../adapter/handler.ts";
import type { Token } from "../adapter/injection.ts";
import type { Operation } from "../adapter/operation.ts";
import type { Recipe } from "./registry.ts";

export type { Recipe } from "./registry.ts";

/** Makes an operation's handler, and remembers whose it is. */
export function madeFor(
  adapter: Adapter,
  { make }: Operation,
): (parts: Readonly<Record<string, unknown>>) => HandlerFacts {
  return (parts) => {
    const handler = make(parts);
    ownedBy(handler, adapter);
    return handler;
  };
}

const tables = new WeakMap<Adapter, ReadonlyMap<Token<unknown>, Recipe>>();

/** How the handlers of an adapter are made, the inherited ones among them. Made once for all its connections. */
export function handlerTable(adapter: Adapter): ReadonlyMap<Token<unknown>, Recipe> {
  const known = tables.get(adapter);
  if (known) return known;
  const table = new Map<Token<unknown>, Recipe>();
  for (const each of lineage(adapter)) {
    for (const id of ownGaps(each)) table.delete(handlerToken(id));
    for (const [id, operation] of Object.entries(each.operations))
      table.set(handlerToken(id), { inject: operation.inject, make: madeFor(each, operation) });
  }
  tables.set(adapter, table);
  return table;
}

const decided = new WeakMap<Adapter, ReadonlySet<Token<unknown>>>();

/** The handlers that an adapter itself gives or takes away, whatever was bound for them before. */
export function decidedBy(adapter: Adapter): ReadonlySet<Token<unknown>> {
  const known = decided.get(adapter);
  if (known) return known;
  const tokens = new Set([...ownGaps(adapter), ...Object.keys(adapter.operations)].map(handlerToken));
  decided.set(adapter, tokens);
  return tokens;
}
