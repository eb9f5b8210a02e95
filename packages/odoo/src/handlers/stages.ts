import {
  applications,
  handles,
  InvalidInput,
  receipt,
  token,
  RecordNotFound,
  type Call,
  type Injected,
  type Token,
} from "@anyats/core";
import { beforeWriting } from "@anyats/http";
import { isTalent, type WireApplicant } from "../records/application.ts";
import { MENTIONS } from "../records/mentions.ts";
import { isOfJob, stage as stageFields, type WireStage } from "../records/stage.ts";
import { methods } from "../routes.ts";
import type { Domain } from "../rpc/domain.ts";
import { idsOf, ODOO, type Values } from "../rpc/odoo.ts";
import { ODOO_SETTINGS } from "../settings.ts";

/** Stages as targets: which a job has, and whether setting one writes to the applicant. */
export class StageTargets {
  static readonly inject = { mentions: MENTIONS, settings: ODOO_SETTINGS };
  readonly #collaborators: Injected<typeof StageTargets.inject>;

  constructor(collaborators: Injected<typeof StageTargets.inject>) {
    this.#collaborators = collaborators;
  }

  /** @throws {RecordNotFound} */
  async application(id: string, call: Call): Promise<WireApplicant> {
    const [applicant] = await this.#collaborators.mentions.applicants([["id", "in", idsOf([id])]], call);
    if (!applicant || isTalent(applicant)) throw new RecordNotFound("application");
    return applicant;
  }

  /** The server accepts any stage of any job. @throws {InvalidInput} for a stage that the job does not have. */
  async check(id: string, job: number | undefined, call: Call): Promise<WireStage> {
    const stages = await this.#collaborators.mentions.stages(call);
    const stage = stages.find((each) => String(each.id) === id);
    if (stage && isOfJob(stage, job)) return stage;
    throw new InvalidInput("The stage", [{ path: "stage", message: "must be a stage of the application's job" }]);
  }

  /** The context in which a stage is set: without it, a stage with a template mails the applicant. */
  context({ template_id }: WireStage, call: Call): Values {
    if (!template_id || this.#collaborators.settings.sendEmails) return {};
    call.warn({
      message: "The stage has an e-mail template; no e-mail was sent.",
      code: "odoo.no-emails-unless-asked",
    });
    return { mail_notrack: true };
  }
}

export const STAGE_TARGETS: Token<StageTargets> = token("odoo/stage-targets");

export const listApplicationStages = handles(applications.listStages, {
  routes: methods("hr.recruitment.stage/search_read", "hr.recruitment.stage/fields_get", "hr.job/search_read"),
  inject: { mentions: MENTIONS },
  async handle({ jobIds }, call, { mentions }) {
    const stages = await mentions.stages(call);
    // A stage of all jobs is not one of a job that is not there.
    const domain: Domain = jobIds ? [["id", "in", idsOf(jobIds)]] : [];
    const jobs = await mentions.ids("hr.job", domain, call);
    return stages
      .map((stage) => ({
        ...stageFields(stage),
        jobIds: jobs.filter((job) => isOfJob(stage, job)).map(String),
        movable: true,
        notMovableReason: null,
      }))
      .filter(({ jobIds: ofJobs }) => jobIds === undefined || ofJobs.length > 0);
  },
});

/**
 * A stage that is set again overwrites the time and the origin of the last move, and resets the mark of the card: so where the
 * application stands is read first.
 */
export const moveApplicationToStage = handles(applications.moveToStage, {
  routes: methods("hr.applicant/write", "hr.applicant/search_read", "hr.recruitment.stage/search_read"),
  inject: { odoo: ODOO, targets: STAGE_TARGETS, settings: ODOO_SETTINGS },
  // A stage that is set again mails the applicant again.
  isOnce: (_input, { settings }) => settings.sendEmails,
  async handle({ application, stage }, call, { odoo, targets, settings }) {
    const [applicant, target] = await beforeWriting(async () => {
      const found = await targets.application(application.id, call);
      return [found, await targets.check(stage.id, found.job_id?.id, call)] as const;
    });
    if (applicant.stage_id?.id === target.id) return receipt();
    const isMailed = target.template_id !== null && settings.sendEmails;
    const context = targets.context(target, call);
    if (isMailed) await call.remember("sent");
    const more = { context, effect: isMailed ? "creates" : "idempotent" } as const;
    await odoo.write("hr.applicant", [applicant.id], { stage_id: target.id }, call, more);
    return receipt();
  },
  async settle({ application, stage }, call, { targets }) {
    const because = "the application is not in the stage";
    if (call.memory === undefined) return { found: false, certain: true, because: "it was not sent" };
    const { stage_id } = await targets.application(application.id, call);
    if (stage_id && String(stage_id.id) === stage.id) return { found: true, output: receipt("read-back") };
    return { found: false, certain: false, because };
  },
});
