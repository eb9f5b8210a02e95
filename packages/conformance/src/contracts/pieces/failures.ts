import { networkFailure } from "../../worlds/troubled-network.ts";

/** How a request may fail, and what that means. Source: RFC 9110, section 15; RFC 6585. */
export interface Failure {
  readonly what: string;
  readonly answer: (now: number) => Response;
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly passes: boolean;
  /** Whether the server may have done what a request asked for. */
  readonly mayHaveRun?: true;
  /** It may be repeated or not: what counts is that nobody goes there. */
  readonly isRedirect?: true;
  /** Who must do something. */
  readonly fault?: string;
  /** How long it asks to wait, in milliseconds. */
  readonly asksMs?: number;
  /** It is the ATS that answers so, to a request that an aggregator carries there. */
  readonly isCarried?: boolean;
}

export const status = (
  code: number,
  more: Omit<Failure, "what" | "answer">,
  headers: Record<string, string> = {},
): Failure => ({
  what: `HTTP ${code}${Object.entries(headers)
    .map(([name, value]) => `, ${name}: ${value}`)
    .join("")}`,
  answer: () => new Response("{}", { status: code, headers: { "content-type": "application/json", ...headers } }),
  ...more,
});

/** A failure of the network. */
export const broken = (code: string, syscall: string | undefined, mayHaveRun?: true): Failure => ({
  what: `${code} of ${syscall ?? "no system call"}`,
  answer: () => {
    throw networkFailure(code, syscall, code === "ECONNREFUSED");
  },
  passes: true,
  ...(mayHaveRun && { mayHaveRun }),
});
