import type { JobRow } from "../world/rows.ts";
import { remoteDates, timestamp } from "./dates.ts";
import type { Source } from "./people.ts";
import { companies, describe, positions, type Position } from "./positions.ts";
import { drawPlace } from "./places.ts";

const statuses = ["OPEN", "CLOSED", "DRAFT", "ARCHIVED", "OPEN", "OPEN", "CLOSED", "OPEN"] as const;
const visibilities = ["PUBLIC", "INTERNAL", "PUBLIC", "UNLISTED", "CONFIDENTIAL", null] as const;

/** Contract work or a permanent position: it decides the stages. */
export type OrderType = "Contract" | "Direct Hire";

export function orderTypeOf(index: number): OrderType {
  return index % 4 === 3 ? "Direct Hire" : "Contract";
}

/** Seeds one job; the statuses take turns, so that every one occurs in any world. */
export function seedJob(
  source: Source,
  index: number,
  remoteId: string,
  stageIds: readonly string[],
  questionIds: readonly string[],
): JobRow {
  const { world, random, calendar } = source;
  const position = random.pick(positions);
  const company = random.pick(companies);
  const opened = calendar.ago(300);
  const status = statuses[index % statuses.length] ?? "OPEN";
  const permanent = orderTypeOf(index) === "Direct Hire";
  return world.jobs.insert({
    id: world.id(remoteId),
    remote_id: remoteId,
    ...remoteDates(opened, calendar.since(opened)),
    remote_deleted_at: null,
    name: position.title,
    job_code: random.chance(0.8) ? `JO-${remoteId}` : null,
    description: random.chance(0.93) ? describe(position, company) : null,
    confidential: null,
    weekly_hours: random.pick([40, 40, 37.5, 24, null]),
    employment_type: permanent ? "FULL_TIME" : random.pick(["CONTRACT", "CONTRACT", "SEASONAL", "PART_TIME"]),
    status,
    visibility: visibilities[index % visibilities.length] ?? null,
    category: position.category,
    department: position.department,
    post_url: status === "OPEN" && random.chance(0.6) ? `https://jobs.example.com/${remoteId}` : null,
    experience_level: random.pick(["Entry", "Mid", "Senior", null]),
    remote_work_status: random.pick(["ON_SITE", "ON_SITE", "HYBRID", "REMOTE", "TEMPORARY", null]),
    ...salary(position, permanent, index),
    location: drawPlace(random).location,
    remote_url: source.link("job", remoteId),
    opened_at: status === "DRAFT" ? null : timestamp(opened),
    closed_at:
      status === "OPEN"
        ? random.chance(0.2)
          ? timestamp(calendar.ahead(60))
          : null
        : timestamp(calendar.since(opened)),
    contact_id: null,
    stage_ids: stageIds,
    screening_question_ids: questionIds,
    job_posting_ids: index % 3 === 0 ? [seedPosting(source, index, remoteId, position, company)] : [],
    hiring_team: [
      { user_id: world.id(String(301 + (index % 11))), role: "RECRUITER" },
      ...(random.chance(0.4)
        ? [{ user_id: world.id(String(302 + (index % 10))), role: "HIRING_MANAGER" as const }]
        : []),
    ],
  });
}

function salary(position: Position, permanent: boolean, index: number) {
  const [from, to] = position.pay;
  const factor = permanent ? 2_080 : 1;
  return {
    salary_amount: index % 5 === 4 ? Math.round(((from + to) / 2) * factor) : null,
    salary_amount_from: from * factor,
    salary_amount_to: to * factor,
    salary_currency: "USD",
    salary_period: permanent ? "YEAR" : "HOUR",
  };
}

function seedPosting(
  { world, calendar }: Source,
  index: number,
  jobRemoteId: string,
  position: Position,
  company: string,
): string {
  const remoteId = `posting-${jobRemoteId}`;
  const states = ["ACTIVE", "INACTIVE", "DRAFT"] as const;
  return world.jobPostings.insert({
    id: world.id(remoteId),
    remote_id: remoteId,
    changed_at: timestamp(calendar.ago(200)),
    remote_deleted_at: null,
    title: position.title,
    description_html: describe(position, company),
    status: states[(index / 3) % 3] ?? null,
    visibility: "PUBLIC",
    url: `https://jobs.example.com/${jobRemoteId}/apply`,
  }).id;
}
