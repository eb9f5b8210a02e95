import { readModelIds, writeActionIds, type Emulator } from "@anyats/emulator";
import type { WorldRecord } from "../../world.ts";
import { living } from "../living.ts";

type Rows<Name extends keyof Emulator["world"]> = Emulator["world"][Name] extends { all(): readonly (infer Row)[] }
  ? Row
  : never;
type Job = Rows<"jobs">;
type Application = Rows<"applications">;
type Candidate = Rows<"candidates">;

const html = (text: string | null) => (text ? { untrustedHtml: text } : null);
/** Most are written so already. */
const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const day = (text: string | null) => (text === null || isIso.test(text) ? text : new Date(text).toISOString());

const base = (row: { id: string; remote_id: string | null; changed_at: string; remote_deleted_at: string | null }) => ({
  id: row.id,
  remoteId: row.remote_id,
  changedAt: row.changed_at,
  deletedAt: row.remote_deleted_at,
});
const dated = (
  row: Parameters<typeof base>[0] & { remote_created_at: string | null; remote_updated_at: string | null },
) => ({
  ...base(row),
  createdAt: day(row.remote_created_at),
  updatedAt: day(row.remote_updated_at),
});
const address = (location: Partial<Record<string, string | null>> | null) =>
  location && {
    street1: location["street_1"] ?? null,
    street2: location["street_2"] ?? null,
    city: location["city"] ?? null,
    state: location["state"] ?? null,
    zipCode: location["zip_code"] ?? null,
    country: location["country"] ?? null,
    raw: location["raw"] ?? null,
  };

/** The custom fields that the emulator gives every stage. */
const stageFields = { target_days: 5 };

/** How the emulator's ATS calls the roles of a hiring team. */
const jobRoles = {
  RECRUITER: { remoteId: "21", label: "Recruiter" },
  HIRING_MANAGER: { remoteId: "22", label: "Hiring Contact" },
  COORDINATOR: { remoteId: "25", label: "Coordinator" },
  SOURCER: { remoteId: "26", label: "Sourcer" },
  INTERVIEWER: { remoteId: "27", label: "Interviewer" },
} as const;

/**
 * What the emulator holds, in canonical form: a second description of the mapping, written from the emulator's rows and
 * not from the adapter's code. Where the two differ, one of them is wrong.
 */
export function komboTruth({ world }: Emulator, group: string): readonly WorldRecord[] {
  const emails = (row: Candidate) =>
    (row.email_addresses ?? [])
      .filter(({ email_address }) => email_address)
      .map(({ email_address, type }) => ({ address: email_address, type }));
  const person = (row: Candidate) => ({
    firstName: row.first_name,
    lastName: row.last_name,
    emailAddresses: emails(row),
    phoneNumbers: (row.phone_numbers ?? [])
      .filter(({ phone_number }) => phone_number)
      .map(({ phone_number, type }) => ({ number: phone_number, type })),
    socialProfiles: (row.social_media ?? []).map(({ link, type, username }) => ({ url: link, type, username })),
    source: row.source,
    tags: living(row.tag_ids.flatMap((id) => world.tags.get(id) ?? [])).map((tag) => ({
      id: tag.id,
      remoteId: tag.remote_id,
      name: tag.name,
    })),
  });
  const candidateMention = (id: string | null) => {
    const row = world.candidates.get(id);
    return row
      ? {
          id: row.id,
          remoteId: row.remote_id,
          firstName: row.first_name,
          lastName: row.last_name,
          emailAddresses: emails(row),
        }
      : null;
  };
  const jobMention = (id: string | null) => {
    const row = world.jobs.get(id);
    return row ? { id: row.id, remoteId: row.remote_id, title: row.name } : null;
  };
  const userMention = (id: string | null) => {
    const row = world.users.get(id);
    return row
      ? { id: row.id, remoteId: row.remote_id, firstName: row.first_name, lastName: row.last_name, email: row.email }
      : null;
  };
  /** Where Kombo shows a stage inside a candidate's application, it leaves out whether the stage is active. */
  const stage = (id: string | null, detailed: boolean) => {
    const row = world.stages.get(id);
    return row
      ? {
          id: row.id,
          remoteId: row.remote_id,
          name: row.name,
          status: detailed ? row.status : null,
          index: row.index,
          customFields: detailed ? stageFields : {},
        }
      : null;
  };

  const readers: Readonly<Record<string, () => readonly WorldRecord[]>> = {
    jobs: () => world.jobs.all().map((row) => jobOf(row)),
    applications: () => world.applications.all().map((row) => applicationOf(row)),
    candidates: () => world.candidates.all().map((row) => candidateOf(row)),
    interviews: () =>
      world.interviews.all().map((row) => {
        const application = world.applications.get(row.application_id);
        return {
          ...dated(row),
          title: row.title,
          startsAt: day(row.starting_at),
          endsAt: day(row.ending_at),
          location: address(row.location as Partial<Record<string, string | null>> | null),
          videoConferenceUrl: row.video_conferencing_url,
          canceled: row.canceled,
          stageId: row.stage_id,
          interviewers: row.user_ids.flatMap((id) => userMention(id) ?? []),
          applicationId: row.application_id,
          application: application
            ? {
                id: application.id,
                remoteId: application.remote_id,
                outcome: application.outcome,
                rejectionReasonName: application.rejection_reason_name,
                candidate: candidateMention(application.candidate_id),
                job: jobMention(application.job_id),
              }
            : null,
        };
      }),
    offers: () =>
      world.offers.all().map((row) => {
        const application = world.applications.get(row.application_id);
        return {
          ...dated(row),
          status: row.status,
          employmentStartsOn: row.employment_start_date?.slice(0, 10) ?? null,
          applicationId: row.application_id,
          candidate: candidateMention(application?.candidate_id ?? null),
          job: jobMention(application?.job_id ?? null),
        };
      }),
    notes: () =>
      world.notes.all().map((row) => ({
        ...dated(row),
        candidateId: row.candidate_id,
        applicationId: row.application_id,
        title: row.title,
        content: html(row.content_html),
        private: row.is_private,
        authorId: row.author_id,
        author: userMention(row.author_id),
      })),
    scorecards: () =>
      world.scorecards.all().map((row) => ({
        ...dated(row),
        candidateId: row.candidate_id,
        applicationId: row.application_id,
        interviewId: row.interview_id,
        authorId: row.author_id,
        author: userMention(row.author_id),
        responses: (row.responses ?? []).map((response) => scorecardResponse(response as unknown as Response)),
      })),
    attachments: () =>
      world.attachments.all().map((row) => ({
        ...dated(row),
        candidateId: row.candidate_id,
        applicationId: row.application_id,
        type: row.type,
        fileName: row.file_name,
        content: { store: "s3", bucket: "attachments-example", key: `ats/${row.id}` },
      })),
    tags: () => world.tags.all().map((row) => ({ ...base(row), name: row.name })),
    rejectionReasons: () => world.rejectionReasons.all().map((row) => ({ ...base(row), name: row.name })),
    roles: () =>
      world.roles
        .all()
        .map((row) => ({ ...base(row), label: row.remote_label, type: row.unified_type, scope: row.scope })),
    users: () =>
      world.users.all().map((row) => ({
        ...base(row),
        firstName: row.first_name,
        lastName: row.last_name,
        email: row.email,
        status: row.status,
        roles: row.role_ids
          .flatMap((id) => world.roles.get(id) ?? [])
          .map((role) => ({
            remoteId: role.remote_id,
            label: role.remote_label,
            type: role.unified_type,
            scope: "SYSTEM",
          })),
      })),
  };

  function jobOf(row: Job): WorldRecord {
    const { salary_amount: amount, salary_amount_from: from, salary_amount_to: to } = row;
    const { salary_currency: currency, salary_period: period } = row;
    const hasSalary = [amount, from, to, currency, period].some((part) => part !== null);
    return {
      ...dated(row),
      remoteUrl: row.remote_url,
      title: row.name,
      requisitionCode: row.job_code,
      description: html(row.description),
      status: row.status,
      visibility: row.visibility,
      employmentType: row.employment_type,
      remoteWorkStatus: row.remote_work_status,
      category: row.category,
      department: row.department,
      experienceLevel: row.experience_level,
      weeklyHours: row.weekly_hours,
      salary: hasSalary ? { amount, from, to, currency, period } : null,
      location: address(row.location as Partial<Record<string, string | null>> | null),
      postUrl: row.post_url,
      openedAt: day(row.opened_at),
      closedAt: day(row.closed_at),
      stages: row.stage_ids.flatMap((id, index) => {
        const found = world.stages.get(id);
        if (found?.remote_deleted_at !== null) return [];
        return [
          { id, remoteId: found.remote_id, name: found.name, status: found.status, index, customFields: stageFields },
        ];
      }),
      screeningQuestions: living(
        row.screening_question_ids.flatMap((id) => world.screeningQuestions.get(id) ?? []),
      ).map((question) => ({
        id: question.id,
        remoteId: question.remote_id,
        title: question.title,
        description: html(question.description),
        category: question.category,
        index: question.index,
        required: question.required,
        type: question.format?.type ?? "UNKNOWN",
        ...limitsOf(question.format),
        options: (question.format && "options" in question.format ? question.format.options : []).map((option) => ({
          id: option.id,
          remoteId: option.remote_id,
          name: option.name,
        })),
        precondition: question.precondition_question_id
          ? { questionId: question.precondition_question_id, answers: question.precondition_options ?? [] }
          : null,
      })),
      hiringTeam: [...new Set(row.hiring_team.map(({ user_id }) => user_id))].flatMap((id) => {
        const user = userMention(id);
        const entries = row.hiring_team.filter(({ user_id }) => user_id === id);
        const of = (type: string, known: object) => ({ ...known, type, scope: "JOB" });
        const unnamed = { remoteId: null, label: null };
        const named = entries.filter((entry) => entry.named !== "older").map(({ role }) => of(role, jobRoles[role]));
        const older = entries.flatMap((entry) => [
          ...(entry.named === "older" ? [entry.role] : []),
          ...(entry.named === "both" ? ["INTERVIEWER"] : []),
        ]);
        const others = new Set(older.filter((role) => named.every(({ type }) => type !== role)));
        return user ? [{ ...user, roles: [...named, ...[...others].map((role) => of(role, unnamed))] }] : [];
      }),
      postings: living(row.job_posting_ids.flatMap((id) => world.jobPostings.get(id) ?? [])).map((posting) => ({
        id: posting.id,
        remoteId: posting.remote_id,
        title: posting.title,
        description: html(posting.description_html),
        status: posting.status,
        visibility: posting.visibility,
        url: posting.url,
      })),
    };
  }

  function applicationOf(row: Application): WorldRecord {
    const candidate = world.candidates.get(row.candidate_id);
    return {
      ...dated(row),
      remoteUrl: row.remote_url,
      outcome: row.outcome,
      rejectionReasonName: row.rejection_reason_name,
      rejectedAt: day(row.rejected_at),
      stage: stage(row.current_stage_id, true),
      stageId: row.current_stage_id,
      jobId: row.job_id,
      job: jobMention(row.job_id),
      candidateId: row.candidate_id,
      candidate: candidate
        ? { id: candidate.id, remoteId: candidate.remote_id, remoteUrl: candidate.remote_url, ...person(candidate) }
        : null,
      screeningAnswers: (row.screening_question_answers ?? []).map(({ question, answer }) => ({
        question: { remoteId: question.remote_id, title: question.title, type: question.type },
        answer: given(answer),
        ...(Object.hasOwn(answer, "raw") && { raw: answer["raw"] }),
      })),
      interviews: living(world.interviews.where("application_id", row.id)).map((interview) => ({
        id: interview.id,
        remoteId: interview.remote_id,
        title: interview.title,
        startsAt: day(interview.starting_at),
        endsAt: day(interview.ending_at),
        location: address(interview.location as Partial<Record<string, string | null>> | null),
        canceled: interview.canceled,
      })),
      offers: living(world.offers.where("application_id", row.id)).map(({ id, remote_id: remoteId, status }) => ({
        id,
        remoteId,
        status,
      })),
    };
  }

  function candidateOf(row: Candidate): WorldRecord {
    return {
      ...dated(row),
      ...person(row),
      remoteUrl: row.remote_url,
      company: row.company,
      title: row.title,
      confidential: row.confidential,
      location: address(row.location as Partial<Record<string, string | null>> | null),
      applications: living(world.applications.where("candidate_id", row.id)).map((application) => ({
        id: application.id,
        remoteId: application.remote_id,
        remoteUrl: application.remote_url,
        outcome: application.outcome,
        rejectionReasonName: application.rejection_reason_name,
        rejectedAt: day(application.rejected_at),
        stage: stage(application.current_stage_id, false),
        job: jobMention(application.job_id),
        createdAt: day(application.remote_created_at),
        updatedAt: day(application.remote_updated_at),
        changedAt: application.changed_at,
      })),
    };
  }

  return readers[group]?.() ?? [];
}

/** What a question says of its answers, by the names of the emulator's rows. */
function limitsOf(format: object | null) {
  const of = (name: string): unknown => (format as Readonly<Record<string, unknown>> | null)?.[name] ?? null;
  const raw = of("raw_question");
  return {
    displayType: of("display_type"),
    maxLength: of("max_length"),
    min: of("min"),
    max: of("max"),
    contentTypes: of("accepted_mime_types"),
    maxFileBytes: of("max_file_size_bytes"),
    ...(raw !== null && { rawFormat: raw }),
  };
}

/** The one value that an answer holds, under a key that its type of question names. */
function given(answer: Readonly<Record<string, unknown>>): unknown {
  const keys = ["content", "choice", "choices", "checked", "number", "date"];
  const key = keys.find((name) => Object.hasOwn(answer, name));
  const value = key === undefined ? null : answer[key];
  return key === "date" && typeof value === "string" ? value.slice(0, "2026-12-01".length) : value;
}

interface Choice {
  readonly label: string;
  readonly remote_id?: string | null;
}

interface Response {
  readonly label?: string | null;
  readonly remote_id?: string | null;
  readonly description?: string | null;
  readonly required?: boolean | null;
  readonly type: string;
  readonly options?: readonly Choice[] | null;
  readonly answer?: unknown;
}

const choice = ({ label, remote_id }: Choice) => ({ label, remoteId: remote_id ?? null });

function scorecardResponse(response: Response) {
  const { answer } = response;
  const isChoice = (value: unknown): value is Choice => typeof value === "object" && value !== null && "label" in value;
  return {
    label: response.label ?? null,
    remoteId: response.remote_id ?? null,
    description: response.description ?? null,
    required: response.required ?? null,
    type: response.type,
    options: (response.options ?? []).map(choice),
    answer: Array.isArray(answer)
      ? answer.map((part) => (isChoice(part) ? choice(part) : part))
      : isChoice(answer)
        ? choice(answer)
        : (answer ?? null),
  };
}

/** What Kombo says of the integration, in canonical form. */
export function integrationTruth({ url, settings, integration }: Emulator, tool: string): WorldRecord {
  const origin = new URL(url).origin;
  const asset = (name: string) => `${origin}/assets/${tool}-${name}.svg`;
  const availability = (id: string) => {
    const { coverage, scope, optedOut } = integration.coverage.get(id as never);
    return { id, available: integration.coverage.isAvailable(id as never), coverage, scope, optedOut };
  };
  const feature = (fields: readonly object[]) => (id: string) => ({
    ...availability(id),
    fields: fields.map((field) => ({ ...availability(id), ...field })),
  });
  // Kombo says less of the fields of an action.
  const ofAction = { id: "remote_fields", scope: null, optedOut: null };
  return {
    id: settings().integrationId,
    tool: { id: tool, logoUrl: asset("logo"), iconUrl: asset("icon") },
    category: "ATS",
    status: "ACTIVE",
    setupStatus: "COMPLETED",
    customer: {
      organizationName: "Harbor Staffing",
      creatorEmail: "owner@agency.example.com",
      originId: "customer-17",
    },
    scopeConfiguration: { name: "Default" },
    dataExpiredAt: null,
    createdAt: "2026-01-05T08:00:00.000Z",
    readModels: readModelIds.map(feature([{ id: "id" }, { id: "remote_id" }])),
    writeActions: writeActionIds.map(feature([ofAction])),
  };
}
