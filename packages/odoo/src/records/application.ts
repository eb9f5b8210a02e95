import { Application, record } from "@anyats/core";
import type { Reading } from "@anyats/http";
import { z } from "zod/mini";
import { customValues } from "../custom-fields/values.ts";
import { nothing, type Domain } from "../rpc/domain.ts";
import { dated, instant, latest, link, links, mention, recordNames, text, wireRecord } from "../reading/values.ts";
import type { Row } from "../rpc/odoo.ts";
import type { Fields } from "../rpc/server.ts";
import { eventMention } from "./event.ts";
import { personNames, wirePerson } from "./person.ts";
import { stageOf, type Stages } from "./stage.ts";

/** `hr.applicant`: an application, and before and after Odoo 18 the person, too. */
export const wireApplicant = z.looseObject({
  ...wireRecord,
  ...wirePerson,
  partner_phone_sanitized: text,
  candidate_id: link,
  job_id: link,
  stage_id: link,
  categ_ids: links,
  refuse_reason_id: link,
  refuse_date: instant,
  date_closed: instant,
  source_id: link,
  message_main_attachment_id: link,
  talent_pool_ids: links,
});
export type WireApplicant = z.output<typeof wireApplicant>;

export const applicantNames = [
  ...recordNames,
  ...personNames,
  "partner_phone_sanitized",
  "candidate_id",
  "job_id",
  "stage_id",
  "categ_ids",
  "refuse_reason_id",
  "refuse_date",
  "date_closed",
  "source_id",
  "message_main_attachment_id",
  "talent_pool_ids",
];

/** What is read of an application to tell whose it is. The rest of it may be unreadable: it is that person's even so. */
export const wireNamed = z.looseObject({ id: z.int(), email_normalized: text, partner_phone_sanitized: text });
export type Named = Pick<z.output<typeof wireNamed>, "id" | "email_normalized" | "partner_phone_sanitized">;

/** The same without a schema, for records that one reads in whole before or after. */
export function named({ id, email_normalized, partner_phone_sanitized }: Row): Named {
  const textIn = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  return {
    id: Number(id),
    email_normalized: textIn(email_normalized),
    partner_phone_sanitized: textIn(partner_phone_sanitized),
  };
}

/** A person whom somebody keeps in mind, of Odoo 19: a record as that of an application, of nobody who applied. */
export const isTalent = ({ talent_pool_ids }: WireApplicant): boolean => talent_pool_ids.length > 0;

export const talentsIn = (applicants: ReadonlyMap<number, WireApplicant>): ReadonlySet<number> =>
  new Set([...applicants.values()].filter(isTalent).map(({ id }) => id));

/** How an application ended, by the rule of Odoo's own `application_status`, which not every version has. */
export function outcomeOf({ refuse_reason_id, active, date_closed }: WireApplicant): string | null {
  if (refuse_reason_id) return "DECLINED";
  if (active !== true) return active === false ? "ARCHIVED" : null;
  return date_closed ? "HIRED" : "PENDING";
}

/** The same rule as a condition. */
const stays = ["refuse_reason_id", "=", false] as const;
const isActive = ["active", "=", true] as const;
const outcomes: ReadonlyMap<string, Domain> = new Map<string, Domain>([
  ["DECLINED", [["refuse_reason_id", "!=", false]]],
  ["ARCHIVED", [stays, ["active", "=", false]]],
  ["HIRED", [stays, isActive, ["date_closed", "!=", false]]],
  ["PENDING", [stays, isActive, ["date_closed", "=", false]]],
]);
export const withOutcome = (outcome: string): Domain => outcomes.get(outcome) ?? nothing;

/** What an application says of itself wherever it stands. */
export function standing(wire: WireApplicant, stages: Stages) {
  const { refuse_reason_id: reason } = wire;
  return {
    outcome: outcomeOf(wire),
    rejectionReasonName: reason?.label ?? null,
    // A refusal that was taken back leaves its date.
    rejectedAt: reason && wire.refuse_date,
    stage: wire.stage_id ? stageOf(wire.stage_id, stages) : null,
    job: jobMention(wire),
  };
}

export const jobMention = ({ job_id }: Pick<WireApplicant, "job_id">) =>
  job_id ? { ...mention(job_id.id), title: job_id.label } : null;

/** The person of an application: with an id, and when anything of it changed last. */
export interface PersonOf {
  readonly id: number;
  readonly changedAt: string;
  readonly fields: Omit<NonNullable<Application["candidate"]>, "id" | "remoteId" | "remoteUrl" | "source">;
}

/** What the applications of a page mention. */
export interface ApplicationParts {
  readonly stages: Stages;
  readonly personOf: (wire: WireApplicant) => PersonOf | null;
  /** The interviews of an application. */
  readonly events: ReadonlyMap<number | undefined, readonly Parameters<typeof eventMention>[0][]>;
  readonly fields: Fields | undefined;
}

/** A changed person and a changed interview move no `write_date` of the application: its change is the latest of all. */
export function applicationReading({
  stages,
  personOf,
  events,
  fields,
}: ApplicationParts): Reading<WireApplicant, Application> {
  return {
    schema: wireApplicant,
    map: function toApplication(wire, drift) {
      const somebody = personOf(wire);
      const meetings = events.get(wire.id) ?? [];
      const changedAt = latest(
        wire.write_date,
        ...(somebody ? [somebody.changedAt] : []),
        ...meetings.map((event) => event.write_date),
      );
      return record(Application, {
        ...dated(wire),
        ...standing(wire, stages),
        changedAt,
        stageId: wire.stage_id ? String(wire.stage_id.id) : null,
        jobId: wire.job_id ? String(wire.job_id.id) : null,
        candidateId: somebody ? String(somebody.id) : null,
        candidate: somebody && {
          ...mention(somebody.id),
          remoteUrl: null,
          ...somebody.fields,
          source: wire.source_id?.label ?? null,
        },
        interviews: meetings.map(eventMention),
        customFields: customValues(wire, drift, fields, "applicant_properties"),
      });
    },
  };
}
