import { candidates, handles, ownIdOf } from "@anyats/core";
import { findAmong } from "@anyats/http";
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
  routes: read,
  inject,
  async fetchPage(filter, position, call, { access, people, lists }) {
    await access.requireAll(call);
    return lists.page((await people.people(call)).list(filter), position, call);
  },
});

export const getCandidate = handles(candidates.get, {
  routes: read,
  inject,
  async handle(lookup, call, { access, people, lists }) {
    await access.requireAll(call);
    const id = ownIdOf(lookup);
    return lists.one("candidate", (await people.people(call)).list({}), id, call);
  },
});

/**
 * E-mail addresses and names are found by the server. Phone numbers are compared here: they stand as they were typed, and the
 * server's own form of them exists only where it has the library for it.
 */
export const findCandidates = handles(candidates.find, {
  routes: read,
  inject: { ...inject, settings: ODOO_SETTINGS },
  async handle(input, call, { access, people, lists, settings }) {
    await access.requireAll(call);
    const { phone, limit: _limit, compareAtMost: _most, ...details } = input;
    const pages = lists.all((await people.people(call)).list(details), call);
    const { defaultCountry } = settings;
    return findAmong({ input, pages, comparedHere: phone !== undefined, defaultCountry });
  },
});
