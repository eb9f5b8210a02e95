import {
  AtsError,
  CLOCK,
  type AttachmentCommand,
  type Call,
  type applications,
  type Injected,
  type InputOf,
  type Settlement,
} from "@anyats/core";
import { beforeWriting, contentKey, nameKey, ReadBack } from "@anyats/http";
import { candidateWithApplicationsReading } from "../mapping/candidate.ts";
import { RESTRICTIONS } from "../reading/attachment-restrictions.ts";
import { LISTS } from "../reading/list-reader.ts";
import { komboCodes } from "../transport/kombo-codes.ts";
import { TRANSPORT } from "../transport/kombo-transport.ts";
import { toWireApplicant } from "../wire/applicant.ts";
import { STAGE_TARGETS } from "./stage-targets.ts";

type Input = InputOf<typeof applications.create>;

/** Loaded with the first applicant. */
let loaded: typeof import("../files/applicant-files.ts") | undefined;

/** An application that was found with its candidate. */
export interface FoundApplication {
  readonly id: string;
  readonly remoteId: string | null;
  readonly candidateId: string;
  readonly candidateRemoteId: string | null;
  readonly createdAt: string | null;
  /** Null when it is not known. */
  readonly outcome: string | null;
  /** Whether the candidate has the name of the one who is entered. */
  readonly sameName: boolean;
}

/** What Kombo would say of an application that exists, said before anything is written. */
function alreadyExists(existing: FoundApplication): AtsError {
  const { code, fault, message, advice } = komboCodes["ATS.APPLICATION_ALREADY_EXISTS"]!;
  const details = { applicationId: existing.id, candidateId: existing.candidateId };
  return new AtsError({ code, fault, retry: "never", message, advice, details });
}

/**
 * Enters an applicant. Before that, the candidates with the e-mail address are read: where the same person has an open
 * application to the job, `application.already-exists` names it and nothing is written. Any other, such as a declined one
 * of years ago or one of another person at the address, is left to the ATS. After a lost answer, an application that came
 * since and bears the same name is this one.
 */
export abstract class ApplicantAction {
  static readonly inject = {
    transport: TRANSPORT,
    lists: LISTS,
    restrictions: RESTRICTIONS,
    targets: STAGE_TARGETS,
    clock: CLOCK,
  };
  readonly lane = "unified" as const;
  protected readonly collaborators: Injected<typeof ApplicantAction.inject>;
  readonly #readBack: ReadBack<FoundApplication>;

  constructor(collaborators: Injected<typeof ApplicantAction.inject>) {
    this.collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "candidate's applications", { decides: true });
  }

  /** Checks everything that the input holds, then puts it as Kombo takes it. */
  protected body({ job, stage, ...applicant }: Input, command: AttachmentCommand, call: Call): Promise<object> {
    const { restrictions, targets } = this.collaborators;
    return beforeWriting(async () => {
      loaded ??= await import("../files/applicant-files.ts");
      const files = await loaded.applicantFiles(applicant, command, restrictions, call);
      if (stage) await targets.check({ stage, jobId: () => Promise.resolve(job.id) }, call);
      return toWireApplicant(applicant, files);
    }, call);
  }

  /**
   * Writes, unless the candidate has an open application to the job.
   * @param write Gets the ids of the applications to the job that were there before, as far as they could be read.
   */
  protected enter<Output>(
    input: Input,
    call: Call,
    write: (before: ReadonlySet<string>) => Promise<Output>,
  ): Promise<Output> {
    let there: ReadonlySet<string> = new Set();
    const refuse = (before: readonly FoundApplication[]) => {
      there = new Set(before.map(({ id }) => id));
      const open = before.find(({ outcome, sameName }) => outcome === "PENDING" && sameName);
      if (open && !input.reapply) throw alreadyExists(open);
    };
    const made = (output: Output) => (output as { readonly applicationId?: string | null } | null)?.applicationId;
    return this.#readBack.around(this.#key(input), call, this.#alike(input, call), () => write(there), refuse, made);
  }

  /** Looks for the application after a lost answer. */
  protected lookFor<Output>(
    input: Input,
    call: Call,
    output: (found: FoundApplication) => Output,
  ): Promise<Settlement<Output>> {
    const reconcile = { look: "an application to the job by the candidate's e-mail address" };
    return this.#readBack.settle(this.#key(input), call, this.#alike(input, call), output, reconcile, {
      isThis: ({ sameName }) => Promise.resolve(sameName),
    });
  }

  #key({ job, candidate: { email, firstName, lastName } }: Input): string {
    // By what a lost one is known again: several people may have one address.
    return contentKey(job.id, email.toLowerCase(), nameKey(firstName), nameKey(lastName));
  }

  /** The applications to the job of candidates with the e-mail address. */
  #alike({ job, candidate }: Input, call: Call): () => Promise<readonly FoundApplication[]> {
    const email = candidate.email.toLowerCase();
    const query = { email: candidate.email };
    return () =>
      beforeWriting(async () => {
        const found: FoundApplication[] = [];
        const { lists } = this.collaborators;
        // Of a candidate that cannot be read it is not known whether there is an application.
        const people = await lists.whole("candidate", "/ats/candidates", candidateWithApplicationsReading, query, call);
        for (const {
          id: candidateId,
          remoteId: candidateRemoteId,
          emailAddresses,
          applications,
          firstName,
          lastName,
        } of people)
          if (emailAddresses.some(({ address }) => address.toLowerCase() === email)) {
            const sameName =
              nameKey(firstName) === nameKey(candidate.firstName) && nameKey(lastName) === nameKey(candidate.lastName);
            const who = { candidateId, candidateRemoteId, sameName };
            for (const { id, remoteId, job: appliedTo, createdAt, outcome } of applications)
              if (appliedTo?.id === job.id) found.push({ id, remoteId, createdAt, outcome, ...who });
          }
        return found;
      });
  }
}
