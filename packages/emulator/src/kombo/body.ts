import type { Context } from "hono";
import type { z } from "zod";
import { invalid } from "./errors.ts";
import { parsed } from "./query.ts";

/**
 * Reads a JSON body.
 * @throws {KomboFailure} `PLATFORM.INPUT_INVALID` when it is not JSON or not what the endpoint takes.
 */
export async function body<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  const text = await context.req.text();
  if (text === "") return parsed(schema, {});
  try {
    return parsed(schema, JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid("The body is not valid JSON.");
    throw error;
  }
}
