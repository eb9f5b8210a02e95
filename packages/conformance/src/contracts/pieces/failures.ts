import type { Trial } from "../../contract-test.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import type { OwnFailure } from "../../world.ts";
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

/** What names a right in an ATS's own words. */
const aRight = /permission|privilege|access|forbidden|denied|scope/i;

/** How the ATS says in its own words that a right is missing, such as within a success: the first of its words for that. */
export const missingRights = ({ world }: Pick<Trial, "world">): readonly OwnFailure[] =>
  (world.failures ?? []).filter(({ what, passes }) => !passes && aRight.test(what)).slice(0, 1);

/** A word by which no ATS has ever named a failure. */
export const unheardOf = "UNHEARD_OF_4823";

/** The same answer with such a word in place of the ATS's own; undefined where it names the failure by none. */
export async function inOtherWords(
  failures: readonly Pick<Failure, "what">[],
  answer: Response,
): Promise<Response | undefined> {
  const text = await answer.text();
  const renamed = failures.reduce((said, { what }) => said.replaceAll(`"${what}"`, `"${unheardOf}"`), text);
  return renamed === text ? undefined : new Response(renamed, { status: answer.status, headers: answer.headers });
}

/** The same way to the ATS, on which the answer that the trouble has struck names the failure by a word that nobody knows. */
export function struckInOtherWords({ world }: Pick<Trial, "world">) {
  const fetch = fetchIn(world.settings);
  if (!fetch) return undefined;
  let struck = false;
  const way: typeof fetch = async (...given) => {
    const before = world.struck?.();
    const response = await fetch(...given);
    if (world.struck?.() === before) return response;
    const renamed = await inOtherWords(world.failures ?? [], response.clone());
    struck ||= renamed !== undefined;
    return renamed ?? response;
  };
  return { fetch: way, struck: () => struck };
}
