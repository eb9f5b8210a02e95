import {
  applications,
  CLOCK,
  handles,
  InvalidInput,
  receipt,
  token,
  type Call,
  type Injected,
  type Receipt,
  type RejectionReason,
  type Token,
} from "@anyats/core";
import { beforeWriting, rejectEach } from "@anyats/http";
import type { z } from "zod/mini";
import { and, odooTime } from "../rpc/domain.ts";
import { LISTS, type OdooList } from "../reading/lists.ts";
import { namedNames, reasonReading } from "../records/directory.ts";
import { methods } from "../routes.ts";
import { ODOO, idsOf } from "../rpc/odoo.ts";
import { STAGE_TARGETS } from "./stages.ts";

/** Calls see what is archived, too: a reason that is archived is not offered any more. */
const reasonList = (domain: OdooList<z.output<typeof reasonReading.schema>, RejectionReason>["domain"]) => ({
  model: "hr.applicant.refuse.reason",
  domain: and([["active", "=", true]], domain),
  fields: namedNames,
  reading: () => Promise.resolve(reasonReading),
});

export const listRejectionReasons = handles(applications.listRejectionReasons, {
  routes: methods("hr.applicant.refuse.reason/search_read"),
  inject: { lists: LISTS },
  async handle(filter, call, { lists }) {
    const all: RejectionReason[] = [];
    for await (const { records } of lists.all(reasonList(lists.common(filter)), call)) all.push(...records);
    return all;
  },
});

/**
 * Refuses as Odoo's own dialog does, with one write and without its e-mail: reason, date and the archive together. A reason
 * alone would leave the application among the open ones.
 */
export class Rejections {
  static readonly inject = { odoo: ODOO, targets: STAGE_TARGETS, clock: CLOCK };
  readonly #collaborators: Injected<typeof Rejections.inject>;

  constructor(collaborators: Injected<typeof Rejections.inject>) {
    this.#collaborators = collaborators;
  }

  /** @throws {InvalidInput} when there is no such reason. */
  async reason(id: string, call: Call): Promise<number> {
    const { model, domain } = reasonList([["id", "in", idsOf([id])]]);
    const [found] = await this.#collaborators.odoo.ids(model, domain, call);
    if (found !== undefined) return found;
    throw new InvalidInput("The reason", [
      { path: "reasonId", message: "must be a rejection reason that Odoo offers" },
    ]);
  }

  async reject(id: string, reason: number, call: Call): Promise<Receipt> {
    const { odoo, targets, clock } = this.#collaborators;
    const applicant = await beforeWriting(() => targets.application(id, call));
    if (applicant.refuse_reason_id?.id === reason && applicant.active === false) return receipt();
    const vals = { active: false, refuse_reason_id: reason, refuse_date: odooTime(clock.now()) };
    await odoo.write("hr.applicant", [applicant.id], vals, call);
    return receipt();
  }
}

export const REJECTIONS: Token<Rejections> = token("odoo/rejections");

const rejecting = methods("hr.applicant/write", "hr.applicant/search_read", "hr.applicant.refuse.reason/search_read");

export const rejectApplication = handles(applications.reject, {
  routes: rejecting,
  inject: { rejections: REJECTIONS },
  async handle({ application, reasonId }, call, { rejections }) {
    const reason = await beforeWriting(() => rejections.reason(reasonId, call));
    return rejections.reject(application.id, reason, call);
  },
});

/** One after the other: a write of many would fail for all where one of them is gone. */
export const rejectManyApplications = handles(applications.rejectMany, {
  routes: rejecting,
  inject: { rejections: REJECTIONS },
  async handle(input, call, { rejections }) {
    const isEmpty = input.applications.length === 0;
    const [reason] = isEmpty ? [] : [await beforeWriting(() => rejections.reason(input.reasonId, call))];
    return rejectEach(input, call, (id, each) => rejections.reject(id, reason!, each));
  },
});
