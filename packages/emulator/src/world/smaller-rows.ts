import type { Location, RemoteDates, Row } from "./rows.ts";

export type QuestionFormat =
  | { type: "TEXT"; display_type: "SINGLE_LINE" | "MULTI_LINE" | "EMAIL" | "URL" | null; max_length: number | null }
  | { type: "NUMBER"; display_type: "SLIDER" | "FIELD" | null; min: number | null; max: number | null }
  | { type: "FILE"; accepted_mime_types: string[] | null; max_file_size_bytes: number | null }
  | { type: "SINGLE_SELECT"; display_type: "DROPDOWN" | "RADIO" | null; options: QuestionOption[] }
  | { type: "MULTI_SELECT"; options: QuestionOption[] }
  | { type: "BOOLEAN" | "DATE" | "INFORMATION" }
  | { type: "UNKNOWN"; raw_question: unknown };

export interface QuestionOption {
  id: string;
  remote_id: string | null;
  name: string;
}

export interface ScreeningQuestionRow extends Row {
  title: string | null;
  description: string | null;
  format: QuestionFormat | null;
  category: "EEO" | "DEMOGRAPHIC" | null;
  index: number | null;
  required: boolean | null;
  precondition_question_id: string | null;
  precondition_options: string[] | boolean[] | null;
}

export interface JobPostingRow extends Row {
  title: string | null;
  description_html: string | null;
  status: "ACTIVE" | "INACTIVE" | "DRAFT" | null;
  visibility: "PUBLIC" | "INTERNAL" | "UNLISTED" | null;
  url: string | null;
}

export interface OfferRow extends Row, RemoteDates {
  status: "DRAFT" | "APPROVED" | "SENT" | "ACCEPTED" | "DECLINED" | "ABANDONED" | null;
  employment_start_date: string | null;
  application_id: string | null;
}

export interface InterviewRow extends Row, RemoteDates {
  title: string | null;
  starting_at: string | null;
  ending_at: string | null;
  location: Location | null;
  video_conferencing_url: string | null;
  application_id: string | null;
  stage_id: string | null;
  canceled: boolean | null;
  readonly user_ids: readonly string[];
}

export interface NoteRow extends Row, RemoteDates {
  remote_id: string;
  candidate_id: string;
  application_id: string | null;
  author_id: string | null;
  title: string | null;
  content_html: string | null;
  is_private: boolean | null;
}

export interface ScorecardRow extends Row, RemoteDates {
  remote_id: string;
  candidate_id: string | null;
  application_id: string | null;
  interview_id: string | null;
  author_id: string | null;
  responses: Record<string, unknown>[] | null;
}

export interface AttachmentRow extends Row, RemoteDates {
  remote_id: string;
  candidate_id: string;
  /** Null: it belongs to the candidate only. */
  application_id: string | null;
  type: "CV" | "COVER_LETTER" | "OTHER" | null;
  file_name: string | null;
  content_type: string;
  /** The file; seeded files are made when they are read. */
  content(): Uint8Array;
}

/** A result link that was written; Kombo has no way to read it. */
export interface ResultLinkRow extends Row {
  candidate_id: string;
  application_id: string | null;
  label: string;
  url: string;
  details: unknown;
}
