import type { EmulatorFor } from "@anyats/emulator";
import type { WorldRecord } from "../../world.ts";

type Ashby = EmulatorFor<"ashby">;

const both = (id: string) => ({ id, remoteId: id });
const words = (name: string | null, last: string | null) => {
  const all = `${name ?? ""} ${last ?? ""}`.trim().split(/\s+/);
  return { firstName: all[0] || null, lastName: all.slice(1).join(" ") || null };
};
const kinds: Readonly<Record<string, string>> = { PERSONAL: "PERSONAL", HOME: "PERSONAL", WORK: "WORK" };
const kind = (type: string | null) => kinds[type ?? ""] ?? "OTHER";
const places: readonly (string | null)[] = ["ON_SITE", "HYBRID", "REMOTE"];

/** An offer has no dates of its own: those of its version and of the decision stand for them. */
function offerDates(row: {
  readonly status: string | null;
  readonly remote_created_at: string | null;
  readonly changed_at: string;
}) {
  const createdAt = row.remote_created_at;
  // One without a version says no date.
  if (createdAt === null) return { createdAt, updatedAt: null, changedAt: new Date(0).toISOString() };
  const isDecided = row.status === "ACCEPTED" || row.status === "DECLINED";
  const changedAt = isDecided && row.changed_at > createdAt ? row.changed_at : createdAt;
  return { createdAt, updatedAt: changedAt, changedAt };
}

/** The first place of each stage. Of a job with several plans, each plan counts its own stages: other jobs have the plan alone. */
function placesIn(jobs: readonly { readonly stage_ids: readonly string[] }[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { stage_ids: stages } of jobs)
    for (const [index, id] of stages.entries()) found.set(id, Math.min(index, found.get(id) ?? index));
  return found;
}

/** What an emulated Ashby holds, in canonical form: told from its world, and not with the adapter's code. */
export function ashbyTruth({ world, customFields }: Ashby, group: string): readonly WorldRecord[] {
  const dates = (row: {
    readonly id: string;
    readonly changed_at: string;
    readonly remote_created_at?: string | null;
    readonly remote_deleted_at: string | null;
  }) => ({
    ...both(row.id),
    createdAt: row.remote_created_at ?? row.changed_at,
    updatedAt: row.changed_at,
    changedAt: row.changed_at,
    deletedAt: row.remote_deleted_at,
  });
  let placed: ReadonlyMap<string | null, number> | undefined;
  const stage = (id: string | null, jobId: string | null) => {
    const row = world.stages.get(id);
    const index = world.jobs.get(jobId) ? ((placed ??= placesIn(world.jobs.all())).get(id) ?? null) : null;
    return row ? { ...both(row.id), name: row.name, index } : null;
  };
  const user = (id: string | null) => {
    const row = world.users.get(id);
    return row ? { ...both(row.id), firstName: row.first_name, lastName: row.last_name, email: row.email } : null;
  };
  const labels: Readonly<Record<string, string>> = {
    RECRUITER: "Recruiter",
    HIRING_MANAGER: "Hiring Manager",
    COORDINATOR: "Coordinator",
    SOURCER: "Sourcer",
  };

  const readers: Readonly<Record<string, () => readonly WorldRecord[]>> = {
    jobs: () =>
      world.jobs.all().map((row) => {
        const postings = row.job_posting_ids.flatMap((id) => world.jobPostings.get(id) ?? []);
        return {
          ...dates(row),
          title: row.name,
          requisitionCode: row.job_code,
          status: row.status,
          visibility: row.visibility === "CONFIDENTIAL" ? "CONFIDENTIAL" : null,
          employmentType: row.employment_type,
          remoteWorkStatus: row.location && places.includes(row.remote_work_status) ? row.remote_work_status : null,
          department: row.department,
          location: row.location && {
            street1: row.location.street_1,
            city: row.location.city,
            state: row.location.state,
            zipCode: row.location.zip_code,
            country: row.location.country,
            raw: row.location.raw ?? row.location.city ?? "Somewhere",
          },
          postUrl: postings.find(({ visibility }) => visibility === "PUBLIC")?.url ?? null,
          openedAt: row.opened_at,
          closedAt: row.closed_at,
          stages: row.stage_ids
            .filter((id) => world.stages.get(id)?.remote_deleted_at === null)
            .map((id) => stage(id, row.id)),
          postings: postings.map(({ id, title, visibility, url }) => ({
            ...both(id),
            title,
            status: "ACTIVE",
            visibility: visibility === "PUBLIC" ? "PUBLIC" : "UNLISTED",
            url,
          })),
          hiringTeam: [...new Set(row.hiring_team.map(({ user_id }) => user_id))].map((id) => ({
            ...user(id),
            roles: row.hiring_team
              .filter(({ user_id }) => user_id === id)
              .map(({ role }) => ({ label: labels[role] ?? role, type: role, scope: "JOB" })),
          })),
        };
      }),
    applications: () =>
      world.applications.all().map((row) => {
        const person = world.candidates.get(row.candidate_id);
        const job = world.jobs.get(row.job_id);
        const [email] = person?.email_addresses ?? [];
        const [phone] = person?.phone_numbers ?? [];
        return {
          ...dates(row),
          outcome: row.outcome,
          rejectionReasonName: row.rejection_reason_name,
          rejectedAt: row.rejected_at,
          stage: stage(row.current_stage_id, row.job_id),
          stageId: row.current_stage_id,
          job: job && { ...both(job.id), title: job.name },
          jobId: row.job_id,
          candidateId: row.candidate_id,
          candidate: person && {
            ...both(person.id),
            ...words(person.first_name, person.last_name),
            emailAddresses: email ? [{ address: email.email_address, type: kind(email.type) }] : [],
            phoneNumbers: phone ? [{ number: phone.phone_number, type: kind(phone.type) }] : [],
            source: person.source,
          },
        };
      }),
    candidates: () =>
      world.candidates.all().map((row) => ({
        ...dates(row),
        ...words(row.first_name, row.last_name),
        remoteUrl: row.remote_url ?? `https://app.ashbyhq.example.com/candidates/${row.id}`,
        emailAddresses: (row.email_addresses ?? []).map(({ email_address, type }) => ({
          address: email_address,
          type: kind(type),
        })),
        phoneNumbers: (row.phone_numbers ?? []).map(({ phone_number, type }) => ({
          number: phone_number,
          type: kind(type),
        })),
        socialProfiles: (row.social_media ?? []).map(({ link, type }) => ({ url: link, type: type ?? "WEBSITE" })),
        source: row.source,
        tags: row.tag_ids.flatMap((id) => {
          const tag = world.tags.get(id);
          return tag ? [{ ...both(tag.id), name: tag.name }] : [];
        }),
        company: row.company,
        title: row.title,
        location: row.location && {
          city: row.location.city,
          state: row.location.state,
          country: row.location.country,
          raw:
            row.location.raw ??
            [row.location.city, row.location.state, row.location.country].filter(Boolean).join(", "),
        },
        applications: world.applications
          .where("candidate_id", row.id)
          .filter(({ remote_deleted_at }) => remote_deleted_at === null)
          .map(({ id }) => both(id)),
      })),
    interviews: () =>
      world.interviews.all().map((row) => ({
        ...dates(row),
        startsAt: row.starting_at,
        endsAt: row.ending_at,
        location: row.location?.raw ? { raw: row.location.raw } : null,
        videoConferenceUrl: row.video_conferencing_url,
        canceled: row.canceled ?? false,
        stageId: row.stage_id,
        interviewers: row.user_ids.map((id) => user(id)),
        applicationId: row.application_id,
      })),
    offers: () =>
      world.offers.all().map((row) => ({
        ...both(row.id),
        deletedAt: row.remote_deleted_at,
        ...offerDates(row),
        // Ashby knows none that is approved and was not sent: such a one waits for its approval.
        status: row.status === "APPROVED" ? "DRAFT" : row.status,
        employmentStartsOn: row.employment_start_date?.slice(0, 10) ?? null,
        applicationId: row.application_id,
        // One that was begun has no version yet, which holds them.
        customFields: row.remote_created_at ? Object.fromEntries(customFields.values("Offer", row.id)) : {},
      })),
    notes: () =>
      world.notes.all().map((row) => {
        const at = row.remote_created_at ?? row.changed_at;
        return {
          ...both(row.id),
          // The notes of a deleted person cannot be read.
          deletedAt: row.remote_deleted_at ?? world.candidates.get(row.candidate_id)?.remote_deleted_at ?? null,
          createdAt: at,
          updatedAt: at,
          changedAt: at,
          candidateId: row.candidate_id,
          content: row.content_html === null ? null : { untrustedHtml: row.content_html },
          private: row.is_private ?? false,
          authorId: row.author_id,
          author: user(row.author_id),
        };
      }),
    rejectionReasons: () =>
      world.rejectionReasons.all().map(({ id, name, remote_deleted_at }) => ({
        ...both(id),
        deletedAt: remote_deleted_at,
        name,
      })),
    tags: () =>
      world.tags.all().map(({ id, name, remote_deleted_at }) => ({
        ...both(id),
        deletedAt: remote_deleted_at,
        // Ashby says no date of a tag.
        changedAt: "1970-01-01T00:00:00.000Z",
        name,
      })),
    users: () =>
      world.users.all().map((row) => {
        const isAdmin = row.role_ids.some((id) => world.roles.get(id)?.unified_type === "ADMIN");
        return {
          ...user(row.id)!,
          deletedAt: row.remote_deleted_at,
          changedAt: row.changed_at,
          status: row.status,
          roles: [
            {
              label: isAdmin ? "Organization Admin" : "Limited Access",
              type: isAdmin ? "ADMIN" : null,
              scope: "SYSTEM",
            },
          ],
        };
      }),
  };
  return readers[group]?.() ?? [];
}

const objects = { jobs: "Job", applications: "Application", candidates: "Candidate" } as const;
const types: Readonly<Record<string, string>> = {
  String: "text",
  LongText: "long-text",
  Number: "number",
  Boolean: "boolean",
  Date: "date",
  ValueSelect: "single-select",
  MultiValueSelect: "multi-select",
  Currency: "currency",
  Email: "email",
  Phone: "phone",
  Url: "url",
  UUID: "text",
};

/** The custom fields of a kind of record, as the emulator defines them. */
export function ashbyDefinitions(
  { customFields }: Ashby,
  group: keyof typeof objects,
): ReturnType<Ashby["customFields"]["definitions"]> {
  return customFields.definitions(objects[group]);
}

/** The custom fields of a kind of record, in canonical form. */
export function ashbyCustomFields({ customFields }: Ashby, group: keyof typeof objects): readonly WorldRecord[] {
  return customFields.definitions(objects[group]).map(({ id, title, fieldType, isRequired, options }) => ({
    id,
    name: title,
    type: types[fieldType] ?? "unknown",
    nativeType: fieldType,
    required: isRequired,
    readOnly: types[fieldType] === undefined,
    options: options ?? null,
  }));
}

/** What a record holds in its custom fields, in canonical form, by the field's id. */
export function ashbyCustomFieldValues(
  { customFields }: Ashby,
  group: keyof typeof objects,
  id: string,
): Readonly<Record<string, unknown>> {
  const object = objects[group];
  const values = customFields.values(object, id);
  return Object.fromEntries(
    customFields.definitions(object).flatMap((field): [string, unknown][] => {
      const value = values.get(field.id);
      if (value === undefined) return [[field.id, null]];
      const labels = [...(field.options ?? []), ...(field.archivedOptions ?? [])];
      const before = field.storedPrefix ?? "";
      const label = (one: unknown) => labels.find((option) => `${before}${option.toLowerCase()}` === one);
      if (field.options) return [[field.id, Array.isArray(value) ? value.map(label) : label(value)]];
      if (field.fieldType === "Currency") return [[field.id, (value as { readonly value: number }).value]];
      return [[field.id, types[field.fieldType] === undefined ? null : value]];
    }),
  );
}
