import type { World } from "../world/world.ts";

/**
 * Gives every 25th record what real tools send against the contract: a date without a time, an empty name, a value of
 * an enum that nobody has mapped.
 */
export function addOddities(world: World): void {
  for (const [index, job] of world.jobs.all().entries()) {
    if (index % 25 === 4) Object.assign(job, { opened_at: job.opened_at?.slice(0, 10) ?? null });
    if (index % 25 === 9) Object.assign(job, { employment_type: "Temp-to-Hire", status: "On Hold" });
  }
  for (const [index, candidate] of world.candidates.all().entries()) {
    if (index % 25 === 4)
      Object.assign(candidate, { remote_created_at: candidate.remote_created_at?.slice(0, 10) ?? null });
    if (index % 25 === 9) Object.assign(candidate, { first_name: null, last_name: "" });
  }
  for (const [index, application] of world.applications.all().entries()) {
    if (index % 25 === 4)
      Object.assign(application, { remote_updated_at: application.remote_updated_at?.slice(0, 10) ?? null });
    if (index % 25 === 9) Object.assign(application, { outcome: "WITHDRAWN" });
  }
}
