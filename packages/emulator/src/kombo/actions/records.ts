import type { Row } from "../../world/rows.ts";
import type { Collection } from "../../world/collection.ts";
import type { World } from "../../world/world.ts";
import { notFound } from "../errors.ts";

/** A record that is still there. */
function existing<T extends Row>(collection: Collection<T>, what: string, id: string): Readonly<T> {
  const row = collection.get(id);
  if (!row || row.remote_deleted_at !== null) throw notFound(what, id);
  return row;
}

export const applicationOf = (world: World, id: string) => existing(world.applications, "application", id);
export const candidateOf = (world: World, id: string) => existing(world.candidates, "candidate", id);

/** A job by Kombo id, or by `remote:` and the tool's id. */
export function jobOf(world: World, id: string) {
  const remoteId = /^remote:(.+)$/s.exec(id)?.[1];
  return existing(world.jobs, "job", remoteId === undefined ? id : (world.jobs.byRemoteId(remoteId)?.id ?? id));
}
