import { anonymised } from "./anonymised.ts";
import type { VirtualClock } from "./clock.ts";
import { Collection } from "./collection.ts";
import { komboId } from "./kombo-id.ts";
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

/** Days after which Kombo empties a deleted record (documented). */
const daysUntilAnonymised = 14;
const millisecondsPerDay = 86_400_000;

/**
 * Everything that the emulated ATS and Kombo's copy of it hold. Tests look into it, and change it to play somebody
 * who works in the ATS: `world.jobs.update(id, { status: "CLOSED" })`.
 */
export class World {
  readonly integrationId: string;
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
  #nextRemoteId = 9_000_000;

  constructor(integrationId: string, clock: VirtualClock) {
    this.integrationId = integrationId;
    this.clock = clock;
    this.jobs = new Collection(clock);
    this.candidates = new Collection(clock);
    this.applications = new Collection(clock);
    this.stages = new Collection(clock);
    this.rejectionReasons = new Collection(clock);
    this.tags = new Collection(clock);
    this.users = new Collection(clock);
    this.roles = new Collection(clock);
    this.offers = new Collection(clock);
    this.interviews = new Collection(clock);
    this.notes = new Collection(clock);
    this.scorecards = new Collection(clock);
    this.attachments = new Collection(clock);
    this.screeningQuestions = new Collection(clock);
    this.jobPostings = new Collection(clock);
    this.resultLinks = new Collection(clock);
  }

  /** The candidates with an e-mail address, whatever its case. */
  candidatesByEmail(email: string): readonly Readonly<CandidateRow>[] {
    const addresses = ({ email_addresses }: Readonly<CandidateRow>): Set<string> =>
      new Set(email_addresses?.map((entry) => entry.email_address.toLowerCase()));
    return this.candidates.lookup("email_addresses", addresses, email.toLowerCase());
  }

  /** The Kombo id of a record of the tool. */
  id(remoteId: string): string {
    return komboId(this.integrationId, remoteId);
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
