import type { Collection } from "../../world/collection.ts";
import type { JobRow, Row, StageRow } from "../../world/rows.ts";
import type { World } from "../../world/world.ts";
import { KomboFailure, notFound } from "../errors.ts";

/** A record that is still there. */
function existing<T extends Row>(collection: Collection<T>, what: string, id: string): Readonly<T> {
  const row = collection.get(id);
  if (!row || row.remote_deleted_at !== null) throw notFound(what, id);
  return row;
}

export const applicationOf = (world: World, id: string) => existing(world.applications, "application", id);
export const candidateOf = (world: World, id: string) => existing(world.candidates, "candidate", id);

/** A job by Kombo id, or by `remote:` and the tool's id. */
export function jobOf(world: World, id: string): Readonly<JobRow> {
  const remoteId = /^remote:(.+)$/s.exec(id)?.[1];
  return existing(world.jobs, "job", remoteId === undefined ? id : (world.jobs.byRemoteId(remoteId)?.id ?? id));
}

/** A stage of a job. That any other stage is refused is documented, the code is not. */
export function stageOf(world: World, job: Readonly<JobRow> | undefined, id: string): Readonly<StageRow> {
  const stage = job?.stage_ids.includes(id) ? world.stages.get(id) : undefined;
  if (stage?.remote_deleted_at !== null)
    throw new KomboFailure("REMOTE.INPUT_INVALID", `The stage "${id}" was not found in the job of this application.`);
  return stage;
}
