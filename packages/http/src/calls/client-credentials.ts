import type { Secret } from "@anyats/core";
import { z } from "zod/mini";
import { grantedBy, type Granting } from "./grants.ts";

/** What a client shows to get an access token. */
export interface ClientCredentials {
  /** Where tokens are asked for: a path of the API, or the whole address of another server. */
  readonly path: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** The rights that are asked for, separated by blanks. */
  readonly scope?: string | undefined;
  /** Where the server expects id and secret. Default: the header `Authorization`. */
  readonly in?: "header" | "body";
}

// Some servers write the seconds as a text. Made where it is needed: an app without such an adapter does not load it.
const tokenAnswer = () =>
  z.looseObject({
    access_token: z.string().check(z.minLength(1)),
    expires_in: z.nullish(z.union([z.number(), z.string().check(z.regex(/^\d{1,9}$/))])),
  });

/** A bearer token of OAuth 2 by client credentials, for a profile's `grant`. Source: RFC 6749, sections 2.3.1, 4.4 and 5.1. */
export const clientCredentials = <S>(of: (settings: S) => ClientCredentials): Granting<S> =>
  grantedBy(async (settings, ask) => {
    const { path, clientId, clientSecret, scope, in: place = "header" } = of(settings);
    const secret = clientSecret.reveal();
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      ...(scope !== undefined && { scope }),
      ...(place === "body" && { client_id: clientId, client_secret: secret }),
    });
    const basic = btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`);
    const headers = { Authorization: place === "header" ? `Basic ${basic}` : undefined };
    const answer = await ask(tokenAnswer(), { method: "POST", path, headers, form });
    const seconds = answer.expires_in == null ? undefined : Number(answer.expires_in);
    return {
      headers: { Authorization: `Bearer ${answer.access_token}` },
      expiresInMs: seconds === undefined ? undefined : seconds * 1_000,
    };
  });
