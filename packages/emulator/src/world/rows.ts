/** What every record of Kombo's store carries. All instants are ISO strings with `Z`. */
export interface Row {
  readonly id: string;
  readonly remote_id: string | null;
  readonly changed_at: string;
  readonly remote_deleted_at: string | null;
}

/** When the tool made and last changed a record. */
export interface RemoteDates {
  remote_created_at: string | null;
  remote_updated_at: string | null;
}

export interface Location {
  city: string | null;
  country: string | null;
  raw: string | null;
  state: string | null;
  street_1: string | null;
  street_2: string | null;
  zip_code: string | null;
}

export interface EmailAddress {
  email_address: string;
  type: string | null;
}

export interface PhoneNumber {
  phone_number: string;
  type: string | null;
}

export interface SocialMedia {
  link: string | null;
  type: string | null;
  username: string | null;
}

export interface HiringTeamEntry {
  user_id: string;
  role: "HIRING_MANAGER" | "RECRUITER" | "COORDINATOR" | "SOURCER" | "INTERVIEWER";
  /**
   * Which of Kombo's two lists names the role: the older one alone, or the older one with the role of an interviewer
   * besides. By default both name the same.
   */
  named?: "older" | "both";
}

/** A job, with its relations as Kombo ids. */
export interface JobRow extends Row, RemoteDates {
  remote_id: string;
  name: string | null;
  job_code: string | null;
  description: string | null;
  confidential: boolean | null;
  weekly_hours: number | null;
  employment_type: string | null;
  status: string | null;
  visibility: string | null;
  category: string | null;
  department: string | null;
  post_url: string | null;
  experience_level: string | null;
  remote_work_status: string | null;
  salary_amount: number | null;
  salary_amount_from: number | null;
  salary_amount_to: number | null;
  salary_currency: string | null;
  salary_period: string | null;
  location: Location | null;
  remote_url: string | null;
  opened_at: string | null;
  closed_at: string | null;
  contact_id: string | null;
  readonly stage_ids: readonly string[];
  readonly screening_question_ids: readonly string[];
  readonly job_posting_ids: readonly string[];
  readonly hiring_team: readonly HiringTeamEntry[];
}

export interface CandidateRow extends Row, RemoteDates {
  remote_id: string;
  first_name: string | null;
  last_name: string | null;
  company: string | null;
  title: string | null;
  source: string | null;
  confidential: boolean | null;
  phone_numbers: PhoneNumber[] | null;
  email_addresses: EmailAddress[] | null;
  social_media: SocialMedia[] | null;
  location: Location | null;
  remote_url: string | null;
  readonly tag_ids: readonly string[];
}

export interface ScreeningAnswer {
  question: { remote_id: string | null; title: string; type: string };
  answer: Record<string, unknown>;
}

export interface ApplicationRow extends Row, RemoteDates {
  outcome: "PENDING" | "HIRED" | "DECLINED" | null;
  rejection_reason_name: string | null;
  rejected_at: string | null;
  /** The stage as Kombo reads it. */
  current_stage_id: string | null;
  job_id: string | null;
  candidate_id: string | null;
  screening_question_answers: ScreeningAnswer[] | null;
  remote_url: string | null;
  /** The stage in the tool, where that is finer than what Kombo reads. */
  tool_stage_id: string | null;
  /** Whether it was created through Kombo. */
  readonly created_through_kombo: boolean;
}

export interface StageRow extends Row {
  name: string | null;
  status: "ACTIVE" | "INACTIVE" | null;
  index: number | null;
}

export interface TagRow extends Row {
  name: string | null;
}

export interface RejectionReasonRow extends Row {
  remote_id: string;
  name: string | null;
}

export interface RoleRow extends Row {
  remote_label: string | null;
  scope: "SYSTEM" | "JOB" | null;
  unified_type: string | null;
}

export interface UserRow extends Row {
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  status: "ACTIVE" | "INACTIVE" | null;
  readonly role_ids: readonly string[];
}
