import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Exchange } from "../faults/exchange.ts";
import type { EmulatorState } from "./state.ts";
import type { NativeRequest, NativeResponse } from "../http/native-call.ts";
import { fileInput } from "./actions/inputs.ts";
import { body } from "./body.ts";
import { action } from "./envelope.ts";
import { invalid } from "./errors.ts";

const request = z.object({
  method: z.enum(["GET", "POST", "DELETE", "PUT", "PATCH"]),
  path: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  params: z.record(z.string(), z.string()).optional(),
  data: z.unknown().optional(),
  response_as_base64: z.boolean().default(false),
  multipart_form_data: z.array(z.object({ name: z.string(), value: z.union([z.string(), fileInput]) })).optional(),
  api_options: z.record(z.string(), z.string()).optional(),
});

/**
 * `POST /passthrough/{tool}/{api}`: one call of the tool's own API. What the tool answers, also an error, comes in
 * `data.status` with Kombo's own 200 (inferred from the published schema).
 */
export function addPassthrough(app: Hono, state: EmulatorState, exchangeOf: (context: Context) => Exchange): void {
  app.post("/passthrough/:tool/:api", async (context) => {
    const { slug: usual, baseUrl } = state.profile.passthrough;
    const [connector] = state.options.integrationId.split(":", 1);
    // Each connector of an ATS has a way of its own.
    const isAnother = connector !== undefined && state.profile.connectors?.includes(connector);
    const slug = isAnother ? usual.replace(/^[^/]+/, connector) : usual;
    const asked = `${context.req.param("tool")}/${context.req.param("api")}`;
    if (asked !== slug) throw invalid(`There is no passthrough API "${asked}" for this integration.`);
    const input = await body(context, request);
    const url = new URL(`${baseUrl}${input.path.startsWith("/") ? "" : "/"}${input.path}`);
    for (const [name, value] of Object.entries(input.params ?? {})) url.searchParams.append(name, value);
    const native: NativeRequest = {
      method: input.method,
      path: url.pathname.slice(new URL(baseUrl).pathname.length),
      query: url.searchParams,
      body: input.multipart_form_data ?? input.data,
    };
    const answer = exchangeOf(context).native(native, () => state.tool.native(native));
    return action(context, {
      url: url.href,
      status: answer.status,
      headers: answer.headers,
      data: payload(answer, input.response_as_base64),
    });
  });
}

function payload({ body: data }: NativeResponse, asBase64: boolean): unknown {
  if (!asBase64) return data;
  const bytes = data instanceof Uint8Array ? data : Buffer.from(typeof data === "string" ? data : JSON.stringify(data));
  return Buffer.from(bytes).toString("base64");
}
