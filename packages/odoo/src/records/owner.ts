/** What is known of where notes and files belong. */
export interface OwnerParts {
  /** The person of an application, by the application's id. */
  readonly personOf: ReadonlyMap<unknown, number>;
  /** The records of people who did not apply. */
  readonly talents: ReadonlySet<unknown>;
}

const textOf = (id: number | null | undefined) => (id == null ? null : String(id));

/** Whose a note or a file is: what hangs on an application is its person's, too. */
export function ownerOf(model: string | null, id: number | null | undefined, { personOf, talents }: OwnerParts) {
  if (model === "hr.candidate") return { candidateId: textOf(id), applicationId: null };
  const application = model === "hr.applicant" ? id : null;
  return {
    candidateId: textOf(personOf.get(application)),
    applicationId: talents.has(application) ? null : textOf(application),
  };
}
