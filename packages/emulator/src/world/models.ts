import type { Collection } from "./collection.ts";
import type {
  ApplicationRow,
  CandidateRow,
  JobRow,
  RejectionReasonRow,
  RoleRow,
  Row,
  StageRow,
  TagRow,
  UserRow,
} from "./rows.ts";
import type {
  AttachmentRow,
  InterviewRow,
  JobPostingRow,
  NoteRow,
  OfferRow,
  ResultLinkRow,
  ScorecardRow,
  ScreeningQuestionRow,
} from "./smaller-rows.ts";

interface Model<T extends Row> {
  /** Whether Kombo empties its deleted records after 14 days. */
  readonly emptied: boolean;
  /** Only for types: the shape of its rows. */
  readonly row?: T;
}

const emptied = <T extends Row>(): Model<T> => ({ emptied: true });
const kept = <T extends Row>(): Model<T> => ({ emptied: false });

/** What a world holds: each model is a collection of that name. A new one is a line here. */
export const models = {
  jobs: emptied<JobRow>(),
  candidates: emptied<CandidateRow>(),
  applications: emptied<ApplicationRow>(),
  stages: emptied<StageRow>(),
  rejectionReasons: emptied<RejectionReasonRow>(),
  tags: emptied<TagRow>(),
  users: emptied<UserRow>(),
  roles: emptied<RoleRow>(),
  offers: emptied<OfferRow>(),
  interviews: emptied<InterviewRow>(),
  notes: emptied<NoteRow>(),
  scorecards: emptied<ScorecardRow>(),
  attachments: emptied<AttachmentRow>(),
  screeningQuestions: kept<ScreeningQuestionRow>(),
  jobPostings: kept<JobPostingRow>(),
  resultLinks: kept<ResultLinkRow>(),
} as const;

/** The models of a world, by the names of its collections. */
export type WorldModel = keyof typeof models;

export const worldModels = Object.keys(models) as readonly WorldModel[];

/** The collections of a world. */
export type Collections = {
  readonly [M in WorldModel]: Collection<NonNullable<(typeof models)[M]["row"]>>;
};
