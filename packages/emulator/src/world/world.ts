import type { ChangedModel } from "../webhooks/changed-model.ts";
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

/** For the collections that no changed model stands for. */
const untold = (): void => undefined;

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

  /** @param changed Is told which model changed, with every change. */
  constructor(integrationId: string, clock: VirtualClock, changed: (model: ChangedModel) => void) {
    this.integrationId = integrationId;
    this.clock = clock;
    this.jobs = new Collection(clock, () => changed("ats_jobs"));
    this.candidates = new Collection(clock, () => changed("ats_candidates"));
    this.applications = new Collection(clock, () => changed("ats_applications"));
    this.stages = new Collection(clock, () => changed("ats_application_stages"));
    this.rejectionReasons = new Collection(clock, () => changed("ats_rejection_reasons"));
    this.tags = new Collection(clock, () => changed("ats_tags"));
    this.users = new Collection(clock, () => changed("ats_users"));
    this.roles = new Collection(clock, () => changed("ats_roles"));
    this.offers = new Collection(clock, () => changed("ats_offers"));
    this.interviews = new Collection(clock, () => changed("ats_interviews"));
    this.notes = new Collection(clock, () => changed("ats_notes"));
    this.scorecards = new Collection(clock, () => changed("ats_scorecards"));
    this.attachments = new Collection(clock, () => changed("ats_attachments"));
    this.screeningQuestions = new Collection(clock, () => changed("ats_screening_questions"));
    this.jobPostings = new Collection(clock, () => changed("ats_job_postings"));
    this.resultLinks = new Collection(clock, untold);
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
