import { candidates, handles, ownIdOf, type Call, type Candidate } from "@anyats/core";
import { findAmong } from "@anyats/http";
import { PEOPLE, type PeopleOfServer } from "../people/people-of-server.ts";
import type { CandidateFilter } from "../people/people.ts";
import { LISTS, type OdooList } from "../reading/lists.ts";
import type { WireCandidate } from "../records/candidate.ts";
import { methods } from "../routes.ts";
import { ACCESS, type Access } from "../rpc/access.ts";
import { ODOO_SETTINGS } from "../settings.ts";

const read = methods(
  "hr.candidate/search_read",
  "hr.candidate/fields_get",
  "hr.applicant/search_read",
  "hr.applicant.category/search_read",
  "res.partner/search_read",
  "hr.recruitment.stage/search_read",
);
const inject = { access: ACCESS, people: PEOPLE, lists: LISTS };

/** The persons, where the user sees all of them. @throws {AtsError} */
async function listOf(
  filter: CandidateFilter,
  { access, people }: { readonly access: Access; readonly people: PeopleOfServer },
  call: Call,
): Promise<OdooList<WireCandidate, Candidate>> {
  return { ...(await people.people(call)).list(filter), confirm: access.requireAll };
}

export const streamCandidates = handles(candidates.stream, {
  routes: read,
  inject,
  fetchPage: async (filter, position, call, { lists, ...parts }) =>
    lists.page(await listOf(filter, parts, call), position, call),
});

export const getCandidate = handles(candidates.get, {
  routes: read,
  inject,
  handle: async (lookup, call, { lists, ...parts }) =>
    lists.one("candidate", await listOf({}, parts, call), ownIdOf(lookup), call),
});

/**
 * E-mail addresses and names are found by the server. Phone numbers are compared here: they stand as they were typed, and the
 * server's own form of them exists only where it has the library for it.
 */
export const findCandidates = handles(candidates.find, {
  routes: read,
  inject: { ...inject, settings: ODOO_SETTINGS },
  async handle(input, call, { lists, settings, ...parts }) {
    const { phone, limit: _limit, compareAtMost: _most, ...details } = input;
    const pages = lists.all(await listOf(details, parts, call), call);
    const { defaultCountry } = settings;
    return findAmong({ input, pages, comparedHere: phone !== undefined, defaultCountry });
  },
});
