import { ADAPTER, applications, handles, LIMITATIONS, oneOfThese, receipt, refusal, toNoteContent } from "@anyats/core";
import { HTTP, LIST_PAGES, path, recordFilter, REFERENCES, wholeList, type ListPages } from "@anyats/http";
import { z } from "zod/mini";
import { documented } from "../profile.ts";
import { reasonReading, wireStages } from "../records.ts";
import { jobList, stages } from "./reading.ts";

async function readReasons(pages: ListPages, call: Parameters<ListPages["all"]>[1]) {
  const found = [];
  const asked = { format: wholeList(""), request: { path: "/reasons" }, reading: reasonReading };
  for await (const { records } of pages.all(asked, call)) found.push(...records);
  return found;
}

/** Rowan has one workflow, so each stage belongs to every job. */
export const listApplicationStages = handles(applications.listStages, {
  routes: documented("GET /stages", "GET /jobs"),
  inject: { http: HTTP, pages: LIST_PAGES, limitations: LIMITATIONS },
  async handle({ jobIds }, call, { http, pages, limitations }) {
    const ids: string[] = [...(jobIds ?? [])];
    if (!jobIds) for await (const { records } of pages.all(jobList(), call)) ids.push(...records.map(({ id }) => id));
    if (ids.length === 0) return [];
    return (await http.read(wireStages, stages, call)).map((stage) => {
      const why = limitations.forbidden("applications.moveToStage", "stage.remoteId", stage.id);
      return { ...stage, jobIds: [...new Set(ids)], movable: !why, notMovableReason: why?.reason ?? null };
    });
  },
});

export const listRejectionReasons = handles(applications.listRejectionReasons, {
  routes: documented("GET /reasons"),
  inject: { pages: LIST_PAGES },
  handle: async (filter, call, { pages }) => (await readReasons(pages, call)).filter(recordFilter(filter) ?? Boolean),
});

/** The same move again changes nothing, so it may be repeated. */
export const moveApplicationToStage = handles(applications.moveToStage, {
  routes: documented("PUT /applications/{id}/stage", "GET /stages"),
  inject: { http: HTTP, limitations: LIMITATIONS },
  async handle({ application, stage }, call, { http, limitations }) {
    const why = limitations.forbidden("applications.moveToStage", "stage.remoteId", stage.id);
    if (why) throw refusal(why, call.capability);
    oneOfThese(await http.read(wireStages, stages, call), stage.id, "The stage", "stage");
    const to = path`/applications/${application.id}/stage`;
    await http.send({ method: "PUT", path: to, body: { stage_id: stage.id }, effect: "idempotent" }, call);
    return receipt();
  },
});

export const rejectApplication = handles(applications.reject, {
  routes: documented("PUT /applications/{id}/rejection", "GET /reasons"),
  inject: { http: HTTP, pages: LIST_PAGES },
  async handle({ application, reasonId }, call, { http, pages }) {
    oneOfThese(await readReasons(pages, call), reasonId, "The reason", "reasonId");
    const to = path`/applications/${application.id}/rejection`;
    await http.send({ method: "PUT", path: to, body: { reason_id: reasonId }, effect: "idempotent" }, call);
    return receipt();
  },
});

export const addApplicationNote = handles(applications.addNote, {
  routes: documented("POST /applications/{id}/notes", "GET /notes"),
  inject: { http: HTTP, references: REFERENCES, adapter: ADAPTER },
  async handle({ application, note }, call, { http, references, adapter }) {
    const body = { reference: references.of(call), text: await toNoteContent(note, adapter.facts) };
    await http.send(
      { method: "POST", path: path`/applications/${application.id}/notes`, body, effect: "creates" },
      call,
    );
    return receipt();
  },
  settle: (_input, call, { http, references }) =>
    references.settle(call, async (reference) => {
      const request = { method: "GET", path: "/notes", query: { reference }, effect: "reads" } as const;
      return (await http.read(z.array(z.unknown()), request, call)).length > 0 ? receipt("read-back") : undefined;
    }),
});
