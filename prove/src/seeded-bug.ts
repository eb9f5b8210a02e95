import { defineAdapter, type Adapter, type Bindings, type catalogue, type Operation } from "@anyats/core";
import { avionte } from "@anyats/avionte";

/** A capability of the catalogue, by its id. */
export type Capability<Id extends keyof typeof catalogue> = (typeof catalogue)[Id];

/** An adapter with one bug, as a developer could have written it. */
export interface SeededBug {
  readonly name: string;
  /** The capabilities whose tests should catch it: only those are run. */
  readonly capabilities: readonly string[];
  readonly adapter: Adapter;
  /** Changes what goes over the wire, for bugs in what is sent or in how an answer is taken. */
  readonly wire?: Wire;
}

/** A bug between the handler and the network. */
export type Wire = (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;

/** Avionté with some handlers or collaborators replaced by broken ones. */
export function broken(
  handlers: readonly Operation[],
  bindings?: Bindings,
  changes: Record<string, unknown> = {},
): Adapter {
  const definition = {
    id: "broken",
    name: "Broken Avionté",
    package: { name: "@anyats/broken", version: "0.0.0" },
    extends: avionte,
    facts: {},
    handlers,
    ...(bindings && { bindings }),
    ...changes,
  };
  return defineAdapter(definition as never) as Adapter;
}

/** A bug in how one operation is performed. */
export const inHandler = (name: string, operation: Operation): SeededBug => ({
  name,
  capabilities: [operation.capability.id],
  adapter: broken([operation]),
});

/** A bug in the query of a request. */
export function asksWrongly(change: (query: URLSearchParams, path: string) => void): Wire {
  return (fetch) => async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    change(url.searchParams, url.pathname);
    return fetch(new Request(url, request));
  };
}

interface ListBody {
  data: { next: string | null; results: Record<string, unknown>[] };
}

/** A bug in how a list's page is taken. */
export function takesWrongly(change: (body: ListBody, url: URL) => void): Wire {
  return (fetch) => async (input, init) => {
    const response = await fetch(input, init);
    const text = await response.text();
    const parsed = response.ok ? (JSON.parse(text) as Partial<ListBody>) : {};
    if (!parsed.data || !Array.isArray(parsed.data.results)) return new Response(text, response);
    change(parsed as ListBody, new URL(new Request(input).url));
    return Response.json(parsed, { headers: response.headers });
  };
}

/** A bug that treats a failure as an empty answer. */
export function takesForEmpty(fails: (response: Response) => boolean | Promise<boolean>): Wire {
  const empty = { status: "success", data: { next: null, results: [] }, warnings: [] };
  return (fetch) => async (input, init) => {
    const response = await fetch(input, init);
    return (await fails(response)) ? Response.json(empty) : response;
  };
}
