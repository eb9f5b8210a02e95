import { applications, handles, type Call, type Receipt } from "@anyats/core";
import { API } from "../api.ts";
import { LISTS, type ListPages } from "../list-pages.ts";
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

async function idsOfJobs(lists: ListPages, call: Call): Promise<string[]> {
  const ids: string[] = [];
  let position: string | number | null = null;
  do {
    const listing = { kind: "jobs", reading: jobReading([]), filter: {}, parameters: {} } as const;
    const { next, decode } = await lists.page(listing, position, call);
    ids.push(...decode().records.map(({ id }) => id));
    position = next as string | null;
  } while (position !== null);
  return ids;
}

export const listRejectionReasons = handles(applications.listRejectionReasons, {
  lane: "native",
  routes: documented("GET /reasons"),
  inject: { reasons: REASONS },
  handle: (_input, call, { reasons }) => reasons.all(call),
});

/** The same move again changes nothing, so it may be repeated. */
export const moveApplicationToStage = handles(applications.moveToStage, {
  lane: "native",
  routes: documented("PUT /applications/{id}/stage", "GET /stages"),
  inject: { api: API, stages: STAGES },
  async handle({ application, stage }, call, { api, stages }) {
    await stages.check(stage.id, call);
    const path = `/applications/${encodeURIComponent(application.id)}/stage`;
    await api.send({ method: "PUT", path, body: { stage_id: stage.id }, effect: "idempotent" }, call);
    return done;
  },
});

export const rejectApplication = handles(applications.reject, {
  lane: "native",
  routes: documented("PUT /applications/{id}/rejection", "GET /reasons"),
  inject: { api: API, reasons: REASONS },
  async handle({ application, reasonId }, call, { api, reasons }) {
    await reasons.check(reasonId, call);
    const path = `/applications/${encodeURIComponent(application.id)}/rejection`;
    await api.send({ method: "PUT", path, body: { reason_id: reasonId }, effect: "idempotent" }, call);
    return done;
  },
});
