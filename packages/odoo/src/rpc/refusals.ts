import type { AtsError, CapabilityEffect } from "@anyats/core";
import { unreadableAnswer, type Meaning, type Refusal } from "@anyats/http";
import { z } from "zod/mini";

const caller = { fault: "caller", ran: "no", passes: false } as const;
const configuration = { fault: "configuration", ran: "no", passes: false } as const;

const refused: Meaning = {
  ...caller,
  code: "input.refused-by-ats",
  message: "Odoo rejected the request.",
  advice:
    "Compare the request with what Odoo accepts; a mandatory field may be missing, or a rule of the customer's forbids it.",
};

/** What this adapter asks for in a form that the server does not know: a field or a method of another version. */
const notUnderstood: Meaning = {
  ...configuration,
  concerns: "capability",
  code: "connection.request-not-understood",
  message: "Odoo does not know a requested field or method.",
  advice: "Try again: the adapter reads the server's fields again. If it persists, report it with the version of Odoo.",
};

/** An answer of success that is not what a method returns. */
export const unlike = (effect: CapabilityEffect): AtsError =>
  unreadableAnswer("it is not what the method returns", { name: "Odoo" }, effect, { status: 200 });

export const keyRefused: Meaning = {
  ...configuration,
  code: "connection.key-refused",
  message: "Odoo rejected the login or the key.",
  advice:
    "Check `user` and `apiKey` in the settings. A user with two-factor authentication needs an API key; keys expire, and an archived user has none.",
};

export const databaseUnknown: Meaning = {
  ...configuration,
  code: "connection.database-unknown",
  message: "Odoo cannot open the database.",
  advice: "Check `database` in the settings: the server does not have it, or its database server is down.",
};

export const languageUnknown: Meaning = {
  ...configuration,
  code: "connection.language-unknown",
  message: "Odoo does not have the language of the settings.",
  advice: "Check `language` in the settings, or ask the customer's administrator to add the language in Odoo.",
};

export const addressWrong: Meaning = {
  ...configuration,
  code: "connection.address-wrong",
  message: "There is no Odoo at this address, or none with this interface.",
  advice:
    'Check `baseUrl` in the settings: it has no path. JSON-RPC ends with Odoo 22; `api: "json-2"` requires Odoo 19.',
};

export const permissionMissing: Meaning = {
  ...configuration,
  concerns: "capability",
  code: "connection.permission-missing",
  message: "The user lacks an access right in Odoo.",
  advice: "Ask the customer's administrator to make the user an officer of Recruitment (all applicants).",
};

/** What Odoo's exceptions mean, by their class. Texts are translated, and may name people: nobody reads them. */
const meanings: Readonly<Record<string, Meaning>> = {
  "psycopg2.OperationalError": databaseUnknown,
  "odoo.exceptions.AccessDenied": keyRefused,
  "odoo.exceptions.AccessError": permissionMissing,
  "odoo.exceptions.MissingError": {
    ...caller,
    code: "record.not-found",
    message: "Odoo has no record with this id, or the user may not see it.",
    advice: "Check that the ids belong to this connection.",
  },
  "odoo.exceptions.UserError": refused,
  "odoo.exceptions.ValidationError": refused,
  "odoo.exceptions.RedirectWarning": refused,
  "binascii.Error": refused,
  "builtins.ValueError": notUnderstood,
  "builtins.TypeError": notUnderstood,
  "builtins.AttributeError": notUnderstood,
  "builtins.KeyError": notUnderstood,
  "builtins.AssertionError": notUnderstood,
  "psycopg2.errors.NumericValueOutOfRange": {
    ...refused,
    message: "Odoo rejected a number: it is beyond 2,147,483,647.",
    advice: "Check the ids and numbers of the request.",
  },
  // Five lost races on one row: the transaction was rolled back each time.
  "psycopg2.errors.SerializationFailure": {
    fault: "ats",
    ran: "no",
    passes: true,
    code: "ats.unavailable",
    message: "Odoo gave up: others wrote to the same record at the same time.",
    advice: "This is usually temporary: try again later.",
  },
};

/** An error as JSON-RPC wraps it, with HTTP 200, and as JSON-2 sends it, with a status of its own. */
const wrapped = z.object({ error: z.looseObject({ data: z.looseObject({ name: z.string() }) }) });
const bare = z.looseObject({ name: z.string(), debug: z.unknown(), arguments: z.unknown() });

/** The class of the exception in an answer; `undefined` when the answer is not an error. */
function exceptionIn(status: number, body: unknown): string | undefined {
  const error = (body as { readonly error?: unknown } | null | undefined)?.error;
  // Most answers are none: a parse that fails lists what is missing, which takes as long as reading a record.
  if (status < 400 && error === undefined) return undefined;
  const rpc = wrapped.safeParse(body);
  if (rpc.success) return rpc.data.error.data.name;
  if (status < 400) return "unknown";
  const json2 = bare.safeParse(body);
  return json2.success ? json2.data.name : undefined;
}

/** Reads a refusal. What is not in the table failed in a way that may have left something behind. */
export function refusalIn({ status, body }: { readonly status: number; readonly body: unknown }): Refusal | undefined {
  const upstreamCode = exceptionIn(status, body);
  if (upstreamCode === undefined) return undefined;
  const known = Object.hasOwn(meanings, upstreamCode) ? meanings[upstreamCode] : undefined;
  // JSON-2 says a rejected key by its status; the exception's class there is one of the web server.
  if (known === undefined && (status === 401 || status === 403)) return { upstreamCode };
  return { upstreamCode, meaning: known ?? failed };
}

const failed: Meaning = {
  fault: "ats",
  ran: "no", // An exception rolls the transaction back.
  passes: false,
  code: "ats.failed",
  message: "Odoo failed to process the request.",
  advice: "The server's log has the reason. Try again later; if it persists, ask the customer's administrator.",
};
