import {
  phoneMatcher,
  SETTINGS,
  type Call,
  type CallHandler,
  type Candidate,
  type candidates as candidateCapabilities,
  type Injected,
  type InputOf,
  type OutputOf,
  type PhoneGrade,
} from "@anyats/core";
import { candidateReading } from "../../mapping/candidate.ts";
import { LISTS } from "../../reading/list-reader.ts";
import { queryOf } from "../../reading/query.ts";
import type { KomboSettings } from "../../settings.ts";

type Capability = typeof candidateCapabilities.find;

/** The grade of a candidate that the server found by other details. */
const certain: readonly PhoneGrade[] = ["same"];

/**
 * `GET /ats/candidates` with the filters that Kombo has (e-mail address, names). It has none for phone numbers: those
 * are compared here, over what the other filters leave, or over every candidate, one request for 250.
 */
export class FindCandidates implements CallHandler<Capability> {
  static readonly inject = { lists: LISTS, settings: SETTINGS };
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
    const { lists, settings } = this.collaborators;
    const { defaultCountry } = settings as unknown as KomboSettings;
    const gradeOf = phone === undefined ? undefined : await phoneMatcher(phone, { defaultCountry });
    const same: Candidate[] = [];
    const perhaps: Candidate[] = [];
    let compared = 0;
    let complete = true;
    for await (const { records } of lists.all("/ats/candidates", candidateReading, query, call)) {
      compared += records.length;
      for (const record of records) {
        const grades = gradeOf ? record.phoneNumbers.map(({ number }) => gradeOf(number)) : certain;
        if (grades.includes("same")) same.push(record);
        // A certain match may come later, so the others do not end the search; one beyond the limit tells that it cut.
        else if (grades.includes("perhaps") && perhaps.length <= limit) perhaps.push(record);
      }
      if (same.length >= limit || (gradeOf && compared >= compareAtMost)) {
        complete = false;
        break;
      }
    }
    const candidates = [...same, ...perhaps].slice(0, limit);
    return {
      candidates,
      phoneMatches: gradeOf
        ? candidates.map(({ id }, index) => ({ candidateId: id, grade: index < same.length ? "same" : "perhaps" }))
        : [],
      how: phone === undefined ? "filtered-by-the-server" : "compared-here",
      compared: phone === undefined ? 0 : compared,
      complete: complete && same.length + perhaps.length <= limit,
    };
  }
}
