import { token, type Token } from "../adapter/injection.ts";

/**
 * What a connection remembers beyond its own life, such as the sync tokens of an ATS: plain JSON, and nothing of a person.
 * Losing it costs requests and nothing else. An app that opens a connection again and again binds one for each customer;
 * a `Map` will do.
 */
export interface ConnectionMemory {
  get(key: string): unknown;
  set(key: string, value: unknown): unknown;
}

export const CONNECTION_MEMORY: Token<ConnectionMemory> = token("connection-memory");
