import { AtsError, type Receipt, type Warning } from "@anyats/core";
import type { Http, HttpRequest } from "@anyats/http";
import type { Call } from "@anyats/core";
import { z } from "zod";
import { results } from "./wire.ts";

export const receipt = (settledBy: Receipt["settledBy"] = "answer", warnings: readonly Warning[] = []): Receipt => ({
  settledBy,
  warnings: [...warnings],
});

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
