import type { Fetch, Json } from "./on-the-way.ts";

interface Page {
  readonly items: Json[];
  readonly next: string | null;
}

/** The suite counts what an adapter parses; this is what a server does. */
const { parse } = JSON;

/**
 * Every record of a list of Rowan, for a server whose lists go on in another way; or the answer that is not a page.
 * @param own The parameters of that way.
 */
export async function wholeList(
  fetch: Fetch,
  request: Request,
  own: readonly string[],
  limit: number,
): Promise<readonly Json[] | Response> {
  const whole = new URL(request.url);
  for (const name of own) whole.searchParams.delete(name);
  // What breaks in a page there is in the page that is asked for here.
  whole.searchParams.set("limit", String(limit));
  const items: Json[] = [];
  for (;;) {
    const response = await fetch(new Request(whole, request));
    if (!response.ok) return response;
    const text = await response.text();
    if (!text.startsWith("{")) return new Response(text, response);
    const page = parse(text) as Page;
    items.push(...page.items);
    if (page.next === null) return items;
    whole.searchParams.set("after", page.next);
  }
}
