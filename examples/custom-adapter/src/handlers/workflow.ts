import { applications, handles, type Call, type Receipt } from "@anyats/core";
import { HTTP, path } from "@anyats/http";
import { LISTS, type Lists } from "../lists.ts";
import { REASONS } from "../reasons.ts";
import { jobReading } from "../records/records.ts";
import { STAGES } from "../stages.ts";
import { documented } from "./documented.ts";

const done: Receipt = { settledBy: "answer", warnings: [] };

/** Rowan has one workflow, so each stage belongs to every job. */
export const listApplicationStages = handles(applications.listStages, {
  lane: "native",
  routes: documented("GET /stages", "GET /jobs"),
  inject: { stages: STAGES, lists: LISTS },
  async handle({ jobIds }, call, { stages, lists }) {
    if (jobIds?.length === 0) return []; // An empty list as a filter matches nothing.
    const all = await stages.all(call);
    const jobs = jobIds ?? (await idsOfJobs(lists, call));
    return all.map((stage) => {
      const limitation = stages.whyNoTarget(stage.id);
      return {
        ...stage,
        jobIds: [...jobs],
        movable: limitation === undefined,
        notMovableReason: limitation?.reason ?? null,
      };
    });
  },
});

async function idsOfJobs(lists: Lists, call: Call): Promise<readonly string[]> {
  const listing = { kind: "jobs", reading: jobReading([]), filter: {}, parameters: {} } as const;
  return (await lists.all(listing, call)).map(({ id }) => id);
}

export const listRejectionReasons = handles(applications.listRejectionReasons, {
  lane: "native",
  routes: documented("GET /reasons"),
  inject: { reasons: REASONS },
  async handle({ ids, remoteIds, updatedAfter }, call, { reasons }) {
    // Rowan lists all of them: the filters are applied here. None is left out.
    const all = await reasons.all(call);
    return all.filter(
      ({ id, changedAt }) =>
        (ids?.includes(id) ?? true) && (remoteIds?.includes(id) ?? true) && changedAt >= (updatedAfter ?? ""),
    );
  },
});

/** The same move again changes nothing, so it may be repeated. */
export const moveApplicationToStage = handles(applications.moveToStage, {
  lane: "native",
  routes: documented("PUT /applications/{id}/stage", "GET /stages"),
  inject: { http: HTTP, stages: STAGES },
  async handle({ application, stage }, call, { http, stages }) {
    await stages.check(stage.id, call);
    const to = path`/applications/${application.id}/stage`;
    await http.send({ method: "PUT", path: to, body: { stage_id: stage.id }, effect: "idempotent" }, call);
    return done;
  },
});

export const rejectApplication = handles(applications.reject, {
  lane: "native",
  routes: documented("PUT /applications/{id}/rejection", "GET /reasons"),
  inject: { http: HTTP, reasons: REASONS },
  async handle({ application, reasonId }, call, { http, reasons }) {
    await reasons.check(reasonId, call);
    const to = path`/applications/${application.id}/rejection`;
    await http.send({ method: "PUT", path: to, body: { reason_id: reasonId }, effect: "idempotent" }, call);
    return done;
  },
});
