/**
 * Names a record that a queued write concerns, for erasure. Ids are unique within a kind only; an id whose kind the input
 * does not say is named alone.
 */
export function writeSubject(kind: string | undefined, id: string): string {
  return kind === undefined ? id : `${kind} ${id}`;
}

/** The records that an input names. */
export function writeSubjects(input: unknown, kind?: string, depth = 0): readonly string[] {
  if (depth > 4 || typeof input !== "object" || input === null) return [];
  return Object.entries(input).flatMap(([key, part]) => {
    const [, named] = /^(application|candidate|job)(?:Id)?$/.exec(key) ?? [];
    const own = named === undefined ? kind : `${named}s`;
    if (typeof part !== "string") return writeSubjects(part, own, depth + 1);
    return named !== undefined || key === "id" ? [writeSubject(own, part)] : [];
  });
}
