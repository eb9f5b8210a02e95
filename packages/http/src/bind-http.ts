import { CONNECTION_ID, SETTINGS, toClass, type Bindings, type Settings } from "@anyats/core";
import { References, REFERENCES } from "./settling/references.ts";
import { HttpListPages, LIST_PAGES } from "./reading/list-pages.ts";
import { HTTP, HttpClient } from "./calls/http-client.ts";
import { HTTP_PROFILE, type HttpProfile } from "./calls/profile.ts";

/** Binds what an adapter needs to speak with its server: `HTTP`, `LIST_PAGES` and `REFERENCES`. Call it in the adapter's `bindings`. */
export function bindHttp<S>({ bind }: Parameters<Bindings>[0], profile: HttpProfile<S>): void {
  const destination = (settings: Settings) => profile.destination(settings as S);
  const { connectionId, grant, sign, ...others } = profile;
  bind(HTTP_PROFILE).toConstantValue({
    ...others,
    destination,
    ...(sign && { sign: (request, settings) => sign(request, settings as S) }),
    ...(grant && { grant: (parts) => grant({ ...parts, settings: parts.settings as S }) }),
  });
  if (connectionId) bind(CONNECTION_ID).toResolvedValue((settings) => connectionId(settings as S), [SETTINGS]);
  toClass(bind(HTTP), HttpClient).inSingletonScope();
  toClass(bind(LIST_PAGES), HttpListPages).inSingletonScope();
  toClass(bind(REFERENCES), References).inSingletonScope();
}
