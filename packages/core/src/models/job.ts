import { z } from "zod/mini";
import { Instant } from "./instant.ts";
import { Location } from "./location.ts";
import { filterEnum, openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import { mentionFields, recordFields } from "./record.ts";
import { roleFields } from "./role.ts";
import { ScreeningQuestion } from "./screening-question.ts";
import { Stage } from "./stage.ts";
import { UntrustedHtml } from "./untrusted-html.ts";
import type * as records from "./records.generated.ts";

const jobStatuses = ["OPEN", "CLOSED", "DRAFT", "ARCHIVED"] as const;
/** The known states of a job; an ATS may say others. */
export const JobStatus = openEnum(jobStatuses);
const jobVisibilities = ["PUBLIC", "INTERNAL", "UNLISTED", "CONFIDENTIAL"] as const;
export const JobVisibility = openEnum(jobVisibilities);
const employmentTypes = ["FULL_TIME", "PART_TIME", "CONTRACT", "SEASONAL", "INTERNSHIP"] as const;
export const EmploymentType = openEnum(employmentTypes);

const salary = z.object({
  /** The salary, where it is one figure. */
  amount: z.nullable(z.number()),
  /** The least salary. */
  from: z.nullable(z.number()),
  /** The most salary. */
  to: z.nullable(z.number()),
  /** Usually ISO 4217. */
  currency: z.nullable(z.string()),
  /** The time for which the salary is paid. */
  period: z.nullable(openEnum(["YEAR", "MONTH", "TWO_WEEKS", "WEEK", "DAY", "HOUR"])),
});

const posting = z.object({
  ...mentionFields,
  /** The title of the advertisement. */
  title: z.nullable(z.string()),
  /** The text of the advertisement. */
  description: z.nullable(UntrustedHtml),
  /** Whether the advertisement is active. */
  status: z.nullable(openEnum(["ACTIVE", "INACTIVE", "DRAFT"])),
  /** Who can see the advertisement. */
  visibility: z.nullable(JobVisibility),
  /** The public page of the advertisement. */
  url: z.nullable(z.string()),
});

const hiringTeamMember = z.object({
  ...mentionFields,
  /** The first name. */
  firstName: z.nullable(personal(z.string())),
  /** The last name. */
  lastName: z.nullable(personal(z.string())),
  /** The e-mail address. */
  email: z.nullable(personal(z.string())),
  /** The roles of the person on the job. */
  roles: z.array(
    z.object({
      /** The id in the ATS itself. */
      remoteId: z.nullable(z.string()),
      ...roleFields,
    }),
  ),
});

/** A vacancy. */
export const Job = z.object({
  ...recordFields,
  /** The title of the job. */
  title: z.nullable(z.string()),
  /** The requisition code that people use for the job. */
  requisitionCode: z.nullable(z.string()),
  /** What the job is about. */
  description: z.nullable(UntrustedHtml),
  /** Whether the job is open. */
  status: z.nullable(JobStatus),
  /** Publish a job only by status and visibility together. */
  visibility: z.nullable(JobVisibility),
  /** The kind of employment. */
  employmentType: z.nullable(EmploymentType),
  /** Whether people work on site. */
  remoteWorkStatus: z.nullable(openEnum(["REMOTE", "HYBRID", "TEMPORARY", "ON_SITE"])),
  /** The field of work, in the words of the ATS. */
  category: z.nullable(z.string()),
  /** The department, in the words of the ATS. */
  department: z.nullable(z.string()),
  /** The experience that is asked for, in the words of the ATS. */
  experienceLevel: z.nullable(z.string()),
  /** How many hours a week. */
  weeklyHours: z.nullable(z.number()),
  /** What the job pays. */
  salary: z.nullable(salary),
  /** Where the work is done. */
  location: z.nullable(Location),
  /** The public page of the job. */
  postUrl: z.nullable(z.string()),
  /** When the job was opened. */
  openedAt: z.nullable(Instant),
  /** May lie in the future: a planned end. */
  closedAt: z.nullable(Instant),
  /** The job's own stages: the right source of stage ids. */
  stages: z.array(Stage),
  /** What applicants are asked. */
  screeningQuestions: z.array(ScreeningQuestion),
  /** The advertisements of the job. */
  postings: z.array(posting),
  /** Who works on the job, each person once with all roles. */
  hiringTeam: z.array(hiringTeamMember),
});
export interface Job extends records.JobRecord {}

/** JobStatus as a filter takes it. */
export const JobStatusFilter = filterEnum(jobStatuses);

/** JobVisibility as a filter takes it. */
export const JobVisibilityFilter = filterEnum(jobVisibilities);

/** EmploymentType as a filter takes it. */
export const EmploymentTypeFilter = filterEnum(employmentTypes);
