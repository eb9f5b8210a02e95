import { accessToken, bearer, type TokenClient } from "./access-token.ts";
import { grantedBy, type Granting } from "./grants.ts";

/** Access tokens of OAuth 2 by client credentials, for a profile's `grant`. Source: RFC 6749, section 4.4. */
export const clientCredentials = <S>(of: (settings: S) => TokenClient): Granting<S> =>
  grantedBy(async (settings, ask) =>
    bearer(await accessToken(of(settings), { grant_type: "client_credentials" }, ask)),
  );
