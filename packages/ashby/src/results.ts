import { AtsError, type Call } from "@anyats/core";
import type { Http, HttpRequest } from "@anyats/http";
import { z } from "zod/mini";
import { results } from "./wire.ts";

/** A call of Ashby's, by its path. A write that worked in part says so (documented). */
export async function post<T extends z.core.$ZodType>(
  http: Http,
  path: string,
  body: object,
  { schema, effect }: { readonly schema: T; readonly effect: HttpRequest["effect"] },
  call: Call,
): Promise<z.output<T>> {
  const answer = await http.read(results(schema), { method: "POST", path, body, effect }, call);
  const warnings = effect === "reads" ? undefined : answer["warnings"];
  for (const message of Array.isArray(warnings) ? (warnings as unknown[]) : [])
    if (typeof message === "string") call.warn({ message, code: null });
  return answer.results as z.output<T>;
}

export const anything = z.unknown();
export const withId = z.looseObject({ id: z.string() });

export const isLost = (error: unknown): boolean => AtsError.is(error) && error.retry === "unknown-outcome";

/** What a call gives; `undefined` where the record is not there, or not one that the key may see. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (AtsError.is(error) && error.code === "record.not-found") return undefined;
    throw error;
  }
}
