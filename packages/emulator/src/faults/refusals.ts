/** What an injected `status` fault asks for. */
export interface StatusRefusal {
  readonly status: number;
  /** Undefined: the API's own code for an unknown failure. Null: none. */
  readonly code: string | null | undefined;
  readonly message: string;
}

/** How an API refuses. The number is that of the request. */
export interface Refusals {
  status(refusal: StatusRefusal, number: number): Response;
  rateLimited(resetSeconds: number, number: number): Response;
  tooManyActions(number: number): Response;
  expiredCursor(number: number): Response;
}

/** A page of a list inside an answer's JSON. The array is the one of that JSON, so that a change of it changes the answer. */
export interface ListPage {
  readonly records: unknown[];
  /** Names a page as the next one. */
  goOnAt(cursor: string): void;
  /** The cursor of the next page; null where there is none. */
  readonly next: string | null;
  /** The field that `unknownEnum` changes where no other is asked for. */
  enumField(record: Readonly<Record<string, unknown>>): string;
  /** A record that no client can read. */
  malformed(record: Readonly<Record<string, unknown>>): unknown;
}
