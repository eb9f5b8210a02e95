import { Interview, record } from "@anyats/core";
import type { Reading } from "@anyats/http";
import { dated, latest, mention } from "../reading/values.ts";
import { standing, type PersonOf, type WireApplicant } from "./application.ts";
import { isCanceled, place, times, wireEvent, type WireEvent } from "./event.ts";
import { userMention, type Users } from "./person.ts";

/** What the interviews of a page mention. */
export interface InterviewParts {
  readonly applicants: ReadonlyMap<number, WireApplicant>;
  readonly personOf: (wire: WireApplicant) => PersonOf | null;
  /** Users by the id of their contact. */
  readonly users: Users;
}

function applicationMention(applicant: WireApplicant, somebody: PersonOf | null) {
  const { outcome, rejectionReasonName, job } = standing(applicant, []);
  return {
    ...mention(applicant.id),
    outcome,
    rejectionReasonName,
    candidate: somebody && {
      ...mention(somebody.id),
      firstName: somebody.fields.firstName,
      lastName: somebody.fields.lastName,
      emailAddresses: somebody.fields.emailAddresses,
    },
    job,
  };
}

export function interviewReading({ applicants, personOf, users }: InterviewParts): Reading<WireEvent, Interview> {
  return {
    schema: wireEvent,
    map: function toInterview(wire) {
      const applicant = wire.applicant_id ? applicants.get(wire.applicant_id.id) : undefined;
      return record(Interview, {
        ...dated(wire),
        changedAt: latest(wire.write_date, ...(applicant ? [applicant.write_date] : [])),
        title: wire.name,
        ...times(wire),
        location: place(wire.location),
        videoConferenceUrl: wire.videocall_location,
        canceled: isCanceled(wire),
        interviewers: wire.partner_ids.flatMap((partner) => userMention(users.get(partner)) ?? []),
        applicationId: applicant ? String(applicant.id) : null,
        application: applicant ? applicationMention(applicant, personOf(applicant)) : null,
      });
    },
  };
}
