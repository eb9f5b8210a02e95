import { AtsError } from "@anyats/core";
import { bounded } from "./bounded.ts";
import type { Policy } from "./options.ts";

/** An answer of a tool, as MCP puts it. */
export interface ToolAnswer {
  readonly [key: string]: unknown;
  readonly content: { readonly type: "text"; readonly text: string }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly isError?: boolean;
}

/** Why a call was refused, so that an agent can act: what happened, whether to retry, what to do. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  /** Whether calling again may help: `never`, `now`, after so many milliseconds, or only after a look into the ATS. */
  readonly retry: unknown;
  /** What the advice may name, such as where to look for a write whose outcome is not known. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Where the upstream's log of the call can be opened, by a person who may. */
  readonly logUrl?: string;
  /** Whether texts or lists in it were cut to fit: the lists of `details` name some records, and not all. */
  readonly truncated?: boolean;
}

/** A refusal as an answer of a tool. */
export function refused(refusal: Refusal): ToolAnswer {
  return { isError: true, content: [{ type: "text", text: JSON.stringify({ error: refusal }) }] };
}

/** What a call threw, as an answer. Errors of the framework hold nothing secret or personal; others are not shown. */
export function refusalOf(thrown: unknown, policy: Policy): ToolAnswer {
  if (!AtsError.is(thrown))
    return refused({
      code: "internal",
      message: "The call failed for a reason that this server does not know.",
      advice: "Report it to the operator of this server.",
      retry: "never",
    });
  const { code, message, advice, retry, details, logUrl } = thrown;
  const refusal = { code, message, advice, retry, ...(details && { details }), ...(logUrl && { logUrl }) };
  const { value, truncated } = bounded(refusal, policy);
  return refused({ ...(value as Refusal), ...(truncated && { truncated }) });
}
