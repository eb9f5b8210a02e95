import type { Call, CallHandler, Candidate, Injected, InputOf, OutputOf, candidates } from "@anyats/core";
import { candidateReading } from "../../mapping/candidate.ts";
import { LISTS } from "../../reading/list-reader.ts";
import { queryOf } from "../../reading/query.ts";

type Capability = typeof candidates.find;

/** The shortest national number: what lies before it may be a country code that one side leaves out. */
const nationalDigits = 10;

/** Whether two numbers are the same, by their digits; a country code counts only where both have one. */
export function samePhone(one: string, other: string): boolean {
  const [a, b] = [one, other].map((number) => number.replace(/\D/g, "").replace(/^0+/, "")) as [string, string];
  if (a === b) return a !== "";
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return shorter.length >= nationalDigits && longer.length - shorter.length <= 3 && longer.endsWith(shorter);
}

/**
 * `GET /ats/candidates` with the filters that Kombo has (e-mail address, names). It has none for phone numbers: those
 * are compared here, over what the other filters leave, or over every candidate, one request for 250.
 */
export class FindCandidates implements CallHandler<Capability> {
  static readonly inject = { lists: LISTS };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/ats/candidates", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof FindCandidates.inject>;

  constructor(collaborators: Injected<typeof FindCandidates.inject>) {
    this.collaborators = collaborators;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<OutputOf<Capability>> {
    const { firstName, lastName, email, phone, limit, compareAtMost } = input;
    const query = queryOf({ first_name: firstName, last_name: lastName, email });
    const matches = (candidate: Candidate) =>
      phone === undefined || candidate.phoneNumbers.some(({ number }) => samePhone(number, phone));
    const found: Candidate[] = [];
    let compared = 0;
    let complete = true;
    for await (const { records } of this.collaborators.lists.all("/ats/candidates", candidateReading, query, call)) {
      compared += records.length;
      found.push(...records.filter(matches));
      if (found.length >= limit || (phone !== undefined && compared >= compareAtMost)) {
        complete = false;
        break;
      }
    }
    return {
      candidates: found.slice(0, limit),
      how: phone === undefined ? "filtered-by-the-server" : "compared-here",
      compared: phone === undefined ? 0 : compared,
      complete,
    };
  }
}
