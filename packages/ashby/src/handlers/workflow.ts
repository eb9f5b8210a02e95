import { applications, handles } from "@anyats/core";
import { recordFilter, rejectEach } from "@anyats/http";
import { DIRECTORY } from "../directory.ts";
import { documented } from "../routes.ts";
import { STAGES } from "../stages.ts";

export const listApplicationStages = handles(applications.listStages, {
  routes: documented("POST /interviewStage.list", "POST /job.info", "POST /job.list"),
  inject: { stages: STAGES },
  handle: ({ jobIds }, call, { stages }) => stages.listed(jobIds, call),
});

export const listRejectionReasons = handles(applications.listRejectionReasons, {
  routes: documented("POST /archiveReason.list"),
  inject: { directory: DIRECTORY },
  async handle({ updatedAfter: _noDate, ...filter }, call, { directory }) {
    const passes = recordFilter(filter) ?? (() => true);
    return (await directory.reasons(call)).filter(passes);
  },
});

export const moveApplicationToStage = handles(applications.moveToStage, {
  routes: documented("POST /application.changeStage", "POST /application.info", "POST /interviewStage.list"),
  inject: { stages: STAGES },
  handle: ({ application, stage }, call, { stages }) => stages.move(application.id, stage.id, call),
});

const rejecting = documented(
  "POST /application.changeStage",
  "POST /application.info",
  "POST /interviewStage.list",
  "POST /archiveReason.list",
);

export const rejectApplication = handles(applications.reject, {
  routes: rejecting,
  inject: { stages: STAGES, directory: DIRECTORY },
  async handle({ application, reasonId }, call, { stages, directory }) {
    await directory.checkReason(reasonId, call);
    return stages.archive(application.id, reasonId, call);
  },
});

export const rejectManyApplications = handles(applications.rejectMany, {
  routes: rejecting,
  inject: { stages: STAGES, directory: DIRECTORY },
  async handle(input, call, { stages, directory }) {
    if (input.applications.length > 0) await directory.checkReason(input.reasonId, call);
    return rejectEach(input, call, (id, each) => stages.archive(id, input.reasonId, each));
  },
});
