import {
  handles,
  interviews,
  token,
  users,
  type Call,
  type Injected,
  type InputOf,
  type Interview,
  type Token,
} from "@anyats/core";
import { addressForms } from "@anyats/http";
import { PEOPLE } from "../people/people-of-server.ts";
import type { People } from "../people/people.ts";
import { and, literally, or, type Domain } from "../rpc/domain.ts";
import { LISTS, type OdooList } from "../reading/lists.ts";
import { directoryUserNames, userReading } from "../records/directory.ts";
import { eventNames, type WireEvent } from "../records/event.ts";
import { interviewReading } from "../records/interview.ts";
import { linked, MENTIONS } from "../records/mentions.ts";
import { methods } from "../routes.ts";
import { ACCESS } from "../rpc/access.ts";
import { idsOf, type Row } from "../rpc/odoo.ts";

const withEmail = (given: string): Domain => or(...addressForms(given).map(withForm));

const withForm = (email: string): Domain =>
  or(
    [["email", "=ilike", literally(email)]],
    [
      ["email", "=", false],
      ["login", "=ilike", literally(email)],
    ],
  );

/** Those who work with Odoo; the portal's users have `share`. */
export const streamUsers = handles(users.stream, {
  routes: methods("res.users/search_read", "res.users/fields_get"),
  inject: { lists: LISTS },
  fetchPage: (filter, position, call, { lists }) =>
    lists.page(
      {
        model: "res.users",
        domain: and(
          lists.common(filter),
          [["share", "=", false]],
          filter.emails ? or(...filter.emails.map(withEmail)) : [],
        ),
        fields: directoryUserNames,
        reading: () => Promise.resolve(userReading),
      },
      position,
      call,
    ),
});

/** `calendar.event` with an application, or with a candidate. */
export class Interviews {
  static readonly inject = { lists: LISTS, mentions: MENTIONS, people: PEOPLE, access: ACCESS };
  readonly #collaborators: Injected<typeof Interviews.inject>;

  constructor(collaborators: Injected<typeof Interviews.inject>) {
    this.#collaborators = collaborators;
  }

  /** @throws {AtsError} when the user would see only some applications. */
  async list(filter: InputOf<typeof interviews.stream>, call: Call): Promise<OdooList<WireEvent, Interview>> {
    const { lists, people, access } = this.#collaborators;
    const persons = await people.people(call);
    const links = persons.model === "hr.candidate" ? ["applicant_id", "candidate_id"] : ["applicant_id"];
    return {
      model: "calendar.event",
      domain: and(
        lists.common(filter, "applicant_id.write_date"),
        or(...links.map((link): Domain => [[link, "!=", false]])),
        filter.jobIds ? [["applicant_id.job_id", "in", idsOf(filter.jobIds)]] : [],
      ),
      fields: eventNames,
      reading: (rows, call) => this.#reading(rows, persons, call),
      confirm: access.requireAll,
    };
  }

  async #reading(rows: readonly Row[], persons: People, call: Call) {
    const { mentions } = this.#collaborators;
    const [applicants, users] = await Promise.all([
      mentions.applicantsById(linked(rows, "applicant_id"), call),
      mentions.usersOfPartners(linked(rows, "partner_ids"), call),
    ]);
    return interviewReading({ applicants, users, personOf: await persons.of([...applicants.values()], call) });
  }
}

export const INTERVIEWS: Token<Interviews> = token("odoo/interviews");

export const streamInterviews = handles(interviews.stream, {
  routes: methods(
    "calendar.event/search_read",
    "hr.applicant/search_read",
    "hr.candidate/search_read",
    "res.users/search_read",
  ),
  inject: { interviews: INTERVIEWS, lists: LISTS },
  fetchPage: async (filter, position, call, { interviews, lists }) =>
    lists.page(await interviews.list(filter, call), position, call),
});
