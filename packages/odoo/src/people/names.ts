import type { Candidate } from "@anyats/core";
import { addressForms } from "@anyats/http";
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

/** An e-mail address as Odoo normalizes it: in small letters, its domain in the script in which it was typed. */
const normalForms = (email: string): readonly string[] => addressForms(email).map((form) => form.toLowerCase());

export const emailDomain = (email: string | undefined, field = "email_normalized"): Domain =>
  email === undefined ? [] : [[field, "in", normalForms(email)]];

const normal = (name: string | null): string => (name ?? "").normalize("NFKC").replaceAll(/\s+/g, " ").trim();

/** Whether a record bears the name under which somebody was entered. */
export const hasFullName = (held: string | null, entered: string): boolean => same(normal(held), normal(entered));
