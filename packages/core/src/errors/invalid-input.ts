import type { z } from "zod";
import { AtsError } from "./ats-error.ts";

/** One thing that is wrong with an input. */
export interface InputIssue {
  /** Where, such as `updates.salary` or `ids[0]`; empty for the input as a whole. */
  readonly path: string;
  readonly message: string;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("").replace(/^\./, "");
}

/** The issues of a schema's error, without the values that caused them. */
export function inputIssues(error: z.core.$ZodError): readonly InputIssue[] {
  return error.issues.flatMap((issue): readonly InputIssue[] => {
    // Of a union that takes an id or a record, the branch that came nearest says what is wrong.
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      const depth = (branch: readonly z.core.$ZodIssue[]) => Math.max(0, ...branch.map((inner) => inner.path.length + (inner.code === "custom" || inner.code === "too_small" ? 1 : 0)));
      const nearest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
      return nearest.map((inner) => ({ path: pathOf([...issue.path, ...inner.path]), message: inner.message }));
    }
    return [{ path: pathOf(issue.path), message: issue.message }];
  });
}

/** What the caller gave cannot be used. Nothing was sent. All problems are listed at once. */
export class InvalidInput extends AtsError {
  override readonly name = "InvalidInput";
  readonly issues: readonly InputIssue[];

  constructor(what: string, issues: readonly InputIssue[]) {
    const said = issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
    super({
      code: "input.invalid",
      fault: "caller",
      retry: "never",
      message: `${what} cannot be used: ${said.join("; ")}.`,
      advice: "Correct what is listed and call again; nothing was sent.",
      details: { issues },
    });
    this.issues = issues;
  }
}
