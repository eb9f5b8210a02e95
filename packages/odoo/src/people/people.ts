import type { Call, Candidate, Injected } from "@anyats/core";
import type { Domain } from "../rpc/domain.ts";
import { LISTS, type CommonFilter, type OdooList } from "../reading/lists.ts";
import type { PersonOf, WireApplicant } from "../records/application.ts";
import type { WireCandidate } from "../records/candidate.ts";
import { MENTIONS } from "../records/mentions.ts";
import { ODOO, type Row, type Values } from "../rpc/odoo.ts";
import { SERVER } from "../rpc/server.ts";

/** What a stream of candidates is asked for. */
export interface CandidateFilter extends CommonFilter {
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly jobIds?: readonly string[] | undefined;
}

/** The records of a person: notes, files, tags and fields of the person are on them. */
export interface PersonRecords {
  readonly model: "hr.candidate" | "hr.applicant";
  readonly ids: readonly number[];
}

/**
 * Where a version of Odoo keeps the person. In 18 there is a record of its own, `hr.candidate`; before and after, the fields
 * stand on each application, and a person is all applications with one e-mail address or phone number.
 */
export interface People {
  readonly model: PersonRecords["model"];
  /** The field with the customer's properties of a person. */
  readonly properties: "applicant_properties" | "candidate_properties";
  list(filter: CandidateFilter): OdooList<WireCandidate, Candidate>;
  /** The ids of the persons of some applications, by the applications' own. */
  identify(applicants: readonly WireApplicant[], call: Call): Promise<ReadonlyMap<number, number>>;
  /** The persons of some applications, with what these show of them. */
  of(applicants: readonly Row[], call: Call): Promise<(wire: WireApplicant) => PersonOf | null>;
  /** The paths by which a changed person shows in a condition on applications. */
  readonly changes: readonly string[];
  /** The records of a person. @throws {RecordNotFound} */
  records(candidate: string, call: Call): Promise<PersonRecords>;
  /** The ids of all applications of some persons. */
  applications(candidates: readonly string[], call: Call): Promise<readonly number[]>;
  /** Enters an application of a person to a job, in one transaction. Known persons are not entered again. */
  apply(person: Applicant, call: Call): Promise<Applied>;
  /** The condition that finds the applications of somebody with this e-mail address. */
  withEmail(email: string): Domain;
}

/** A person who applies. */
export interface Applicant {
  readonly email: string;
  /** The fields of the person. */
  readonly person: Values;
  /** The fields of the application. */
  readonly application: Values;
  readonly context: Values;
}

export interface Applied {
  readonly applicationId: number;
  readonly candidateId: number;
}

/** What both ways need. */
export const peopleParts = { odoo: ODOO, server: SERVER, lists: LISTS, mentions: MENTIONS };
export type PeopleParts = Injected<typeof peopleParts>;
