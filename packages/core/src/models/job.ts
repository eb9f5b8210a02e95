import { z } from "zod";
import { Instant } from "./instant.ts";
import { Location } from "./location.ts";
import { filterEnum, openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import { mentionFields, recordFields } from "./record.ts";
import { roleFields } from "./role.ts";
import { ScreeningQuestion } from "./screening-question.ts";
import { Stage } from "./stage.ts";
import { UntrustedHtml } from "./untrusted-html.ts";

const jobStatuses = ["OPEN", "CLOSED", "DRAFT", "ARCHIVED"] as const;
/** The known states of a job; an ATS may say others. */
export const JobStatus = openEnum(jobStatuses);
const jobVisibilities = ["PUBLIC", "INTERNAL", "UNLISTED", "CONFIDENTIAL"] as const;
export const JobVisibility = openEnum(jobVisibilities);
const employmentTypes = ["FULL_TIME", "PART_TIME", "CONTRACT", "SEASONAL", "INTERNSHIP"] as const;
export const EmploymentType = openEnum(employmentTypes);

const salary = z.object({
  amount: z.number().nullable(),
  from: z.number().nullable(),
  to: z.number().nullable(),
  currency: z.string().nullable().describe("Usually ISO 4217."),
  period: openEnum(["YEAR", "MONTH", "TWO_WEEKS", "WEEK", "DAY", "HOUR"]).nullable(),
});

const posting = z.object({
  ...mentionFields,
  title: z.string().nullable(),
  description: UntrustedHtml.nullable(),
  status: openEnum(["ACTIVE", "INACTIVE", "DRAFT"]).nullable(),
  visibility: JobVisibility.nullable(),
  url: z.string().nullable(),
});

const hiringTeamMember = z.object({
  ...mentionFields,
  firstName: personal(z.string()).nullable(),
  lastName: personal(z.string()).nullable(),
  email: personal(z.string()).nullable(),
  roles: z.array(
    z.object({
      remoteId: z.string().nullable(),
      ...roleFields,
    }),
  ),
});

/** A vacancy. */
export const Job = z
  .object({
    ...recordFields,
    title: z.string().nullable(),
    requisitionCode: z.string().nullable().describe("The requisition code that people use for the job."),
    description: UntrustedHtml.nullable(),
    status: JobStatus.nullable(),
    visibility: JobVisibility.nullable().describe("Publish a job only by status and visibility together."),
    employmentType: EmploymentType.nullable(),
    remoteWorkStatus: openEnum(["REMOTE", "HYBRID", "TEMPORARY", "ON_SITE"]).nullable(),
    category: z.string().nullable(),
    department: z.string().nullable(),
    experienceLevel: z.string().nullable(),
    weeklyHours: z.number().nullable(),
    salary: salary.nullable(),
    location: Location.nullable(),
    postUrl: z.string().nullable(),
    openedAt: Instant.nullable(),
    closedAt: Instant.nullable().describe("May lie in the future: a planned end."),
    stages: z.array(Stage).describe("The job's own stages: the right source of stage ids."),
    screeningQuestions: z.array(ScreeningQuestion),
    postings: z.array(posting),
    hiringTeam: z.array(hiringTeamMember),
  })
  .describe("A vacancy.");
export type Job = Readonly<z.output<typeof Job>>;

/** JobStatus as a filter takes it. */
export const JobStatusFilter = filterEnum(jobStatuses);

/** JobVisibility as a filter takes it. */
export const JobVisibilityFilter = filterEnum(jobVisibilities);

/** EmploymentType as a filter takes it. */
export const EmploymentTypeFilter = filterEnum(employmentTypes);
