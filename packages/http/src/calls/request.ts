import type { CapabilityEffect } from "@anyats/core";

/** One request. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Relative to the base address, with every id in it encoded: use `path`. Or a whole address, such as a `next` link:
   * one of another origin is refused, unless `foreign` allows it.
   */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form, in place of `body`; `URLSearchParams` in the encoding of an address. */
  readonly form?: FormData | URLSearchParams;
  /** Sent as they are, in place of `body`: such as those of a file to a signed address. Their type goes into `headers`. */
  readonly bytes?: Uint8Array;
  /** Added to those of the destination; `undefined` leaves one of them out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** What the request does, whatever its method: a search by POST `reads`. It decides what is repeated. */
  readonly effect: CapabilityEffect;
  /** A further limit that it counts against, beside `requests`. */
  readonly kind?: string;
  /** It goes to another origin, such as a store for files: without the destination's headers, and by https only. */
  readonly foreign?: boolean;
  /**
   * `later` leaves parsing to the caller, so that the next page can be on its way meanwhile. `never` is what
   * `bytes` asks for.
   */
  readonly parse?: "later" | "never";
}
