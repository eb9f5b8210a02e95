import { RecordNotFound, type Call, type Candidate } from "@anyats/core";
import { afterWriting } from "@anyats/http";
import { and, type Domain } from "../rpc/domain.ts";
import type { OdooList } from "../reading/lists.ts";
import type { PersonOf, WireApplicant } from "../records/application.ts";
import { candidateReading, recordOfPersonNames, tagMentions, type WireCandidate } from "../records/candidate.ts";
import { linked } from "../records/mentions.ts";
import { person } from "../records/person.ts";
import { idsOf, type Row } from "../rpc/odoo.ts";
import { emailDomain, hasName, nameDomain } from "./names.ts";
import type { Applicant, Applied, CandidateFilter, People, PeopleParts, PersonRecords } from "./people.ts";

const properties = "candidate_properties";

const warnOfKnown = (call: Call): void =>
  call.warn({
    message: "The person is known by the e-mail address; the person's fields stay as they are.",
    code: "odoo.known-persons-stay",
  });

/** Whether a write of which the answer was lost entered an application of a person who was there. */
export const isOfKnownPerson = (call: Call): boolean =>
  (call.memory as { readonly isKnown?: true } | undefined)?.isKnown === true;

/** Warns of a write that was found after its answer was lost, as it would have. */
export function warnAgain(call: Call): void {
  if (isOfKnownPerson(call)) warnOfKnown(call);
}

/** Odoo 18: each person is an `hr.candidate`, of which the applications show a copy. */
export class PeopleOnCandidates implements People {
  readonly model = "hr.candidate";
  readonly properties = properties;
  readonly changes = ["candidate_id.write_date"];
  readonly #parts: PeopleParts;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  list(filter: CandidateFilter): OdooList<WireCandidate, Candidate> {
    const { lists } = this.#parts;
    const { email, jobIds } = filter;
    return {
      model: "hr.candidate",
      // A changed application moves no date of its candidate.
      domain: and(
        lists.common(filter, "applicant_ids.write_date"),
        emailDomain(email),
        nameDomain(filter),
        jobIds ? [["applicant_ids.job_id", "in", idsOf(jobIds)]] : [],
      ),
      fields: [...recordOfPersonNames, properties, "x_*"],
      reading: (rows, call) => this.#reading(rows, call),
      keep: hasName(filter),
    };
  }

  async #reading(rows: readonly Row[], call: Call) {
    const { mentions, server } = this.#parts;
    const [stages, tags, partners, fields, applicants] = await Promise.all([
      mentions.stagesOf(rows, call),
      mentions.tags(linked(rows, "categ_ids"), call),
      mentions.partners(linked(rows, "partner_id"), call),
      server.fieldsOf("hr.candidate", rows, call),
      mentions.applicants([["candidate_id", "in", rows.map(({ id }) => id)]], call),
    ]);
    const ofPerson = Map.groupBy(applicants, ({ candidate_id }) => candidate_id?.id);
    const applications = ({ id }: WireCandidate) => ofPerson.get(id) ?? [];
    return candidateReading({ stages, tags, partners, fields, properties, applications });
  }

  async identify(applicants: readonly WireApplicant[]): Promise<ReadonlyMap<number, number>> {
    return new Map(applicants.flatMap(({ id, candidate_id }) => (candidate_id ? [[id, candidate_id.id]] : [])));
  }

  async of(applicants: readonly Row[], call: Call): Promise<(wire: WireApplicant) => PersonOf | null> {
    const { mentions } = this.#parts;
    const persons = await mentions.candidates(linked(applicants, "candidate_id"), call);
    const mentioned = [...persons.values()].flatMap(({ categ_ids }) => categ_ids);
    const tags = await mentions.tags(mentioned, call);
    return ({ candidate_id }) => {
      const wire = candidate_id ? persons.get(candidate_id.id) : undefined;
      return wire
        ? {
            id: wire.id,
            changedAt: wire.write_date,
            fields: { ...person(wire), tags: tagMentions(wire.categ_ids, tags) },
          }
        : null;
    };
  }

  async records(candidate: string, call: Call): Promise<PersonRecords> {
    const ids = await this.#parts.odoo.ids("hr.candidate", [["id", "in", idsOf([candidate])]], call);
    if (ids.length === 0) throw new RecordNotFound("candidate");
    return { model: "hr.candidate", ids };
  }

  async applications(candidates: readonly string[], call: Call): Promise<readonly number[]> {
    return this.#parts.mentions.ids("hr.applicant", [["candidate_id", "in", idsOf(candidates)]], call);
  }

  async apply({ email, person: vals, application, context }: Applicant, call: Call): Promise<Applied> {
    const { odoo, mentions } = this.#parts;
    const [known] = await odoo.ids("hr.candidate", emailDomain(email), call);
    if (known !== undefined) {
      // Written with an application, the person's fields would overwrite the candidate's.
      warnOfKnown(call);
      await call.remember({ ...(call.memory as object), isKnown: true });
      const applicationId = await odoo.create("hr.applicant", { candidate_id: known, ...application }, call, {
        context,
      });
      return { applicationId, candidateId: known };
    }
    // Both in one transaction: a failure leaves no person without an application behind.
    const candidateId = await odoo.create("hr.candidate", { ...vals, applicant_ids: [[0, 0, application]] }, call, {
      context,
    });
    const applicationId = await afterWriting(async () => {
      const [id] = await mentions.ids("hr.applicant", [["candidate_id", "=", candidateId]], call);
      if (id === undefined) throw new RecordNotFound("application");
      return id;
    });
    return { applicationId, candidateId };
  }

  withEmail(email: string): Domain {
    return emailDomain(email, "candidate_id.email_normalized");
  }
}
