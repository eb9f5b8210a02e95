import { token, type Token } from "../adapter/injection.ts";

/** Where a connection writes what an operator may want to know. It is handed no key and nothing of a person. */
export interface Logger {
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** Says nothing: what a connection has until an app brings its own. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export const LOGGER: Token<Logger> = token("logger");
