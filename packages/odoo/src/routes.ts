import type { Route } from "@anyats/core";
import { hasUsualFields } from "./rpc/usual-fields.ts";

const certainty = "documented";
const seen = "Odoo 18.0 and 19.0 community, seen on running servers";

/**
 * Methods of models that an operation calls, as `/model/method`: JSON-RPC carries both in the body of `POST /jsonrpc`, JSON-2 in
 * the address, `POST /json/2/model/method`.
 */
export function methods(...calls: readonly `${string}/${string}`[]): readonly Route[] {
  // Which fields a model has is asked before any of them is, unless they are usual.
  const models = [...new Set(calls.map((path) => path.split("/", 1)[0]!))].filter(
    (model) => model !== "common" && !hasUsualFields(model),
  );
  return [...new Set<string>([...calls, ...models.map((model) => `${model}/fields_get`)])].map(method);
}

/** One method, where nothing else of its model is asked. */
export const method = (path: string): Route => ({ method: "POST", path: `/${path}`, certainty, source: seen });
