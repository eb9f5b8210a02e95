/** The request that `fetch` is called with. One that is whole already is taken as it is: a copy costs as much as an answer. */
export const requestOf = (input: string | URL | Request, init: RequestInit = {}): Request =>
  input instanceof Request && Object.keys(init).length === 0 ? input : new Request(input, init);

/** Where a request goes, before it is made. */
export function addressOf(input: Parameters<typeof globalThis.fetch>[0]): string {
  return input instanceof Request ? input.url : String(input);
}

/** A request by its method and path, before it is made. */
export function namedRequest(input: Parameters<typeof globalThis.fetch>[0], init?: RequestInit): string {
  const method = init?.method ?? (input instanceof Request ? input.method : "GET");
  return `${method} ${URL.parse(addressOf(input))?.pathname ?? ""}`;
}

/** A server that answers at another address, too. */
export function servedAt(address: string, fetch: typeof globalThis.fetch, base: string): typeof globalThis.fetch {
  return (input, init) => {
    const request = requestOf(input, init);
    return fetch(new Request(request.url.replace(address, `${base}/`), request));
  };
}

/** An address in which each part is another: of its path, and of its query. */
export const withParts = (address: string, other: (part: string) => string): string =>
  address
    .split(/([/?&=#])/)
    .map(other)
    .join("");

/** A request as it reads, without what is another each time: the number of a call of JSON-RPC, and the line between the parts of a form. */
export async function readingOf(request: Request): Promise<string> {
  const boundary = (request.headers.get("content-type") ?? "").split("boundary=")[1];
  const body = request.body ? await request.clone().text() : "";
  const text = body.replaceAll(/"id":\d+,?/g, "");
  return `${request.method} ${request.url} ${boundary === undefined ? text : text.replaceAll(boundary, "")}`;
}
