import { token, type Token } from "../adapter/injection.ts";

/** What the customer configured, checked against the adapter's schema. Read it when called, not in a constructor. */
export type Settings = Readonly<Record<string, unknown>>;

export const SETTINGS: Token<Settings> = token("settings");
