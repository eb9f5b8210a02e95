/** The request that `fetch` is called with. One that is whole already is taken as it is: a copy costs as much as an answer. */
export const requestOf = (input: string | URL | Request, init: RequestInit = {}): Request =>
  input instanceof Request && Object.keys(init).length === 0 ? input : new Request(input, init);

/** Where a request goes, before it is made. */
export function addressOf(input: Parameters<typeof globalThis.fetch>[0]): string {
  return input instanceof Request ? input.url : String(input);
}
