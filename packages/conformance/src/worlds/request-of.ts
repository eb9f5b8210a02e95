/** The request that `fetch` is called with. One that is whole already is taken as it is: a copy costs as much as an answer. */
export const requestOf = (input: string | URL | Request, init: RequestInit = {}): Request =>
  input instanceof Request && Object.keys(init).length === 0 ? input : new Request(input, init);

/** Where a request goes, before it is made. */
export function addressOf(input: Parameters<typeof globalThis.fetch>[0]): string {
  return input instanceof Request ? input.url : String(input);
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
