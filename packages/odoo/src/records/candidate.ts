import { Candidate, record } from "@anyats/core";
import type { Reading } from "@anyats/http";
import { z } from "zod/mini";
import { customValues } from "../custom-fields/values.ts";
import { dated, latest, link, links, list, mention, recordNames, text, wireRecord } from "../reading/values.ts";
import type { Fields } from "../rpc/server.ts";
import { standing, wireApplicant, type WireApplicant } from "./application.ts";
import { locationOf, type Partners } from "./partner.ts";
import { person, personNames, wirePerson } from "./person.ts";
import type { Stages } from "./stage.ts";

/** `hr.candidate`, the person of Odoo 18; and the part of `hr.applicant` that is the person in other versions. */
export const wireCandidate = z.looseObject({
  ...wireRecord,
  ...wirePerson,
  partner_phone_sanitized: text,
  categ_ids: links,
  partner_id: link,
  /** Where a person is all applications: those, the oldest first. */
  applications: list(wireApplicant),
});
export type WireCandidate = z.output<typeof wireCandidate>;

export const candidateNames = [...recordNames, ...personNames, "partner_phone_sanitized", "categ_ids", "partner_id"];

/** The same of a record of the person: Odoo 17 had the second number, which went as that record came. */
export const recordOfPersonNames = candidateNames.filter((name) => name !== "partner_mobile");

export const wireTag = z.looseObject({ id: z.int(), name: text });
/** Tags by their ids. */
export type Tags = ReadonlyMap<number, z.output<typeof wireTag>>;

export const tagMentions = (ids: readonly number[], tags: Tags) =>
  ids.map((id) => ({ ...mention(id), name: tags.get(id)?.name ?? null }));

/** What the candidates of a page mention. */
export interface CandidateParts {
  readonly stages: Stages;
  readonly tags: Tags;
  readonly partners: Partners;
  readonly fields: Fields | undefined;
  readonly properties: string;
  /** The applications of a person. */
  readonly applications: (wire: WireCandidate) => readonly WireApplicant[];
}

/** A person changes when one of the person's applications does: these move no date of the person's own. */
export function candidateReading(parts: CandidateParts): Reading<WireCandidate, Candidate> {
  const { stages, tags, partners, fields, properties, applications } = parts;
  return {
    schema: wireCandidate,
    map: function toCandidate(wire, drift) {
      const mine = applications(wire);
      return record(Candidate, {
        ...dated(wire),
        changedAt: latest(wire.write_date, ...mine.map(({ write_date }) => write_date)),
        ...person(wire),
        tags: tagMentions(wire.categ_ids, tags),
        location: locationOf(wire.partner_id, partners),
        applications: mine.map((application) => {
          const { id, remoteId, createdAt, updatedAt, changedAt } = dated(application);
          return { id, remoteId, remoteUrl: null, createdAt, updatedAt, changedAt, ...standing(application, stages) };
        }),
        customFields: customValues(wire, drift, fields, properties),
      });
    },
  };
}
