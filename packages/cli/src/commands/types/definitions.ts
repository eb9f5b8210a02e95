import type { Client, CustomFieldDefinition } from "@anyats/core";

/** A tenant's definitions by resource, such as `jobs`, and by key. */
export type Definitions = Readonly<Record<string, Readonly<Record<string, CustomFieldDefinition>>>>;

type Lists = Readonly<
  Record<string, { listCustomFields?(input: object): Promise<readonly CustomFieldDefinition[]> } | undefined>
>;

/** Asks for the definitions of every resource that has some on this connection. */
export async function definitionsOf(ats: Client): Promise<Definitions> {
  const all: Record<string, Readonly<Record<string, CustomFieldDefinition>>> = {};
  const { supports }: { supports(id: string): boolean } = ats;
  for (const resource of ["jobs", "applications", "candidates"]) {
    if (!supports(`${resource}.listCustomFields`)) continue;
    const fields = await (ats as unknown as Lists)[resource]!.listCustomFields!({ refresh: true });
    all[resource] = keyed(fields);
  }
  return all;
}

/** Fields are written by their names. One whose name is not unique is written by its id. */
function keyed(fields: readonly CustomFieldDefinition[]): Readonly<Record<string, CustomFieldDefinition>> {
  const byName = Map.groupBy(fields, ({ name }) => name);
  const entries = fields.map((field) => [byName.get(field.name)!.length === 1 ? field.name : field.id, field] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
