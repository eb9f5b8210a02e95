import type { Candidate } from "@anyats/core";
import { addressForms, nameKey } from "@anyats/http";
import { literally, type Domain } from "../rpc/domain.ts";
import type { CandidateFilter } from "./people.ts";

/** Whether a record bears a name, as under which somebody was entered. */
export const isNamed = (held: string | null, asked: string): boolean => nameKey(held) === nameKey(asked);

/** A name is one text in Odoo: what contains both parts is asked for, and the parts are compared here. */
export const nameDomain = ({ firstName, lastName }: CandidateFilter): Domain =>
  [firstName, lastName].flatMap((part) =>
    part === undefined ? [] : [["partner_name", "ilike", literally(part)] as const],
  );

export const hasName =
  ({ firstName, lastName }: CandidateFilter) =>
  (candidate: Candidate): boolean =>
    (firstName === undefined || isNamed(candidate.firstName, firstName)) &&
    (lastName === undefined || isNamed(candidate.lastName, lastName));

/** An e-mail address as Odoo normalizes it: in small letters, its domain in the script in which it was typed. */
const normalForms = (email: string): readonly string[] => addressForms(email).map((form) => form.toLowerCase());

export const emailDomain = (email: string | undefined, field = "email_normalized"): Domain =>
  email === undefined ? [] : [[field, "in", normalForms(email)]];
