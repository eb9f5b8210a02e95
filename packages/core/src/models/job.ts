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
  /** The salary, where it is one figure. */
  amount: z.number().nullable().describe("The salary, where it is one figure."),
  /** The least salary. */
  from: z.number().nullable().describe("The least salary."),
  /** The most salary. */
  to: z.number().nullable().describe("The most salary."),
  /** Usually ISO 4217. */
  currency: z.string().nullable().describe("Usually ISO 4217."),
  /** The time for which the salary is paid. */
  period: openEnum(["YEAR", "MONTH", "TWO_WEEKS", "WEEK", "DAY", "HOUR"])
    .nullable()
    .describe("The time for which the salary is paid."),
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
    /** The title of the job. */
    title: z.string().nullable().describe("The title of the job."),
    /** The requisition code that people use for the job. */
    requisitionCode: z.string().nullable().describe("The requisition code that people use for the job."),
    /** What the job is about. */
    description: UntrustedHtml.nullable().describe("What the job is about."),
    /** Whether the job is open. */
    status: JobStatus.nullable().describe("Whether the job is open."),
    /** Publish a job only by status and visibility together. */
    visibility: JobVisibility.nullable().describe("Publish a job only by status and visibility together."),
    /** The kind of employment. */
    employmentType: EmploymentType.nullable().describe("The kind of employment."),
    /** Whether people work on site. */
    remoteWorkStatus: openEnum(["REMOTE", "HYBRID", "TEMPORARY", "ON_SITE"])
      .nullable()
      .describe("Whether people work on site."),
    /** The field of work, in the words of the ATS. */
    category: z.string().nullable().describe("The field of work, in the words of the ATS."),
    /** The department, in the words of the ATS. */
    department: z.string().nullable().describe("The department, in the words of the ATS."),
    /** The experience that is asked for, in the words of the ATS. */
    experienceLevel: z.string().nullable().describe("The experience that is asked for, in the words of the ATS."),
    /** How many hours a week. */
    weeklyHours: z.number().nullable().describe("How many hours a week."),
    /** What the job pays. */
    salary: salary.nullable().describe("What the job pays."),
    /** Where the work is done. */
    location: Location.nullable().describe("Where the work is done."),
    /** The public page of the job. */
    postUrl: z.string().nullable().describe("The public page of the job."),
    /** When the job was opened. */
    openedAt: Instant.nullable().describe("When the job was opened."),
    /** May lie in the future: a planned end. */
    closedAt: Instant.nullable().describe("May lie in the future: a planned end."),
    /** The job's own stages: the right source of stage ids. */
    stages: z.array(Stage).describe("The job's own stages: the right source of stage ids."),
    /** What applicants are asked. */
    screeningQuestions: z.array(ScreeningQuestion).describe("What applicants are asked."),
    /** The advertisements of the job. */
    postings: z.array(posting).describe("The advertisements of the job."),
    /** Who works on the job, and in which role. */
    hiringTeam: z.array(hiringTeamMember).describe("Who works on the job, and in which role."),
  })
  .describe("A vacancy.");
export type Job = Readonly<z.output<typeof Job>>;

/** JobStatus as a filter takes it. */
export const JobStatusFilter = filterEnum(jobStatuses);

/** JobVisibility as a filter takes it. */
export const JobVisibilityFilter = filterEnum(jobVisibilities);

/** EmploymentType as a filter takes it. */
export const EmploymentTypeFilter = filterEnum(employmentTypes);
