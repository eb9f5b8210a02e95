import type { Stage } from "@anyats/core";
import { z } from "zod/mini";
import { flag, link, links, mention, number, text, type Link } from "../reading/values.ts";

/** `hr.recruitment.stage`. One without jobs is a stage of all jobs. */
export const wireStage = z.looseObject({
  id: z.int(),
  name: text,
  sequence: number,
  job_ids: links,
  hired_stage: flag,
  template_id: link,
});
export type WireStage = z.output<typeof wireStage>;

/** Every stage of the server, in the order of the columns of its board. */
export type Stages = readonly WireStage[];

export const stage = ({ id, name, sequence }: WireStage): Stage => ({
  ...mention(id),
  name,
  status: null,
  index: sequence ?? null,
  customFields: {},
});

/** The stage that a record is in: with its name only, where the stages cannot be read. */
export function stageOf({ id, label }: NonNullable<Link>, stages: Stages): Stage {
  const known = stages.find((each) => each.id === id);
  return known ? stage(known) : { ...mention(id), name: label, status: null, index: null, customFields: {} };
}

/** Whether applications to a job go through a stage. The server itself takes any stage. */
export const isOfJob = ({ job_ids }: WireStage, job: number | undefined): boolean =>
  job_ids.length === 0 || (job !== undefined && job_ids.includes(job));
