/**
 * Names a record that a queued write concerns, for erasure. Ids are unique within a kind only; an id whose kind the input
 * does not say is named alone.
 */
export function writeSubject(kind: string | undefined, id: string): string {
  return kind === undefined ? id : `${kind} ${id}`;
}

const ofRecord = /^(application|candidate|job)(?:s|Id)?$/;

/** The records that an input names, one by one or in lists. */
export function writeSubjects(input: unknown, kind?: string, depth = 0): readonly string[] {
  if (depth > 4 || typeof input !== "object" || input === null) return [];
  return Object.entries(input).flatMap(([key, part]: [string, unknown]) => {
    const [, named] = ofRecord.exec(key) ?? [];
    const own = named === undefined ? kind : `${named}s`;
    if (typeof part !== "string") return writeSubjects(part, own, depth + 1);
    // In a list of ids, each stands for itself.
    const isId = named !== undefined || key === "id" || (kind !== undefined && Array.isArray(input));
    return isId ? [writeSubject(own, part)] : [];
  });
}

/** An input that names several records, without some of them; `undefined` where it is about them alone. */
export function withoutSubjects(input: object, gone: ReadonlySet<string>): object | undefined {
  const isGone = (key: string, part: unknown) => writeSubjects({ [key]: part }).some((subject) => gone.has(subject));
  const left: [string, unknown][] = [];
  for (const [key, part] of Object.entries(input) as [string, unknown][]) {
    const rest = Array.isArray(part) ? part.filter((item: unknown) => !isGone(key, [item])) : part;
    const isEmptied = Array.isArray(rest) && rest.length === 0 && (part as unknown[]).length > 0;
    if (isEmptied || isGone(key, rest)) return undefined;
    left.push([key, rest]);
  }
  return Object.fromEntries(left);
}
