import { AtsError, type Call } from "@anyats/core";
import type { Http, HttpRequest } from "@anyats/http";
import { z } from "zod";
import { results } from "./wire.ts";

/** A call of Ashby's, by its path. */
export async function post<T extends z.ZodType>(
  http: Http,
  path: string,
  body: object,
  { schema, effect }: { readonly schema: T; readonly effect: HttpRequest["effect"] },
  call: Call,
): Promise<z.output<T>> {
  const answer = await http.read(results(schema), { method: "POST", path, body, effect }, call);
  return answer.results as z.output<T>;
}

export const anything = z.unknown();
export const withId = z.looseObject({ id: z.string() });

export const isLost = (error: unknown): boolean => AtsError.is(error) && error.retry === "unknown-outcome";
