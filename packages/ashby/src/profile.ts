import {
  at,
  contentKey,
  generalMeaning,
  type HttpProfile,
  type Meaning,
  type RefusedAnswer,
  type Refusal,
} from "@anyats/http";
import { z } from "zod/mini";
import { permissionFor } from "./permissions.ts";
import type { AshbySettings } from "./settings.ts";

/** The only version that is active (documented). Without it, a key's own version decides. */
export const ashbyVersion = "2026-01-01";

const party = { name: "Ashby" } as const;
const general = (status: number) => generalMeaning(status, party);

/** Refusals of a list's cursor, for `cursorRefused`. */
export const cursorRefusedCode = "ashby.cursor-refused";
/** Refusals of a sync token: the whole list is read instead. */
export const tokenRefusedCode = "ashby.sync-token-refused";

const caller = { fault: "caller", ran: "no", passes: false } as const;
const cursorRefused: Meaning = {
  ...caller,
  code: cursorRefusedCode,
  message: "Ashby rejected the cursor; it may have expired.",
  advice: "Read the list again from the beginning.",
};
const tokenRefused: Meaning = {
  ...caller,
  code: tokenRefusedCode,
  message: "Ashby rejected the sync token: it expired, or too much changed since.",
  advice: "Read the whole list.",
};
const wrongVersion: Meaning = {
  code: "connection.version-unsupported",
  fault: "configuration",
  ran: "no",
  passes: false,
  message: `Ashby does not serve version ${ashbyVersion} of its API to this key.`,
  advice: "Install a newer version of the adapter, or ask Ashby which versions the key may use.",
};
export const wrongAddress: Meaning = {
  code: "connection.address-wrong",
  fault: "configuration",
  ran: "no",
  passes: false,
  message: "There is no Ashby API at this address.",
  advice: "Check `baseUrl` in the settings: Ashby's own is https://api.ashbyhq.com.",
};

const byCode: Readonly<Record<string, Meaning>> = {
  next_cursor_expired: cursorRefused,
  cursor_invalid: cursorRefused,
  invalid_next_cursor: cursorRefused,
  sync_token_expired: tokenRefused,
  sync_token_invalid: tokenRefused,
  incremental_sync_too_large: tokenRefused,
  invalid_api_version: wrongVersion,
  // The work may have been done in part or in full (documented).
  generic_internal_error: general(500),
  application_blocked: {
    ...caller,
    code: "application.blocked",
    message: "Ashby does not accept an application of this candidate to this job.",
    advice: "Check the job's application limits in Ashby.",
  },
};

/** The permission is the adapter's word and not the server's text, which could name anything. */
const permissionMissing = (path: string): Meaning => ({
  ...general(403),
  message: `The key lacks the permission ${permissionFor(path)} in Ashby.`,
  advice: `Ask the customer's administrator to grant ${permissionFor(path)} to the key, in Ashby's admin pages under API keys.`,
});

const envelope = z.looseObject({
  success: z.boolean(),
  errorInfo: z.catch(z.nullish(z.looseObject({ code: z.nullish(z.string()) })), null),
  errors: z.catch(z.nullish(z.array(z.unknown())), null),
});

/** `errors` holds codes by the documentation; clients also meet objects of two shapes (reported). */
function firstOf(errors: readonly unknown[] | null | undefined): string | undefined {
  const [first] = errors ?? [];
  const code = typeof first === "object" && first !== null ? (first as { readonly code?: unknown }).code : first;
  return typeof code === "string" && /^[a-z_]{1,80}$/.test(code) ? code : undefined;
}

function meaningOf(code: string | undefined, { status, path }: RefusedAnswer): Meaning | undefined {
  if (code === "missing_endpoint_permission" || code === "insufficient_permissions") return permissionMissing(path);
  if (code !== undefined && Object.hasOwn(byCode, code)) return byCode[code];
  // With whatever status: Ashby's own code says more. An endpoint that is not there is no record.
  if (code !== undefined && /^(?!endpoint_).*_not_found$/.test(code) && status < 500) return general(404);
  // Without a code, a 403 is a key that is wrong or disabled (documented).
  if (status === 403) return general(401);
  return status === 200 ? general(400) : undefined;
}

function refusal(answer: RefusedAnswer): Refusal | undefined {
  if (at(answer.body, "success") === true) return undefined;
  const { success, data } = envelope.safeParse(answer.body);
  if (!success) return answer.status === 403 ? { meaning: general(401) } : undefined;
  if (data.success) return undefined;
  const code = data.errorInfo?.code ?? firstOf(data.errors);
  return { meaning: meaningOf(code, answer), upstreamCode: code };
}

/** How Ashby is reached: most refusals come with HTTP 200 (documented). */
export const ashbyProfile: HttpProfile<AshbySettings> = {
  ...party,
  // Neither the key nor a part of it may be told; the same key is the same organization.
  connectionId: ({ apiKey, baseUrl }) => contentKey(baseUrl, apiKey.reveal()),
  destination: ({ apiKey, baseUrl, fetch }) => ({
    baseUrl,
    headers: {
      Authorization: `Basic ${Buffer.from(`${apiKey.reveal()}:`).toString("base64")}`,
      "Ashby-Version": ashbyVersion,
    },
    fetch,
  }),
  errors: { 404: wrongAddress, 405: wrongAddress },
  refusesWithin200: true,
  refusal,
  // No number is published: a few at once, and what a 429 says.
  quota: { atOnce: { requests: { first: 3, most: 6 } } },
};
