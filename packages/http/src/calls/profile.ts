import { token, type Settings, type Token } from "@anyats/core";
import type { Granting } from "./grants.ts";
import type { Party, Refusal, StatusTable } from "../errors/meaning.ts";
import type { QuotaProfile } from "../quota/quota-profile.ts";

/** Where a connection's requests go, and what each of them carries. */
export interface Destination {
  /** The address before every path, such as `https://api.example/v1`. */
  readonly baseUrl: string;
  /** Headers of every request to that origin, such as `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Another `fetch`: a test's, or one that goes through a proxy. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** An answer as an adapter sees it when it looks for a refusal. */
export interface RefusedAnswer {
  readonly status: number;
  /** The path of the request. */
  readonly path: string;
  readonly headers: Headers;
  /** The parsed body; `undefined` where there is none, or it cannot be read. */
  readonly body: unknown;
}

/** A request as it is sent, for a signature over it. */
export interface UnsignedRequest {
  readonly method: string;
  /** The whole address, with its query. */
  readonly url: URL;
  /** The body where it is text: in the server's format, or a form in the encoding of an address. Else `undefined`. */
  readonly body: string | undefined;
  /** The time that the connection's clock shows, in milliseconds. */
  readonly now: number;
}

/** How a server writes bodies that are not JSON. */
export interface BodyFormat {
  /** The media type of requests and answers, such as `application/xml`. */
  readonly type: string;
  /** Writes the `body` of a request. */
  write(body: unknown): string;
  /**
   * Reads the text of an answer. It throws where the text breaks off or is of another format, such as a page for people: then a
   * read is sent again.
   */
  read(text: string): unknown;
  /** The same, where whole numbers beyond 2^53 come as text, with all their digits. Default: `read`. */
  readExactly?(text: string): unknown;
}

/** What an adapter says of its server. */
export interface HttpProfile<S = Settings> extends Party {
  /** Asked once, before the first request. */
  destination(settings: S): Destination;
  /**
   * How to get an access token or a session, if the server does not accept the key itself: `clientCredentials` for OAuth 2,
   * `grantedBy` for anything else. All calls of a connection share it. It is requested before the first call, and again
   * shortly before it expires or once it is refused.
   */
  readonly grant?: Granting<S>;
  /** How bodies are written. Default: JSON. */
  readonly format?: BodyFormat;
  /** Makes headers for each attempt, such as a signature over its method, path and date: a repeat carries its own. */
  readonly sign?: (
    request: UnsignedRequest,
    settings: S,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /**
   * What tells one customer's connection from another's, such as the address of its server: the ledger keeps their writes
   * apart by it. No secret, nor a part of one. Without it, bind `CONNECTION_ID` yourself.
   */
  readonly connectionId?: (settings: S) => string;
  /** What statuses mean, where it differs from the general meaning. */
  readonly errors?: StatusTable;
  /** Reads what the body of a refusal says. */
  readonly refusal?: (answer: RefusedAnswer) => Refusal | undefined;
  /** The server also refuses with a status of success: `refusal` sees every answer, and `undefined` means success. */
  readonly refusesWithin200?: boolean;
  readonly quota?: QuotaProfile;
}

export const HTTP_PROFILE: Token<HttpProfile> = token("http/profile");
