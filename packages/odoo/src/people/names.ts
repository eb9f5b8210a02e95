import type { Candidate } from "@anyats/core";
import { literally, type Domain } from "../rpc/domain.ts";
import type { CandidateFilter } from "./people.ts";

const same = (held: string | null, asked: string) => held?.toLowerCase() === asked.toLowerCase();

/** A name is one text in Odoo: what contains both parts is asked for, and the parts are compared here. */
export const nameDomain = ({ firstName, lastName }: CandidateFilter): Domain =>
  [firstName, lastName].flatMap((part) =>
    part === undefined ? [] : [["partner_name", "ilike", literally(part)] as const],
  );

export const hasName =
  ({ firstName, lastName }: CandidateFilter) =>
  (candidate: Candidate): boolean =>
    (firstName === undefined || same(candidate.firstName, firstName)) &&
    (lastName === undefined || same(candidate.lastName, lastName));

export const emailDomain = (email: string | undefined): Domain =>
  email === undefined ? [] : [["email_normalized", "=", email.toLowerCase()]];

const normal = (name: string | null): string => (name ?? "").normalize("NFKC").replaceAll(/\s+/g, " ").trim();

/** Whether a record bears the name under which somebody was entered. */
export const hasFullName = (held: string | null, entered: string): boolean => same(normal(held), normal(entered));
