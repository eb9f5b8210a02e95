import { UsageError } from "../failure.ts";

/** The words that no variable can have as its name, and names that something in the templates or in a client has. */
const taken = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof var void while with yield undefined async of version page type
  adapter supports coverage on close then constructor kombo kombo-base define-adapter to-class test-adapter
  emulator-world server-world get-job stream-jobs bind-http connect ats process`.split(/\s+/),
);

/** One name in the forms in which a package needs it. */
export interface Names {
  /** `acme-hire`: the adapter's id. */
  readonly id: string;
  /** `acmeHire`: the exported adapter. */
  readonly variable: string;
  /** `AcmeHire`: the beginning of type names. */
  readonly type: string;
  /** `ACME_HIRE`: the beginning of names of environment variables. */
  readonly constant: string;
  /** `Acme Hire`: for people. */
  readonly title: string;
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The forms of an adapter's name. @throws {UsageError} when it cannot be one. */
export function namesOf(name: string): Names {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40)
    throw new UsageError(
      `"${name.slice(0, 60)}" cannot be an adapter's name: use up to 40 lower-case letters, digits and single hyphens, such as acme-hire`,
    );
  if (taken.has(name)) throw new UsageError(`"${name}" means something else already: choose another name`);
  const words = name.split("-");
  const type = words.map(capitalised).join("");
  return {
    id: name,
    variable: type.charAt(0).toLowerCase() + type.slice(1),
    type,
    constant: words.join("_").toUpperCase(),
    title: words.map(capitalised).join(" "),
  };
}

/** The id under which Kombo knows an ATS, as it stands before the colon of an integration id. @throws {UsageError} */
export function providerId(given: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,39}$/.test(given)) return given;
  throw new UsageError("--provider must be an id such as bullhorn: lower-case letters, digits, _ and -");
}
