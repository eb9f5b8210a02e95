import { json, opaque, type NativeCall, type NativeRoute } from "../tools/native-router.ts";
import type { NativeResponse } from "../http/native-call.ts";
import type { CandidateRow, JobRow } from "../world/rows.ts";
import type { World } from "../world/world.ts";

/**
 * `GET /entity/{type}/{id}?fields=…` (documented by Bullhorn) for two types; of the fields those that follow from the
 * world. Dates are milliseconds since 1970. A record that was deleted stays, with a mark.
 */
export function entityRoutes(world: World): NativeRoute[] {
  return [
    entity("Candidate", (id) => world.candidates.byRemoteId(id), candidateFields),
    entity("JobOrder", (id) => world.jobs.byRemoteId(id), jobFields),
  ];
}

function entity<T>(
  type: string,
  find: (id: string) => Readonly<T> | undefined,
  fields: (row: Readonly<T>) => Record<string, unknown>,
): NativeRoute {
  const handle = ({ params, query }: NativeCall): NativeResponse => {
    const row = find(params["id"] ?? "");
    if (!row) return opaque(404, "Not found");
    return json({ data: chosen(fields(row), query.get("fields") ?? "id") });
  };
  return { method: "GET", pattern: `/entity/${type}/:id`, set: "always", handle };
}

/** The fields that were asked for; `*` stands for all. */
function chosen(all: Record<string, unknown>, fields: string): Record<string, unknown> {
  if (fields === "*") return all;
  const names = new Set(["id", ...fields.split(",")]);
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

const milliseconds = (instant: string | null) => (instant === null ? null : Date.parse(instant));

function candidateFields(row: Readonly<CandidateRow>): Record<string, unknown> {
  return {
    id: Number(row.remote_id),
    firstName: row.first_name,
    lastName: row.last_name,
    name: [row.first_name, row.last_name].filter(Boolean).join(" "),
    email: row.email_addresses?.[0]?.email_address ?? null,
    phone: row.phone_numbers?.[0]?.phone_number ?? null,
    occupation: row.title,
    status: "Active",
    source: row.source,
    owner: { id: 301, firstName: "Jordan", lastName: "Mercer" },
    dateAvailable: milliseconds(row.remote_updated_at),
    dateAdded: milliseconds(row.remote_created_at),
    dateLastModified: milliseconds(row.remote_updated_at),
    isDeleted: row.remote_deleted_at !== null,
  };
}

function jobFields(row: Readonly<JobRow>): Record<string, unknown> {
  return {
    id: Number(row.remote_id),
    title: row.name,
    status: row.status === "OPEN" ? "Accepting Candidates" : "Filled",
    isOpen: row.status === "OPEN",
    employmentType: row.employment_type,
    numOpenings: 1 + (Number(row.remote_id) % 5),
    clientCorporation: { id: 2_001, name: "Harbor & Pine Logistics" },
    dateAdded: milliseconds(row.remote_created_at),
    dateLastModified: milliseconds(row.remote_updated_at),
    isDeleted: row.remote_deleted_at !== null,
  };
}
