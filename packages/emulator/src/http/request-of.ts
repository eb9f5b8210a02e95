/** The request that `fetch` is called with. One that is whole already is taken as it is: a copy costs as much as an answer. */
export const requestOf = (input: string | URL | Request, init: RequestInit = {}): Request =>
  input instanceof Request && Object.keys(init).length === 0 ? input : new Request(input, init);
