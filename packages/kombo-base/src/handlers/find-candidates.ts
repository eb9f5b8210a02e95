import { candidates as capabilities, handles, phoneMatcher, type Candidate, type PhoneGrade } from "@anyats/core";
import { model } from "../coverage/kombo-names.ts";
import { candidateReading } from "../mapping/candidate.ts";
import { LISTS } from "../reading/list-reader.ts";
import { queryOf } from "../reading/query.ts";
import { documented } from "../routes.ts";
import { KOMBO_SETTINGS } from "../settings.ts";

/** The grade of a candidate that the server found by other details. */
const certain: readonly PhoneGrade[] = ["same"];

/**
 * Asks with the filters that Kombo has (e-mail address, names). It has none for phone numbers: those
 * are compared here, over what the other filters leave, or over every candidate, one request for 250.
 */
export const findCandidates = handles(capabilities.find, {
  lane: "unified",
  routes: documented("GET /ats/candidates"),
  needs: [model("candidates?")],
  inject: { lists: LISTS, settings: KOMBO_SETTINGS },
  async handle(input, call, { lists, settings }) {
    const { firstName, lastName, email, phone, limit, compareAtMost } = input;
    const query = queryOf({ first_name: firstName, last_name: lastName, email });
    const { defaultCountry } = settings;
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
  },
});
