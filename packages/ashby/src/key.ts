import {
  AtsError,
  CLOCK,
  isOffered,
  token,
  userMessageOf,
  withGap,
  type Call,
  type CoverageCell,
  type CoverageNarrower,
  type CoverageOptions,
  type CoverageReport,
  type Injected,
  type Token,
} from "@anyats/core";
import { HTTP, internally, refusalError, SharedAnswers } from "@anyats/http";
import { z } from "zod/mini";
import { permissionFor, scopeOf } from "./permissions.ts";
import { wrongAddress } from "./profile.ts";
import { post } from "./results.ts";

const keyInfo = z.looseObject({ title: z.nullish(z.string()), scopes: z.array(z.string()) });
type KeyInfo = z.output<typeof keyInfo>;

/** What the connection's key is and may do. */
export class Key implements CoverageNarrower {
  static readonly inject = { http: HTTP, clock: CLOCK };
  readonly #collaborators: Injected<typeof Key.inject>;
  /** Null where the key may not say it. */
  readonly #known = new SharedAnswers<KeyInfo | null>(1);

  constructor(collaborators: Injected<typeof Key.inject>) {
    this.#collaborators = collaborators;
  }

  /** What the key says of itself; `undefined` where it may not. @throws {AtsError} when it is refused. */
  async info(call: Call): Promise<KeyInfo | undefined> {
    try {
      return await post(this.#collaborators.http, "/apiKey.info", {}, { schema: keyInfo, effect: "reads" }, call);
    } catch (error) {
      if (!AtsError.is(error)) throw error;
      if (error.code === "connection.permission-missing") return undefined;
      // A page instead of an answer: another program is at this address.
      const isElsewhere = error.code === "ats.unreadable-answer" && (error.status ?? 500) < 500;
      throw isElsewhere ? refusalError(wrongAddress, { effect: "reads" }) : error;
    }
  }

  async narrow(report: CoverageReport, options: CoverageOptions): Promise<CoverageReport> {
    const kept = options.refresh ? undefined : this.#known.kept("");
    const known = kept === undefined ? await this.#read(options) : kept;
    if (!known) return report;
    const granted = new Set(known.scopes);
    const cells = report.cells.map((cell) => narrowed(cell, granted, report.adapter.name));
    return { ...report, scope: "connection", cells };
  }

  async #read({ signal, refresh }: CoverageOptions): Promise<KeyInfo | null> {
    const purpose = { capability: "coverage", adapter: "ashby", signal };
    return internally(this.#collaborators.clock, purpose, (call) =>
      this.#known.read("", call, async () => (await this.info(call)) ?? null, refresh),
    );
  }
}

/** Routes that only look whether a write whose answer was lost is there: without them its outcome is unknown. */
const onlyToSettle: Readonly<Record<string, readonly string[]>> = {
  "candidates.addNote": ["/candidate.listNotes"],
  "candidates.addAttachment": ["/candidate.info"],
  "interviews.create": ["/interviewSchedule.list"],
};

/** A cell whose calls the key may not make is a no, with the permission that it lacks. */
function narrowed(cell: CoverageCell, granted: ReadonlySet<string>, ats: string): CoverageCell {
  if (!isOffered(cell)) return cell;
  const required = cell.routes.filter(({ path }) => !onlyToSettle[cell.capability]?.includes(path));
  const missing = new Set(
    required.map(({ path }) => permissionFor(path)).filter((permission) => !granted.has(scopeOf(permission))),
  );
  missing.delete("apiKeysRead");
  if (missing.size === 0) return cell;
  const gap = {
    priority: null,
    plan: null,
    reason: "disabled-by-customer",
    explanation: `The key lacks the permission ${[...missing].join(", ")} in Ashby.`,
    workaround: "Ask the customer's administrator to grant it to the key, in Ashby's admin pages under API keys.",
  } as const;
  return withGap(cell, { ...gap, userMessage: userMessageOf(gap, ats) });
}

export const KEY: Token<Key> = token("ashby/key");
