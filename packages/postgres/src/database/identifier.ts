import { DatabaseMisconfigured } from "./errors.ts";

/** Checks a name that becomes part of a statement, where no parameter is possible. */
export function identifier(option: string, name: string): string {
  if (/^[a-z_][a-z0-9_]{0,47}$/.test(name)) return name;
  throw new DatabaseMisconfigured(
    option,
    "it is not a plain name",
    "Use lower-case letters, digits and underscores, at most 48, and begin with a letter.",
  );
}

/** The schema of all tables unless an app names another. */
export const defaultSchema = "anyats";
