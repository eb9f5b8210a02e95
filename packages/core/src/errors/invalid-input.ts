import { z } from "zod/mini";
import { AtsError } from "./ats-error.ts";

// What is wrong, in English, as "zod" itself sets it; "zod/mini" has no texts. An app's own language stays.
if (z.config().localeError === undefined) z.config(z.locales.en());

/** One thing that is wrong with an input. */
export interface InputIssue {
  /** Where, such as `updates.salary` or `ids[0]`; empty for the input as a whole. */
  readonly path: string;
  readonly message: string;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

/** The issues of a schema's error, without the values that caused them. */
export function inputIssues(error: z.core.$ZodError): readonly InputIssue[] {
  return error.issues.flatMap((issue) => issuesOf(issue, []));
}

type Path = readonly PropertyKey[];

function issuesOf(issue: z.core.$ZodIssue, within: Path): readonly InputIssue[] {
  const path = [...within, ...issue.path];
  const [near, next] = issue.code === "invalid_union" ? issue.errors.toSorted((a, b) => far(a) - far(b)) : [];
  // A union with words of its own says what it takes, unless one branch is nearer than the others.
  return near && !(far(near) === (next && far(next)) && issue.message.startsWith("must"))
    ? near.flatMap((inner) => issuesOf(inner, path))
    : [{ path: pathOf(path), message: issue.message }];
}

/** How far a branch of a union, such as an id or a record, is from what was meant: of another kind, or with so much to fix. */
function far(branch: readonly z.core.$ZodIssue[]): number {
  return branch.some(({ code, path }) => code === "invalid_type" && path.length === 0) ? 1_000 : branch.length;
}

/** The longest text about one thing that is wrong: it may name what the ATS has, such as every option of a field. */
const longest = 1_000;

/** How many things that are wrong are listed: an input may have thousands of the same kind. */
const mostListed = 100;

/** A word. With an `@`, it is an e-mail address: where something is kept by person, a field's name tells who that is. */
const word = /[^\s"'`,;:()[\]]+/gu;

function printable(text: string): string {
  const bounded = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return bounded.replaceAll(/\p{Cc}/gu, " ").replaceAll(word, (found) => (found.includes("@") ? "[e-mail]" : found));
}

/** What the caller gave cannot be used. Nothing was sent. All problems are listed at once, the first 100 of them in full. */
export class InvalidInput extends AtsError {
  override readonly name = "InvalidInput";
  readonly issues: readonly InputIssue[];

  constructor(what: string, issues: readonly InputIssue[]) {
    const more = issues.length - mostListed;
    const bounded = issues
      .slice(0, mostListed)
      .map(({ path, message }) => ({ path: printable(path), message: printable(message) }));
    const said = bounded.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
    if (more > 0) said.push(`and ${more} more`);
    super({
      code: "input.invalid",
      fault: "caller",
      retry: "never",
      message: `${what} is not valid: ${said.join("; ")}.`,
      advice: "Correct the listed values and call again; nothing was sent.",
      details: { issues: bounded },
    });
    this.issues = bounded;
  }
}
