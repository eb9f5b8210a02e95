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
  amount: z.number().nullable(),
  /** The least salary. */
  from: z.number().nullable(),
  /** The most salary. */
  to: z.number().nullable(),
  /** Usually ISO 4217. */
  currency: z.string().nullable(),
  /** The time for which the salary is paid. */
  period: openEnum(["YEAR", "MONTH", "TWO_WEEKS", "WEEK", "DAY", "HOUR"]).nullable(),
});

const posting = z.object({
  ...mentionFields,
  /** The title of the advertisement. */
  title: z.string().nullable(),
  /** The text of the advertisement. */
  description: UntrustedHtml.nullable(),
  /** Whether the advertisement is active. */
  status: openEnum(["ACTIVE", "INACTIVE", "DRAFT"]).nullable(),
  /** Who can see the advertisement. */
  visibility: JobVisibility.nullable(),
  /** The public page of the advertisement. */
  url: z.string().nullable(),
});

const hiringTeamMember = z.object({
  ...mentionFields,
  /** The first name. */
  firstName: personal(z.string()).nullable(),
  /** The last name. */
  lastName: personal(z.string()).nullable(),
  /** The e-mail address. */
  email: personal(z.string()).nullable(),
  /** The roles of the person on the job. */
  roles: z.array(
    z.object({
      /** The id in the ATS itself. */
      remoteId: z.string().nullable(),
      ...roleFields,
    }),
  ),
});

/** A vacancy. */
export const Job = z.object({
  ...recordFields,
  /** The title of the job. */
  title: z.string().nullable(),
  /** The requisition code that people use for the job. */
  requisitionCode: z.string().nullable(),
  /** What the job is about. */
  description: UntrustedHtml.nullable(),
  /** Whether the job is open. */
  status: JobStatus.nullable(),
  /** Publish a job only by status and visibility together. */
  visibility: JobVisibility.nullable(),
  /** The kind of employment. */
  employmentType: EmploymentType.nullable(),
  /** Whether people work on site. */
  remoteWorkStatus: openEnum(["REMOTE", "HYBRID", "TEMPORARY", "ON_SITE"]).nullable(),
  /** The field of work, in the words of the ATS. */
  category: z.string().nullable(),
  /** The department, in the words of the ATS. */
  department: z.string().nullable(),
  /** The experience that is asked for, in the words of the ATS. */
  experienceLevel: z.string().nullable(),
  /** How many hours a week. */
  weeklyHours: z.number().nullable(),
  /** What the job pays. */
  salary: salary.nullable(),
  /** Where the work is done. */
  location: Location.nullable(),
  /** The public page of the job. */
  postUrl: z.string().nullable(),
  /** When the job was opened. */
  openedAt: Instant.nullable(),
  /** May lie in the future: a planned end. */
  closedAt: Instant.nullable(),
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
