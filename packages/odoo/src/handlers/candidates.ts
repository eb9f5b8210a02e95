import { candidates, handles, phoneMatcher, type Candidate, type PhoneGrade } from "@anyats/core";
import { PEOPLE } from "../people/people-of-server.ts";
import { LISTS } from "../reading/lists.ts";
import { methods } from "../routes.ts";
import { ACCESS } from "../rpc/access.ts";
import { ODOO_SETTINGS } from "../settings.ts";

const read = methods(
  "hr.candidate/search_read",
  "hr.applicant/search_read",
  "hr.applicant.category/search_read",
  "res.partner/search_read",
  "hr.recruitment.stage/search_read",
);
const inject = { access: ACCESS, people: PEOPLE, lists: LISTS };

export const streamCandidates = handles(candidates.stream, {
  lane: "native",
  routes: read,
  inject,
  async fetchPage(filter, position, call, { access, people, lists }) {
    await access.requireAll(call);
    return lists.page((await people.people(call)).list(filter), position, call);
  },
});

export const getCandidate = handles(candidates.get, {
  lane: "native",
  routes: read,
  inject,
  async handle(lookup, call, { access, people, lists }) {
    await access.requireAll(call);
    const id = "id" in lookup ? lookup.id : lookup.remoteId;
    return lists.one("candidate", (await people.people(call)).list({}), id, call);
  },
});

/** The grade of a candidate that the server found by other details. */
const certain: readonly PhoneGrade[] = ["same"];

/**
 * E-mail addresses and names are found by the server. Phone numbers are compared here: they stand as they were typed, and the
 * server's own form of them exists only where it has the library for it.
 */
export const findCandidates = handles(candidates.find, {
  lane: "native",
  routes: read,
  inject: { ...inject, settings: ODOO_SETTINGS },
  async handle({ phone, limit, compareAtMost, ...details }, call, { access, people, lists, settings }) {
    await access.requireAll(call);
    const list = (await people.people(call)).list(details);
    const gradeOf =
      phone === undefined ? undefined : await phoneMatcher(phone, { defaultCountry: settings.defaultCountry });
    const found: { readonly candidate: Candidate; readonly grade: "same" | "perhaps" }[] = [];
    let compared = 0;
    let complete = true;
    for await (const { records } of lists.all(list, call)) {
      compared += records.length;
      for (const candidate of records) {
        const grades = gradeOf ? candidate.phoneNumbers.map(({ number }) => gradeOf(number)) : certain;
        const grade = (["same", "perhaps"] as const).find((each) => grades.includes(each));
        if (grade) found.push({ candidate, grade });
      }
      complete =
        found.filter(({ grade }) => grade === "same").length < limit && !(gradeOf && compared >= compareAtMost);
      if (!complete) break;
    }
    const sorted = (["same", "perhaps"] as const).flatMap((wanted) => found.filter(({ grade }) => grade === wanted));
    const shown = sorted.slice(0, limit);
    return {
      candidates: shown.map(({ candidate }) => candidate),
      phoneMatches: gradeOf ? shown.map(({ candidate, grade }) => ({ candidateId: candidate.id, grade })) : [],
      how: gradeOf ? "compared-here" : "filtered-by-the-server",
      compared: gradeOf ? compared : 0,
      complete: complete && sorted.length <= limit,
    };
  },
});
