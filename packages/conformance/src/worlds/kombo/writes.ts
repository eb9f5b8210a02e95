/** A request to Kombo; one through its passthrough holds a request to the ATS. */
export interface KomboRequestSeen {
  readonly method: string;
  readonly path: string;
  readonly passthrough?: { readonly method: string; readonly path: string };
}

/** Whether a request changes something: an action of Kombo's, or a native call that is not a read. */
export function isKomboWrite({ method, path, passthrough }: KomboRequestSeen): boolean {
  if (path.startsWith("/passthrough/"))
    return passthrough !== undefined && passthrough.method !== "GET" && !passthrough.path.endsWith("/multi-query");
  return method !== "GET";
}
