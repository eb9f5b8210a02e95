import { toClass, type Bindings, type Settings } from "@anyats/core";
import { HttpListPages, LIST_PAGES } from "../reading/list-pages.ts";
import { HTTP, HttpClient } from "./http-client.ts";
import { HTTP_PROFILE, type HttpProfile } from "./profile.ts";

/** Binds what an adapter needs to speak with its server: `HTTP` and `LIST_PAGES`. Call it in the adapter's `bindings`. */
export function bindHttp<S>({ bind }: Parameters<Bindings>[0], profile: HttpProfile<S>): void {
  const destination = (settings: Settings) => profile.destination(settings as S);
  bind(HTTP_PROFILE).toConstantValue({ ...profile, destination });
  toClass(bind(HTTP), HttpClient).inSingletonScope();
  toClass(bind(LIST_PAGES), HttpListPages).inSingletonScope();
}
