import {
  handles,
  jobs,
  ownIdOf,
  token,
  type Call,
  type Injected,
  type InputOf,
  type Job,
  type Token,
} from "@anyats/core";
import { and, literally, nothing, type Domain } from "../rpc/domain.ts";
import { LISTS, type OdooList } from "../reading/lists.ts";
import { jobNames, jobReading, type WireJob } from "../records/job.ts";
import { linked, MENTIONS } from "../records/mentions.ts";
import { methods } from "../routes.ts";
import type { Row } from "../rpc/odoo.ts";
import { SERVER } from "../rpc/server.ts";

type Filter = InputOf<typeof jobs.stream>;

/** A job is there, or archived. */
const statuses: ReadonlyMap<string, boolean> = new Map([
  ["OPEN", true],
  ["ARCHIVED", false],
]);

const withStatus = (asked: Filter["statuses"]): Domain =>
  asked ? [["active", "in", asked.flatMap((status) => statuses.get(status) ?? [])]] : [];

const oneOf = (value: string | null, asked: readonly string[] | undefined) =>
  asked === undefined || (value !== null && asked.includes(value));

/** `hr.job`, with the stages, the address and the team of each. */
export class Jobs {
  static readonly inject = { lists: LISTS, mentions: MENTIONS, server: SERVER };
  readonly #collaborators: Injected<typeof Jobs.inject>;

  constructor(collaborators: Injected<typeof Jobs.inject>) {
    this.#collaborators = collaborators;
  }

  list(filter: Filter): OdooList<WireJob, Job> {
    const { statuses, titleContains, employmentTypes, visibilities, postUrl, requisitionCodes } = filter;
    return {
      model: "hr.job",
      domain: and(
        this.#collaborators.lists.common(filter),
        withStatus(statuses),
        titleContains === undefined ? [] : [["name", "ilike", literally(titleContains)]],
        requisitionCodes === undefined || filter.ignoreUnsupportedFilters ? [] : nothing,
      ),
      fields: [...jobNames, "x_*"],
      reading: (rows, call) => this.#reading(rows, call),
      keep: (job) =>
        oneOf(job.employmentType, employmentTypes) &&
        oneOf(job.visibility, visibilities) &&
        oneOf(job.postUrl, postUrl === undefined ? undefined : [postUrl]),
    };
  }

  async #reading(rows: readonly Row[], call: Call) {
    const { mentions, server } = this.#collaborators;
    const [stages, users, partners, fields] = await Promise.all([
      mentions.stagesOf(rows, call),
      mentions.users(linked(rows, "user_id", "interviewer_ids"), call),
      mentions.partners(linked(rows, "address_id"), call),
      server.fieldsOf("hr.job", rows, call),
    ]);
    return jobReading({ stages, users, partners, fields });
  }
}

export const JOBS: Token<Jobs> = token("odoo/jobs");

const read = methods(
  "hr.job/search_read",
  "hr.recruitment.stage/search_read",
  "res.users/search_read",
  "res.partner/search_read",
  "res.partner/fields_get",
);

export const streamJobs = handles(jobs.stream, {
  routes: read,
  inject: { jobs: JOBS, lists: LISTS },
  fetchPage: (filter, position, call, { jobs, lists }) => lists.page(jobs.list(filter), position, call),
});

export const getJob = handles(jobs.get, {
  routes: read,
  inject: { jobs: JOBS, lists: LISTS },
  handle: (lookup, call, { jobs, lists }) => lists.one("job", jobs.list({}), ownIdOf(lookup), call),
});
