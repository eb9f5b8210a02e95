import type { Secret } from "@anyats/core";
import { z } from "zod/mini";
import type { Grant, GrantedBy } from "./grants.ts";

/** A client of OAuth 2, and where it asks for access tokens. */
export interface TokenClient {
  /** Where tokens are asked for: a path of the API, or the whole address of another server. */
  readonly path: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** The rights that are asked for, separated by blanks. */
  readonly scope?: string | undefined;
  /** Where the server expects id and secret. Default: the header `Authorization`. */
  readonly in?: "header" | "body";
}

/** What a server gives for a grant. */
export interface AccessToken {
  readonly accessToken: string;
  readonly expiresInMs: number | undefined;
  /** The next refresh token, where the server gives one. */
  readonly refreshToken: string | undefined;
}

const text = z.string().check(z.minLength(1));

// Some servers write the seconds as a text. Made where it is needed: an app without such an adapter does not load it.
const tokenAnswer = () =>
  z.looseObject({
    access_token: text,
    expires_in: z.nullish(z.union([z.number(), z.string().check(z.regex(/^\d{1,9}$/))])),
    refresh_token: z.nullish(text),
  });

/**
 * Asks for an access token. Source: RFC 6749, sections 2.3.1, 4.4, 5.1 and 6.
 * @param grant What is shown for it, as fields of the form.
 */
export async function accessToken(
  { path, clientId, clientSecret, scope, in: place = "header" }: TokenClient,
  grant: Readonly<Record<string, string>>,
  ask: Parameters<GrantedBy<never>>[1],
): Promise<AccessToken> {
  const secret = clientSecret.reveal();
  const form = new URLSearchParams({
    ...grant,
    ...(scope !== undefined && { scope }),
    ...(place === "body" && { client_id: clientId, client_secret: secret }),
  });
  const basic = btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`);
  const headers = { Authorization: place === "header" ? `Basic ${basic}` : undefined };
  const answer = await ask(tokenAnswer(), { method: "POST", path, headers, form });
  return {
    accessToken: answer.access_token,
    expiresInMs: answer.expires_in == null ? undefined : Number(answer.expires_in) * 1_000,
    refreshToken: answer.refresh_token ?? undefined,
  };
}

/** The grant of an access token. Source: RFC 6750, section 2.1. */
export const bearer = ({ accessToken: token, expiresInMs }: Omit<AccessToken, "refreshToken">): Grant => ({
  headers: { Authorization: `Bearer ${token}` },
  expiresInMs,
});
