import type { z } from "zod/mini";
import { token, type Token } from "../adapter/injection.ts";

/** What the customer configured, checked against the adapter's schema. Read it when called, not in a constructor. */
export type Settings = Readonly<Record<string, unknown>>;

/**
 * What tells this customer's connection from another's of the same adapter, such as the integration's id. A ledger that
 * several connections share keeps their writes apart by it; without one, an app cannot bring a ledger of its own.
 */
export const CONNECTION_ID: Token<string> = token("connection-id");

export const SETTINGS: Token<Settings> = token("settings");

/**
 * The settings, typed by the schema that checked them: `inject: { settings: settingsBy(acmeSettings) }`. It is the same
 * token, so an adapter that extends another injects its own settings by its own schema.
 */
export function settingsBy<Schema extends z.core.$ZodType>(_schema: Schema): Token<z.output<Schema>> {
  return SETTINGS as Token<z.output<Schema>>;
}
