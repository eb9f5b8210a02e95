import { z } from "zod/mini";
import { FileInput } from "../models/file.ts";
import { personal } from "../models/personal.ts";
import { receiptFields } from "../models/receipt.ts";
import { NativePath } from "./native-path.ts";
import { resource } from "./capability.ts";

const headerName = z.string().check(z.regex(/^[\w!#$%&'*+.^`|~-]+$/, "must be the name of a header"));
/** What is known of a call whose answer had a status: 4xx, 429 and 503 say that the ATS did nothing. */
function outcomeOf(output: unknown): "performed" | "refused" | "unknown" {
  const { status } = output as { readonly status: number };
  if (status >= 200 && status < 300) return "performed";
  return (status >= 400 && status < 500 && status !== 408) || status === 503 ? "refused" : "unknown";
}

const statusOnly = {
  code: "ledger.status-only",
  message: "The call ran earlier. The ledger keeps the status of its answer, not the headers, the body or the address.",
};

const headerValue = z.string().check(z.regex(/^[^\p{Cc}]*$/u, "must hold no control character"));

/** The ATS's own API, for what no other operation offers. */
export const passthrough = resource("passthrough", {
  /**
   * Call the ATS's own API, with the connection's credentials: for what no other operation offers.
   *
   * The ATS's status comes as it is, in `status`: a 404 or 500 of the ATS is an answer here and no error. Look at it. A
   * GET, and what is marked `repeatable`, is sent again after a failure on the way; any other call is sent once, and
   * ends in `OutcomeUnknown` when its answer is lost. With an idempotency key, an answer of 4xx or 503 frees the key; a
   * repeated call gets the status of the first, without headers and body.
   */
  send: {
    kind: "command",
    effect: "creates",
    input: z
      .strictObject({
        /** The HTTP method. */
        method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
        path: personal(NativePath),
        /** Added to a query string in the path. */
        query: z.optional(z.record(z.string().check(z.minLength(1)), personal(z.string()))),
        /** Those that sign in are added by the aggregator. */
        headers: z.optional(z.record(headerName, personal(headerValue))),
        /** Objects and lists are sent as JSON, a text as it is. */
        body: z.optional(z.unknown()),
        /** A form with files, sent as `multipart/form-data` in place of `body`. */
        multipart: z.optional(
          z
            .array(
              z.union([
                z.strictObject({
                  /** The name of the form's field. */
                  name: z.string().check(z.minLength(1), z.maxLength(255)),
                  /** The field's value. */
                  value: personal(z.string()),
                }),
                z.strictObject({
                  /** The name of the form's field. */
                  name: z.string().check(z.minLength(1), z.maxLength(255)),
                  file: FileInput,
                }),
              ]),
            )
            .check(z.minLength(1), z.maxLength(100)),
        ),
        /** Give the answer's body as base64, as binary files need it. */
        responseAsBase64: z.optional(z.boolean()),
        /** Another API than the adapter's, `tool/api` as the aggregator names it. */
        api: z.optional(
          z.string().check(z.regex(/^[A-Za-z0-9][\w-]*\/[A-Za-z0-9][\w-]*$/, "must look like `tool/api`")),
        ),
        /** Says that a repeat does no harm, as of a POST that only searches. */
        repeatable: z.optional(z.boolean()),
      })
      .check(
        z.refine(({ body, multipart }) => body === undefined || multipart === undefined, {
          path: ["multipart"],
          message: "cannot be sent together with `body`",
        }),
      ),
    /** What the ATS answered, whatever its status. */
    output: z.object({
      /** The HTTP status that the ATS answered with. */
      status: z.number(),
      /** The headers of the answer. */
      headers: z.record(z.string(), personal(z.union([z.string(), z.array(z.string())]))),
      /** The body: parsed where it is JSON, else a text; base64 where that was asked for. */
      data: z.unknown(),
      /** The address that was called. */
      url: personal(z.string()),
      ...receiptFields,
    }),
    ledger: {
      outcomeOf,
      kept: z.pipe(
        z.object({ status: z.number() }),
        z.transform(({ status }) => {
          const nothing = { headers: {}, data: null, url: "" };
          return { status, ...nothing, warnings: [statusOnly], settledBy: "ledger" as const };
        }),
      ),
    },
  },
});
