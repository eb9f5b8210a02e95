import { AtsError, type AtsErrorFacts, type Secret } from "@anyats/core";
import { z } from "zod/mini";
import { accessToken, bearer, type TokenClient } from "./access-token.ts";
import { grantedBy, type Granting } from "./grants.ts";

/** What an app keeps of a customer who has agreed to its access. It is secret. */
export interface KeptTokens {
  /** At first the one that the customer's consent gave. */
  readonly refreshToken: string;
  /** What the last exchange gave: the app's other processes use it, too. */
  readonly accessToken?: string | undefined;
  /** Until when it is good, in milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
}

/** Where an app keeps the tokens of one customer. */
export interface RefreshTokens {
  /**
   * Calls `exchange` with what is kept, and keeps what it gives before anything else. No two exchanges of one customer may run
   * at the same time, also not in two processes: the server takes a refresh token once. Lock the customer's row.
   */
  renew(exchange: (kept: KeptTokens) => Promise<KeptTokens>): Promise<void>;
}

/** A setting for where an app keeps a customer's tokens, if the server gives a new refresh token with each use. */
export function refreshTokens(): z.ZodMiniCustom<RefreshTokens, RefreshTokens> {
  const isStore = (value: unknown) => typeof (value as Partial<RefreshTokens> | null)?.renew === "function";
  return z.custom<RefreshTokens>(isStore, "must be an object with a function `renew`");
}

/** What a client shows to get access tokens of a customer. */
export interface CustomerTokens extends TokenClient {
  /** The refresh token itself, if the server never gives another; else where the app keeps it. */
  readonly tokens: Secret | RefreshTokens;
}

/**
 * Access tokens of OAuth 2 for a refresh token, for a profile's `grant`: the app has had it since its customer agreed. Where the
 * server gives a new one with each use, all connections of a customer share one access token, also those of other processes.
 * Source: RFC 6749, section 6.
 */
export const refreshToken =
  <S>(of: (settings: S) => CustomerTokens): Granting<S> =>
  (parts) => {
    const now = () => parts.clock.now();
    /** The access token that this connection had last: another is asked for where that one has ended. */
    let last: string | undefined;
    const isGood = ({ accessToken: held, expiresAt = Infinity }: KeptTokens) =>
      held !== undefined && held !== last && expiresAt - now() > soonMs;
    const asking = grantedBy<S>(
      async (settings, ask) => {
        const { tokens, ...client } = of(settings);
        const exchange = async (refresh: string): Promise<KeptTokens> => {
          const given = await accessToken(client, { grant_type: "refresh_token", refresh_token: refresh }, ask);
          const { expiresInMs, refreshToken: next = refresh } = given;
          const expiresAt = expiresInMs === undefined ? undefined : now() + expiresInMs;
          return { accessToken: given.accessToken, refreshToken: next, ...(expiresAt !== undefined && { expiresAt }) };
        };
        const { kept, isNew } =
          "renew" in tokens ? await renewed(tokens, exchange, isGood) : await exchangedFixed(tokens.reveal(), exchange);
        last = kept.accessToken;
        const expiresInMs = kept.expiresAt === undefined ? undefined : kept.expiresAt - now();
        return { ...bearer({ accessToken: last!, expiresInMs }), isNew };
      },
      { finishes: true },
    );
    return asking(parts);
  };

/** An access token that ends so soon, in milliseconds, is of little use to a connection that begins. */
const soonMs = 30_000;

type Exchange = (refreshToken: string) => Promise<KeptTokens>;

/** Tokens, and whether the server gave them just now. */
interface Held {
  readonly kept: KeptTokens;
  readonly isNew: boolean;
}

async function exchangedFixed(fixed: string, exchange: Exchange): Promise<Held> {
  const kept = await exchange(fixed);
  if (kept.refreshToken !== fixed)
    throw notKept("the settings hold one that never changes", { fault: "adapter", retry: "never" });
  return { kept, isNew: true };
}

/** What is kept, if it is good; else what the server gives for it, which is kept then. */
async function renewed(
  tokens: RefreshTokens,
  exchange: Exchange,
  isGood: (kept: KeptTokens) => boolean,
): Promise<Held> {
  // A store may repeat its transaction: the server takes a refresh token once.
  const exchanged = new Map<string, KeptTokens>();
  let held: KeptTokens | undefined;
  let refused: unknown;
  const next = async (kept: KeptTokens): Promise<KeptTokens> => {
    if (isGood(kept)) return (held = kept);
    try {
      held = exchanged.get(kept.refreshToken) ?? (await exchange(kept.refreshToken));
    } catch (error) {
      refused = error;
      throw error;
    }
    exchanged.set(kept.refreshToken, held);
    return held;
  };
  try {
    await tokens.renew(next);
  } catch (error) {
    if (refused !== undefined) throw refused;
    // What a store says may hold a secret; its kind does not.
    throw notKept(`the app's store failed with ${error instanceof Error ? error.constructor.name : typeof error}`);
  }
  if (!held) throw notKept("the app's store ended without an exchange");
  return { kept: held, isNew: exchanged.size > 0 };
}

function notKept(why: string, facts: Partial<AtsErrorFacts> = {}): AtsError {
  return new AtsError({
    code: "connection.tokens-not-kept",
    fault: "caller",
    retry: "safe",
    message: `The next refresh token was not kept: ${why}.`,
    advice:
      "Give the settings a store whose `renew` keeps what `exchange` gives. Where the last token is lost, have the customer agree again.",
    ...facts,
  });
}
