import type { ApplicationRow, CandidateRow, JobRow, Location, ScreeningAnswer } from "../world/rows.ts";
import { day, remoteDates, timestamp } from "./dates.ts";
import type { Source } from "./people.ts";
import { pdf } from "./pdf.ts";
import type { Random } from "./random.ts";

export const rejectionReasons = [
  "Not qualified",
  "Position filled",
  "No show",
  "Pay too low",
  "Candidate withdrew",
  "Failed background check",
];

/** Where an application stands; decided by the tool. */
export interface Standing {
  readonly stageId: string;
  readonly toolStageId: string;
  readonly outcome: ApplicationRow["outcome"];
}

export function seedApplication(
  { world, random, calendar, link }: Source,
  candidate: CandidateRow,
  job: JobRow,
  remoteId: string,
  standing: Standing,
): ApplicationRow {
  const created = calendar.since(Date.parse(candidate.remote_created_at ?? candidate.changed_at));
  const updated = calendar.since(created);
  const declined = standing.outcome === "DECLINED";
  return world.applications.insert({
    id: world.id(remoteId),
    remote_id: remoteId,
    ...remoteDates(created, updated),
    remote_deleted_at: null,
    outcome: standing.outcome,
    rejection_reason_name: declined ? random.pick(rejectionReasons) : null,
    rejected_at: declined ? timestamp(updated) : null,
    current_stage_id: standing.stageId,
    tool_stage_id: standing.toolStageId,
    job_id: job.id,
    candidate_id: candidate.id,
    screening_question_answers: job.screening_question_ids.length > 0 ? answers(random) : [],
    remote_url: link("job", job.remote_id),
    created_through_kombo: random.chance(0.3),
  });
}

function answers(random: Random): ScreeningAnswer[] {
  const all: ScreeningAnswer[] = [
    {
      question: { remote_id: "5001", title: "Why this job?", type: "TEXT" },
      answer: { content: "Close to home – and I like the team." },
    },
    {
      question: { remote_id: "5002", title: "Years of experience", type: "NUMBER" },
      answer: { number: random.integer(0, 30) },
    },
    {
      question: { remote_id: "5003", title: "Preferred shift", type: "SINGLE_SELECT" },
      answer: { choice: random.pick(["Days", "Nights", null]) },
    },
    {
      question: { remote_id: "5004", title: "Licences", type: "MULTI_SELECT" },
      answer: { choices: random.some(["CDL-A", "RN", "CNA"], 0.4) },
    },
    {
      question: { remote_id: "5005", title: "Are you authorised to work in the US?", type: "BOOLEAN" },
      answer: { checked: random.chance(0.9) },
    },
    {
      question: { remote_id: "5006", title: "Earliest start", type: "DATE" },
      answer: { date: "2026-12-01T00:00:00.000Z" },
    },
    { question: { remote_id: "5010", title: "Signature", type: "UNKNOWN" }, answer: { raw: { strokes: 12 } } },
  ];
  return random.some(all, 0.6);
}

/** A résumé for most candidates; now and then a second document. */
export function seedAttachments({ world, random }: Source, candidate: CandidateRow): void {
  if (random.chance(0.2)) return;
  const name = `${candidate.first_name ?? ""} ${candidate.last_name ?? ""}`;
  const add = (suffix: string, type: "CV" | "OTHER", fileName: string): void => {
    const remoteId = `${candidate.remote_id}-${suffix}`;
    world.attachments.insert({
      id: world.id(remoteId),
      remote_id: remoteId,
      changed_at: candidate.changed_at,
      remote_deleted_at: null,
      remote_created_at: candidate.remote_created_at,
      remote_updated_at: candidate.remote_updated_at,
      candidate_id: candidate.id,
      application_id: null,
      type,
      file_name: fileName,
      content_type: "application/pdf",
      content: () =>
        pdf([name, `Talent ${candidate.remote_id}`, candidate.title ?? "", "Experience: see attached references."]),
    });
  };
  add("resume", "CV", `${candidate.last_name ?? "Resume"} resume.pdf`);
  if (random.chance(0.1)) add("doc-1", "OTHER", "Certification.pdf");
}

const worksite: Location = {
  city: "Columbus",
  country: "US",
  raw: "Worksite, Gate 4",
  state: "OH",
  street_1: "400 Mill Road",
  street_2: "Gate 4",
  zip_code: "43004",
};
const recommendations = ["Yes", "No"].map((label, index) => ({ label, remote_id: `q3-${index + 1}` }));
const shifts = ["Days", "Nights", "Weekends"].map((label, index) => ({ label, remote_id: `q4-${index + 1}` }));

/** Whether one of a few records has something special: by its number, so that no other draw changes. */
const isOneOf = (few: number, remoteId: string | null) => Number(/\d+/.exec(remoteId ?? "")?.[0] ?? 1) % few === 0;

/** Interviews, offers, notes and scorecards around an application. */
export function seedActivity({ world, random, calendar }: Source, application: ApplicationRow): void {
  const started = Date.parse(application.changed_at);
  const row = (remoteId: string) => ({
    id: world.id(remoteId),
    remote_id: remoteId,
    ...remoteDates(started, started),
    remote_deleted_at: null,
  });
  const author = world.id(String(301 + random.integer(0, 10)));
  const candidateId = application.candidate_id ?? "";
  if (random.chance(0.25)) {
    const startsAt = random.chance(0.5) ? calendar.ahead(20) : started;
    const interview = world.interviews.insert({
      ...row(`int-${application.remote_id}`),
      title: "Client interview",
      starting_at: timestamp(startsAt),
      ending_at: timestamp(startsAt + day / 32),
      location: random.chance(0.5) ? worksite : null,
      video_conferencing_url: random.chance(0.4) ? "https://meet.example.com/room" : null,
      application_id: application.id,
      stage_id: application.current_stage_id,
      canceled: random.chance(0.1),
      user_ids: [author],
    });
    const responses = [
      {
        label: "Communication",
        remote_id: "q1",
        description: null,
        required: true,
        type: "NUMBER",
        answer: random.integer(1, 5),
      },
      {
        label: "Recommendation",
        remote_id: "q3",
        description: "Would you hire this person?",
        required: true,
        type: "SINGLE_SELECT",
        options: recommendations,
        answer: recommendations[0],
      },
      {
        label: "Shifts",
        remote_id: "q4",
        description: null,
        required: false,
        type: "MULTI_SELECT",
        options: shifts,
        answer: shifts.slice(0, 2),
      },
      {
        label: "Summary",
        remote_id: "q2",
        description: null,
        required: false,
        type: "TEXT",
        answer: "Solid – knows the machines.",
      },
    ];
    world.scorecards.insert({
      ...row(`sc-${application.remote_id}`),
      candidate_id: candidateId,
      application_id: application.id,
      interview_id: interview.id,
      author_id: author,
      responses,
    });
  }
  if (isOneOf(9, application.remote_id)) {
    world.attachments.insert({
      ...row(`letter-${application.remote_id}`),
      remote_id: `letter-${application.remote_id}`,
      candidate_id: candidateId,
      application_id: application.id,
      type: "COVER_LETTER",
      file_name: "Cover letter.pdf",
      content_type: "application/pdf",
      content: () => pdf(["Cover letter", `Application ${application.remote_id}`]),
    });
  }
  if (application.outcome === "HIRED") {
    world.offers.insert({
      ...row(`off-${application.remote_id}`),
      status: random.pick(["ACCEPTED", "SENT"]),
      employment_start_date: `${timestamp(calendar.ahead(40)).slice(0, 10)}T00:00:00.000Z`,
      application_id: application.id,
    });
  }
  if (random.chance(0.2)) {
    world.notes.insert({
      ...row(`note-${application.remote_id}`),
      candidate_id: candidateId,
      application_id: random.chance(0.5) ? application.id : null,
      author_id: author,
      title: isOneOf(3, application.remote_id) ? "Phone call" : null,
      content_html: "<p>Called, <b>left voicemail</b>.<br>Try again after 5&nbsp;pm.</p>",
      is_private: isOneOf(2, application.remote_id) ? true : null,
    });
  }
}
