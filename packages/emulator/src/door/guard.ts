import { z } from "zod";

/** An answer of the door that is not a success. */
export class DoorRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "DoorRefusal";
    this.status = status;
  }
}

/** The longest body that the door reads. */
const longestBody = 1_000_000;

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Lets in only who means this machine. A page of another site can be made to resolve to this address (its requests carry
 * that site's name as `Host`), or can post to it unseen (its requests carry an `Origin`, or a body that is not JSON).
 * @throws {DoorRefusal} 421, 403 or 415.
 */
export function admit(request: Request, inProcess: boolean): void {
  const { hostname, host } = new URL(request.url);
  const named = request.headers.get("host") ?? host;
  if (!inProcess && !(loopback.has(hostname) && loopback.has(named.replace(/:\d*$/, ""))))
    throw new DoorRefusal(421, "The control door answers on this machine only: use 127.0.0.1 as the host.");
  const origin = request.headers.get("origin");
  if (origin !== null && URL.parse(origin)?.host !== host)
    throw new DoorRefusal(403, "The control door takes no requests of web pages.");
  const json = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() === "application/json";
  if (/^(POST|PATCH)$/.test(request.method) && !json) throw new DoorRefusal(415, "Send the body as application/json.");
}

/**
 * Reads a body of at most a megabyte, without waiting for the rest of a longer one.
 * @throws {DoorRefusal} 413, or 400 when it is not JSON or not what the schema says.
 */
export async function bodyOf<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > longestBody) throw new DoorRefusal(413, `A body may have ${longestBody} bytes.`);
    chunks.push(chunk);
  }
  return read(schema, length === 0 ? {} : parsed(Buffer.concat(chunks).toString("utf8")));
}

/** @throws {DoorRefusal} 400 that names what is wrong. */
export function read<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new DoorRefusal(400, z.prettifyError(result.error).slice(0, 2_000));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new DoorRefusal(400, "The body is not JSON.");
  }
}
