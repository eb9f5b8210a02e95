import {
  applications,
  handles,
  LIMITATIONS,
  type Application,
  type Limitations,
  type ListedStage,
  type RejectionReason,
  type Stage,
} from "@anyats/core";
import { path, beforeWriting } from "@anyats/http";
import { action, model } from "../coverage/kombo-names.ts";
import { applicationReading } from "../mapping/application.ts";
import { jobReading } from "../mapping/job.ts";
import { RESTRICTIONS } from "../reading/attachment-restrictions.ts";
import { ATTACHMENTS } from "../reading/attachments.ts";
import { LISTS } from "../reading/list-reader.ts";
import { listStream, type ListDefinition } from "../reading/list-stream.ts";
import { commonQuery, partsOf, queryOf, valuesInOneRequest } from "../reading/query.ts";
import { receiptOf } from "../reading/read-data.ts";
import { REJECTION_REASONS } from "../reading/rejection-reasons.ts";
import { STAGES } from "../reading/stage-directory.ts";
import { documented } from "../routes.ts";
import { readAnswer } from "../transport/envelope.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";
import { type WireApplication } from "../wire/application.ts";
import { readingFiles } from "./reading-files.ts";
import { addsResultLink } from "./result-links.ts";
import { STAGE_TARGETS } from "./stage-targets.ts";

const needs = [model("applications?")];

/** Kombo's list of applications. */
export const applicationList: ListDefinition<typeof applications.stream, WireApplication, Application> = {
  path: "/ats/applications",
  reading: applicationReading,
  needs,
  // An application has one job and one stage, so many can be asked for in parts without meeting an application twice.
  splittable: ["job_ids", "job_remote_ids", "current_stage_ids"],
  query: (filter) => ({
    outcomes: filter.outcomes,
    job_ids: filter.jobIds,
    job_remote_ids: filter.jobRemoteIds,
    current_stage_ids: filter.stageIds,
    remote_created_after: filter.createdAfter,
  }),
};

export const streamApplications = listStream(applications.stream, applicationList);

/** Kombo has no get-by-id: its list is asked with `ids`. */
export const getApplication = handles(applications.get, {
  lane: "unified",
  routes: documented("GET /ats/applications"),
  needs,
  inject: { lists: LISTS },
  handle: (input, call, { lists }) => lists.one("application", "/ats/applications", applicationReading, input, call),
});

/**
 * The stages of the jobs. Kombo's list of all stages is deprecated, and its ids are often refused as targets of a move;
 * those of the jobs are the right ones.
 */
export const listApplicationStages = handles(applications.listStages, {
  lane: "unified",
  routes: documented("GET /ats/jobs"),
  needs: [model("jobs?")], // They are read from the jobs.
  inject: { lists: LISTS, limitations: LIMITATIONS, directory: STAGES },
  async handle({ jobIds }, call, { lists, limitations, directory }) {
    if (jobIds?.length === 0) return [];
    const stages = new Map<string, ListedStage>();
    const seen = new Set<string>();
    // What is kept beside a job is not given: tracing its fields takes longer than reading it.
    const plain = { ...call, raw: false, provenance: false };
    for (const ids of jobIds ? partsOf(jobIds) : [undefined])
      for await (const { records } of lists.all("/ats/jobs", jobReading, queryOf({ ids }, { jobIds }), plain))
        for (const job of records) {
          directory.remember(job);
          // A list that changes while it is read may give a job twice.
          if (seen.has(job.id)) continue;
          seen.add(job.id);
          for (const stage of job.stages) {
            const known = stages.get(stage.id);
            if (known?.jobIds.at(-1) === job.id) continue;
            if (known) known.jobIds.push(job.id);
            else stages.set(stage.id, listed(stage, job.id, limitations));
          }
        }
    return [...stages.values()];
  },
});

function listed(stage: Stage, jobId: string, limitations: Limitations): ListedStage {
  const forbidden = stage.remoteId
    ? limitations.forbidden("applications.moveToStage", "stage.remoteId", stage.remoteId)
    : undefined;
  return { ...stage, jobIds: [jobId], movable: forbidden === undefined, notMovableReason: forbidden?.summary ?? null };
}

/** All pages. */
export const listRejectionReasons = handles(applications.listRejectionReasons, {
  lane: "unified",
  routes: documented("GET /ats/rejection-reasons"),
  needs: [model("rejection_reasons?")],
  inject: { reasons: REJECTION_REASONS },
  handle: async (filter, call, { reasons }) => {
    // An empty list as a filter matches no record.
    if (filter.ids?.length === 0 || filter.remoteIds?.length === 0) return [];
    const { ids, remoteIds, ...others } = filter;
    const isShort = [ids, remoteIds].every((list = []) => list.length <= valuesInOneRequest);
    const read = await reasons.read(call, queryOf(commonQuery(isShort ? filter : others), filter));
    // There are few reasons: a list of ids that is too long for an address is compared here.
    const isAskedFor = ({ id, remoteId }: RejectionReason) =>
      (ids?.includes(id) ?? true) && (remoteIds?.includes(remoteId ?? "") ?? true);
    // A call beside this one gets the same records: each app owns its own.
    return structuredClone(isShort ? [...read] : read.filter(isAskedFor));
  },
});

/**
 * Before the move, the stage is compared with the limitations and with the stages of the application's job: one read for
 * an application that the connection has not moved yet, one for a job whose stages it has not seen.
 */
export const moveApplicationToStage = handles(applications.moveToStage, {
  lane: "unified",
  routes: documented("PUT /ats/applications/{application_id}/stage"),
  needs: [action(/^(move_application_to_stage|(set|move|change|update)_application_stage)$/)],
  inject: { transport: TRANSPORT, stages: STAGES, targets: STAGE_TARGETS },
  async handle({ application, stage, remoteFields }, call, { transport, stages, targets }) {
    await beforeWriting(() =>
      targets.check({ stage, jobId: (again) => stages.jobOf(application.id, call, again) }, call),
    );
    const body = { stage_id: stage.id, ...(remoteFields && { remote_fields: remoteFields }) };
    const address = path`/ats/applications/${application.id}/stage`;
    const request = { method: "PUT", path: address, body, effect: "idempotent", action: true } as const;
    return receiptOf(readAnswer(await transport.send(request, call), "idempotent").warnings);
  },
});

/** Runs live in the ATS. */
export const listApplicationAttachments = handles(applications.listAttachments, {
  lane: "unified",
  routes: documented("GET /ats/applications/{application_id}/attachments"),
  needs: [readingFiles],
  inject: { attachments: ATTACHMENTS },
  handle: async ({ application }, call, { attachments }) => [
    ...(await attachments.ofApplication(application.id, call)),
  ],
});

/** What Kombo calls a capability probe. */
export const getAttachmentRestrictions = handles(applications.getAttachmentRestrictions, {
  lane: "unified",
  routes: documented("GET /ats/actions/{action}"),
  inject: { restrictions: RESTRICTIONS },
  // What is read is kept, to check files with it.
  handle: async ({ command }, call, { restrictions }) => structuredClone(await restrictions.read(command, call)),
});

export const addApplicationResultLink = addsResultLink(applications.addResultLink, {
  route: "POST /ats/applications/{application_id}/result-links",
  need: action(/^(add|create)_(application_)?result_links?$/),
  path: ({ application }) => path`/ats/applications/${application.id}/result-links`,
});
