import {
  applications,
  handles,
  ownIdOf,
  token,
  type Application,
  type Call,
  type Injected,
  type InputOf,
  type Token,
} from "@anyats/core";
import { and, nothing, or, type Domain } from "../rpc/domain.ts";
import { LISTS, type OdooList } from "../reading/lists.ts";
import { PEOPLE } from "../people/people-of-server.ts";
import type { People } from "../people/people.ts";
import { applicantNames, applicationReading, withOutcome, type WireApplicant } from "../records/application.ts";
import { MENTIONS } from "../records/mentions.ts";
import { methods } from "../routes.ts";
import { ACCESS } from "../rpc/access.ts";
import { idsOf, type Row } from "../rpc/odoo.ts";
import { SERVER } from "../rpc/server.ts";

type Filter = InputOf<typeof applications.stream>;

const within = (field: string, ids: readonly string[] | undefined): Domain => (ids ? [[field, "in", idsOf(ids)]] : []);

/** `hr.applicant`, with the person, the stage and the interviews of each. */
export class Applications {
  static readonly inject = { lists: LISTS, mentions: MENTIONS, people: PEOPLE, server: SERVER, access: ACCESS };
  readonly #collaborators: Injected<typeof Applications.inject>;

  constructor(collaborators: Injected<typeof Applications.inject>) {
    this.#collaborators = collaborators;
  }

  /** @throws {AtsError} when the user would see only some applications. */
  async list(filter: Filter, call: Call): Promise<OdooList<WireApplicant, Application>> {
    const { access, people, lists, server } = this.#collaborators;
    const persons = await people.people(call);
    const known = await server.known("hr.applicant", ["talent_pool_ids"], call);
    const { jobIds, jobRemoteIds, stageIds, outcomes } = filter;
    return {
      model: "hr.applicant",
      domain: and(
        lists.common(filter, ...persons.changes, "meeting_ids.write_date"),
        known.map((field) => [field, "=", false] as const),
        within("job_id", jobIds),
        within("job_id", jobRemoteIds),
        within("stage_id", stageIds),
        outcomes === undefined ? [] : outcomes.length === 0 ? nothing : or(...outcomes.map(withOutcome)),
      ),
      fields: [...applicantNames, "applicant_properties", "x_*"],
      confirm: access.requireAll,
      reading: (rows, call) => this.#reading(rows, persons, call),
    };
  }

  async #reading(rows: readonly Row[], persons: People, call: Call) {
    const { mentions, server } = this.#collaborators;
    const [stages, personOf, events, fields] = await Promise.all([
      mentions.stagesOf(rows, call),
      persons.of(rows, call),
      mentions.eventsOf(
        rows.map(({ id }) => Number(id)),
        call,
      ),
      server.fieldsOf("hr.applicant", rows, call),
    ]);
    return applicationReading({ stages, personOf, events, fields });
  }
}

export const APPLICATIONS: Token<Applications> = token("odoo/applications");

const read = methods(
  "hr.applicant/search_read",
  "hr.candidate/search_read",
  "hr.recruitment.stage/search_read",
  "hr.applicant.category/search_read",
  "calendar.event/search_read",
);

export const streamApplications = handles(applications.stream, {
  routes: read,
  inject: { applications: APPLICATIONS, lists: LISTS },
  fetchPage: async (filter, position, call, { applications, lists }) =>
    lists.page(await applications.list(filter, call), position, call),
});

export const getApplication = handles(applications.get, {
  routes: read,
  inject: { applications: APPLICATIONS, lists: LISTS },
  handle: async (lookup, call, { applications, lists }) =>
    lists.one("application", await applications.list({}, call), ownIdOf(lookup), call),
});
