import { anonymised } from "./anonymised.ts";
import type { VirtualClock } from "./clock.ts";
import { Collection } from "./collection.ts";
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

/** The models of a world, by the names of its collections. */
export type WorldModel =
  | "jobs"
  | "candidates"
  | "applications"
  | "stages"
  | "rejectionReasons"
  | "tags"
  | "users"
  | "roles"
  | "offers"
  | "interviews"
  | "notes"
  | "scorecards"
  | "attachments"
  | "screeningQuestions"
  | "jobPostings"
  | "resultLinks";

/** What a world is made of. */
export interface WorldSetup {
  readonly clock: VirtualClock;
  /** The id that clients see, from the id that the tool's own records have. */
  identify(remoteId: string): string;
  /** Is told which record changed, with every change. */
  changed(model: WorldModel, id: string): void;
}

/** Days after which Kombo empties a deleted record (documented). */
const daysUntilAnonymised = 14;
const millisecondsPerDay = 86_400_000;

/**
 * Everything that the emulated ATS holds (and an aggregator's copy of it), whatever API it is served by. Tests look into it, and change it to play somebody
 * who works in the ATS: `world.jobs.update(id, { status: "CLOSED" })`.
 */
export class World {
  readonly clock: VirtualClock;
  readonly jobs: Collection<JobRow>;
  readonly candidates: Collection<CandidateRow>;
  readonly applications: Collection<ApplicationRow>;
  readonly stages: Collection<StageRow>;
  readonly rejectionReasons: Collection<RejectionReasonRow>;
  readonly tags: Collection<TagRow>;
  readonly users: Collection<UserRow>;
  readonly roles: Collection<RoleRow>;
  readonly offers: Collection<OfferRow>;
  readonly interviews: Collection<InterviewRow>;
  readonly notes: Collection<NoteRow>;
  readonly scorecards: Collection<ScorecardRow>;
  readonly attachments: Collection<AttachmentRow>;
  readonly screeningQuestions: Collection<ScreeningQuestionRow>;
  readonly jobPostings: Collection<JobPostingRow>;
  readonly resultLinks: Collection<ResultLinkRow>;
  /** Remote ids of the jobs that were selected for synchronisation (Avionté only). */
  readonly syncedJobs = new Set<string>();
  readonly #identify: (remoteId: string) => string;
  #nextRemoteId = 9_000_000;

  constructor({ clock, identify, changed }: WorldSetup) {
    const collection = <T extends Row>(model: WorldModel) => new Collection<T>(clock, ({ id }) => changed(model, id));
    this.clock = clock;
    this.#identify = identify;
    this.jobs = collection("jobs");
    this.candidates = collection("candidates");
    this.applications = collection("applications");
    this.stages = collection("stages");
    this.rejectionReasons = collection("rejectionReasons");
    this.tags = collection("tags");
    this.users = collection("users");
    this.roles = collection("roles");
    this.offers = collection("offers");
    this.interviews = collection("interviews");
    this.notes = collection("notes");
    this.scorecards = collection("scorecards");
    this.attachments = collection("attachments");
    this.screeningQuestions = collection("screeningQuestions");
    this.jobPostings = collection("jobPostings");
    this.resultLinks = collection("resultLinks");
  }

  /** The candidates with an e-mail address, whatever its case. */
  candidatesByEmail(email: string): readonly Readonly<CandidateRow>[] {
    const addresses = ({ email_addresses }: Readonly<CandidateRow>): Set<string> =>
      new Set(email_addresses?.map((entry) => entry.email_address.toLowerCase()));
    return this.candidates.lookup("email_addresses", addresses, email.toLowerCase());
  }

  /** The id that clients see of a record of the tool. */
  id(remoteId: string): string {
    return this.#identify(remoteId);
  }

  /** A remote id that the tool gives to a new record. */
  newRemoteId(): string {
    this.#nextRemoteId += 1;
    return String(this.#nextRemoteId);
  }

  /** The four fields of a record that comes into being now. */
  newRow(remoteId: string = this.newRemoteId()): Row & { remote_id: string } {
    return { id: this.id(remoteId), remote_id: remoteId, changed_at: this.clock.timestamp(), remote_deleted_at: null };
  }

  /** Empties the records whose 14 days are over. Called before every answer. */
  expire(): void {
    const age = daysUntilAnonymised * millisecondsPerDay;
    for (const [model, empty] of anonymised) this[model].anonymise(age, empty as never);
  }
}
