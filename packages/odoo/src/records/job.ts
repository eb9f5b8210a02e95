import { Job, record } from "@anyats/core";
import { orNull, type Reading } from "@anyats/http";
import { z } from "zod/mini";
import { customValues } from "../custom-fields/values.ts";
import { dated, day, link, links, recordNames, text, wireRecord } from "../reading/values.ts";
import type { Fields } from "../rpc/server.ts";
import { locationOf, type Partners } from "./partner.ts";
import { userMention, type Users } from "./person.ts";
import { isOfJob, stage, type Stages } from "./stage.ts";

/** `hr.job`. Whether it is published, and where, is known where the website app is installed. */
export const wireJob = z.looseObject({
  ...wireRecord,
  name: text,
  department_id: link,
  address_id: link,
  user_id: link,
  interviewer_ids: links,
  contract_type_id: link,
  description: text,
  date_from: day,
  date_to: day,
  is_published: orNull(z.boolean()),
  full_url: text,
});
export type WireJob = z.output<typeof wireJob>;

export const jobNames = [
  ...recordNames,
  "name",
  "department_id",
  "address_id",
  "user_id",
  "interviewer_ids",
  "contract_type_id",
  "description",
  "date_from",
  "date_to",
  "is_published",
  "full_url",
  "job_properties",
];

/** A job has no state in Odoo: it is there, or archived. */
export const jobStatus = (active: boolean | null | undefined): string | null =>
  active == null ? null : active ? "OPEN" : "ARCHIVED";

/** The customer's contract types in the words of the field, where they say one; else as they are. */
export function employmentType(label: string | null): string | null {
  const words: readonly [RegExp, string][] = [
    [/^full[\s-]?time$/i, "FULL_TIME"],
    [/^part[\s-]?time$/i, "PART_TIME"],
    [/^(temporary|contract(or)?|interim)$/i, "CONTRACT"],
    [/^seasonal$/i, "SEASONAL"],
    [/^(intern(ship)?|trainee|student)$/i, "INTERNSHIP"],
  ];
  return words.find(([pattern]) => pattern.test(String(label)))?.[1] ?? label;
}

/** What the jobs of a page mention. */
export interface JobParts {
  readonly stages: Stages;
  readonly partners: Partners;
  readonly users: Users;
  readonly fields: Fields | undefined;
}

function team({ user_id, interviewer_ids }: WireJob, users: JobParts["users"]) {
  const roles = [
    ...(user_id ? [{ user: user_id.id, label: "Recruiter", type: "RECRUITER" }] : []),
    ...interviewer_ids.map((user) => ({ user, label: "Interviewer", type: "INTERVIEWER" })),
  ];
  return [...Map.groupBy(roles, ({ user }) => user)].flatMap(([user, all]) => {
    const somebody = userMention(users.get(user));
    return somebody
      ? [{ ...somebody, roles: all.map(({ label, type }) => ({ remoteId: null, label, type, scope: "JOB" })) }]
      : [];
  });
}

export function jobReading({ stages, partners, users, fields }: JobParts): Reading<WireJob, Job> {
  return {
    schema: wireJob,
    map: function toJob(wire, drift) {
      return record(Job, {
        ...dated(wire),
        title: wire.name,
        description: wire.description === null ? null : { untrustedHtml: wire.description },
        status: jobStatus(wire.active),
        visibility: wire.is_published == null ? null : wire.is_published ? "PUBLIC" : "INTERNAL",
        employmentType: employmentType(wire.contract_type_id?.label ?? null),
        department: wire.department_id?.label ?? null,
        location: locationOf(wire.address_id, partners),
        postUrl: wire.is_published ? wire.full_url : null,
        openedAt: wire.date_from && `${wire.date_from}T00:00:00.000Z`,
        closedAt: wire.date_to && `${wire.date_to}T00:00:00.000Z`,
        stages: stages.filter((each) => isOfJob(each, wire.id)).map(stage),
        hiringTeam: team(wire, users),
        customFields: customValues(wire, drift, fields, "job_properties"),
      });
    },
  };
}
