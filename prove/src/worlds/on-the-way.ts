import type { World, WorldSession } from "@anyats/conformance";

export type Fetch = typeof globalThis.fetch;

/** The same world with other members, made for each session. */
export function but(
  world: World,
  change: (session: WorldSession) => Partial<WorldSession> | Promise<Partial<WorldSession>>,
): World {
  return {
    ...world,
    open: async (customer) => {
      const session = await world.open(customer);
      for (const [name, value] of Object.entries(await change(session)))
        Object.defineProperty(session, name, { value });
      return session;
    },
  };
}

/** The same server, reached by another `fetch`. */
export function through(world: World, way: (fetch: Fetch) => Fetch): World {
  const other = (settings: unknown) => {
    const given = settings as { readonly fetch: Fetch };
    return { ...given, fetch: way(given.fetch) };
  };
  return but(world, ({ settings, wrong, variants }) => ({
    settings: other(settings),
    wrong: { ...wrong, settings: other(wrong.settings) },
    ...(variants && { variants: variants.map((each) => ({ ...each, settings: other(each.settings) })) }),
  }));
}

/** A server whose answers are changed. */
export const answering = (
  world: World,
  change: (response: Response, request: Request) => Response | Promise<Response>,
) =>
  through(world, (fetch) => async (input, init) => {
    const request = new Request(input, init);
    return change(await fetch(request.clone()), request);
  });

/** The same answer with further headers. */
export function withHeaders({ status, headers, body }: Response, extra: Readonly<Record<string, string>>): Response {
  const all = new Headers(headers);
  for (const [name, value] of Object.entries(extra)) all.set(name, value);
  return new Response(body, { status, headers: all });
}

/** A server that asks for a wait of a minute when it throttles. */
export const asksToWaitAMinute = (world: World) =>
  answering(world, (response) => (response.status === 429 ? withHeaders(response, { "Retry-After": "60" }) : response));

/** A server that answers writes with 202. */
export const acceptsWrites = (world: World) =>
  answering(world, (response, { method }) =>
    response.ok && method !== "GET"
      ? new Response(response.body, { status: 202, headers: response.headers })
      : response,
  );

/** A server whose requests are changed on the way. */
export const asking = (world: World, change: (request: Request) => Request | Promise<Request>) =>
  through(world, (fetch) => async (input, init) => fetch(await change(new Request(input, init))));

export type Json = null | string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** A server whose bodies are changed. */
export const inBody = (world: World, change: (body: Json, request: Request) => Json | string) =>
  answering(world, async (response, request) => {
    const copy = response.clone();
    try {
      const body = change((await copy.json()) as Json, request);
      const { status, headers } = response;
      return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
    } catch {
      return response;
    }
  });

/** Each object of a value, changed. */
export function deep(value: Json, change: (fields: Record<string, Json>) => Record<string, Json>): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => deep(each, change));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value as Record<string, Json>).map(
    ([name, held]) => [name, deep(held, change)] as const,
  );
  return change(Object.fromEntries(fields));
}
