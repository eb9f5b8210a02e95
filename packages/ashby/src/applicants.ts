import {
  AtsError,
  CLOCK,
  InvalidInput,
  token,
  type applications,
  type Call,
  type Injected,
  type InputOf,
  type Settlement,
  type Token,
} from "@anyats/core";
import {
  addressForms,
  attachFiles,
  beforeWriting,
  contentKey,
  createdBefore,
  HTTP,
  InTurn,
  nameKey,
  ReadBack,
  type FollowingFile,
} from "@anyats/http";
import { z } from "zod/mini";
import { DIRECTORY, isArchivedStage } from "./directory.ts";
import { FILES, type Files } from "./files.ts";
import { candidateReading, isOpen, plansOf } from "./mapping.ts";
import { isLost, post, unlessMissing, withId } from "./results.ts";
import {
  wireApplication,
  wireCandidate,
  wireJob,
  type WireApplication,
  type WireCandidate,
  type WireStage,
} from "./wire.ts";

type Input = InputOf<typeof applications.create>;

/** An application that was entered or found, with its candidate. */
export interface Entered {
  readonly id: string;
  readonly candidateId: string;
  readonly createdAt: string | null;
  /** How it is known; a part that was read back counts for the whole. */
  readonly settledBy: "answer" | "read-back";
}

interface Found extends Entered {
  readonly isOpen: boolean;
}

/** What a write remembers besides what `ReadBack` does. */
interface Remembered {
  /** The fields of the form that are not written: their names. */
  readonly unwritten?: readonly string[];
}

/** Files of an input that are open. */
type OpenedFiles = Map<NonNullable<Input["attachments"]>[number], Awaited<ReturnType<Files["open"]>>>;

const fullName = ({ firstName, lastName }: Input["candidate"]) => `${firstName} ${lastName}`;
/** A person who cannot be read, and an application that cannot, may be what is looked for. */
const people = z.array(
  z.extend(wireCandidate, { name: z.nullish(z.string()), applicationIds: z.nullish(z.array(z.string())) }),
);
const countries = new Intl.DisplayNames("en", { type: "region" });
const planned = z.pick(wireJob, { defaultInterviewPlanId: true, interviewPlanIds: true });

/** What the form says and Ashby does not hold of a person whom it knows. */
function unwrittenOf(candidate: Input["candidate"], known: WireCandidate): readonly string[] {
  const { phone, additionalEmails = [], location, socialLinks = [] } = candidate;
  const held = candidateReading.map(known, () => {});
  const digits = (text: string) => text.replaceAll(/\D/g, "");
  const numbers = new Set(held.phoneNumbers.map(({ number }) => digits(number ?? "")));
  const addresses = new Set(held.emailAddresses.map(({ address }) => address?.toLowerCase()));
  const links = new Set(held.socialProfiles.map(({ url }) => url));
  const isPart = (part: "city" | "state" | "country", ...given: readonly (string | undefined)[]) =>
    given.some((each) => each === undefined || nameKey(held.location?.[part]) === nameKey(each));
  const isHeld = {
    phone: phone === undefined || numbers.has(digits(phone)),
    additionalEmails: additionalEmails.every(({ address }) =>
      addressForms(address.toLowerCase()).some((form) => addresses.has(form)),
    ),
    location:
      location === undefined ||
      (isPart("city", location.city) &&
        isPart("state", location.state) &&
        // Ashby may call a country by its name (inferred).
        isPart("country", location.country, countries.of(location.country))),
    socialLinks: socialLinks.every((link) => links.has(link)),
  };
  return Object.entries(isHeld).flatMap(([name, isThere]) => (isThere ? [] : [`candidate.${name}`]));
}

/** Of a person whom Ashby knows, nothing is written: the receipt names what is left out. */
function warnOfUnwritten(left: readonly string[], call: Call): void {
  if (left.length === 0) return;
  const message = `Ashby knows the person, and keeps what it holds: ${left.join(", ")} of the form was not written.`;
  call.warn({ message, code: null });
}

function alreadyExists({ id, candidateId }: Found): AtsError {
  return new AtsError({
    code: "application.already-exists",
    fault: "caller",
    retry: "never",
    message: "The candidate has an open application to this job.",
    advice: "Use that application, or give `reapply`.",
    details: { applicationId: id, candidateId },
  });
}

/**
 * Enters applicants: Ashby creates a candidate and an application with two calls, and does not look for people whom it
 * knows. So candidates with the e-mail address are searched first, and one of the same name gets the application.
 */
export class Applicants {
  static readonly inject = { http: HTTP, clock: CLOCK, files: FILES, directory: DIRECTORY };
  readonly #collaborators: Injected<typeof Applicants.inject>;
  readonly #readBack: ReadBack<Found>;
  /** Two applications of a new person at once would each create a candidate. */
  readonly #inTurn = new InTurn();

  constructor(collaborators: Injected<typeof Applicants.inject>) {
    this.#collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "candidate's applications", { decides: true });
  }

  async enter(input: Input, call: Call): Promise<Entered> {
    const { files } = this.#collaborators;
    const opened: OpenedFiles = new Map();
    // What is wrong with a file is said before anything is written.
    for (const [index, file] of (input.attachments ?? []).entries())
      opened.set(file, await files.open(file, `attachments[${index}]`, call));
    const plan = await beforeWriting(() => this.#planOfStage(input, call));
    const refuse = (before: readonly Found[]) => {
      const open = before.find((each) => each.isOpen);
      if (open && !input.reapply) throw alreadyExists(open);
    };
    const enter = () =>
      this.#readBack.around(
        this.#key(input),
        call,
        this.#alike(input, call),
        () => this.#write(input, plan, call),
        refuse,
        ({ id }) => id,
      );
    const entered = await this.#inTurn.run(input.candidate.email.toLowerCase(), call, enter);
    await this.#attach(entered, input, call, opened);
    return entered;
  }

  async look(input: Input, call: Call): Promise<Settlement<Entered>> {
    const before = createdBefore<Entered>(call);
    const reconcile = { look: "an application to the job by the candidate's e-mail address" };
    const settled = before
      ? ({ found: true, output: before } as const)
      : await this.#readBack.settle(
          this.#key(input),
          call,
          this.#alike(input, call),
          (found): Entered => found,
          reconcile,
        );
    if (settled.found) {
      const { unwritten = [] } = (call.memory ?? {}) as Remembered;
      warnOfUnwritten(unwritten, call);
      await this.#attach(settled.output, input, call);
    }
    return settled;
  }

  /** @param opened The files that are open already: those of an earlier attempt are opened again. */
  async #attach(
    { id, candidateId, createdAt }: Entered,
    { attachments = [] }: Input,
    call: Call,
    opened: OpenedFiles = new Map(),
  ): Promise<void> {
    const { files } = this.#collaborators;
    const resume = attachments.find(({ type }) => type === "CV");
    const following = attachments.map((file, index): FollowingFile => {
      const { name } = file;
      // A second résumé would take the place of the first.
      const type = file === resume ? file.type : "OTHER";
      return {
        name,
        attach: async (own) => {
          const content = opened.get(file) ?? (await files.open(file, `attachments[${index}]`, own));
          return files.send(candidateId, { ...content, type }, own);
        },
        settle: (own) => files.look(candidateId, { name, type }, own),
      };
    });
    const made: Entered = { id, candidateId, createdAt, settledBy: "read-back" };
    await attachFiles(made, following, call);
  }

  async #write(input: Input, plan: string | undefined, call: Call): Promise<Entered> {
    const [known] = await this.#known(input, call);
    const unwritten = known ? unwrittenOf(input.candidate, known) : [];
    warnOfUnwritten(unwritten, call);
    // The process that finds the application after a lost answer warns of it, too.
    if (unwritten.length > 0) await call.remember({ ...(call.memory as object), unwritten });
    const { id: candidateId, settledBy } = known
      ? { id: known.id, settledBy: "answer" as const }
      : await this.#create(input, call);
    const { job, stage, sourcedBy, remoteFields } = input;
    const credited = sourcedBy && ("userId" in sourcedBy ? sourcedBy.userId : sourcedBy.userRemoteId);
    const body = {
      ...remoteFields?.["ashby"],
      candidateId,
      jobId: job.id,
      // Without its plan, Ashby looks for the stage in the default one (documented).
      ...(stage && { interviewPlanId: plan, interviewStageId: stage.id }),
      ...(credited && { creditedToUserId: credited }),
    };
    const expected = { schema: wireApplication, effect: "creates" } as const;
    const { id, createdAt } = await post(this.#collaborators.http, "/application.create", body, expected, call);
    return { id, candidateId, createdAt: createdAt ?? null, settledBy };
  }

  /** A candidate alone is not an application yet: after a lost answer, the candidate that is there now is used. */
  async #create(input: Input, call: Call): Promise<{ readonly id: string; readonly settledBy: Entered["settledBy"] }> {
    const { candidate } = input;
    const { location, socialLinks = [] } = candidate;
    const link = (host: RegExp) => socialLinks.find((each) => host.test(new URL(each).hostname));
    const [linkedInUrl, githubUrl] = [link(/(^|\.)linkedin\.com$/), link(/(^|\.)github\.com$/)];
    const website = socialLinks.find((each) => each !== linkedInUrl && each !== githubUrl);
    const body = {
      name: fullName(candidate),
      email: candidate.email,
      ...(candidate.phone && { phoneNumber: candidate.phone }),
      ...(candidate.additionalEmails && {
        alternateEmailAddresses: candidate.additionalEmails.map(({ address }) => address),
      }),
      ...(location && { location: { city: location.city, region: location.state, country: location.country } }),
      ...(linkedInUrl && { linkedInUrl }),
      ...(githubUrl && { githubUrl }),
      ...(website && { website }),
    };
    try {
      const expected = { schema: withId, effect: "creates" } as const;
      const { id } = await post(this.#collaborators.http, "/candidate.create", body, expected, call);
      return { id, settledBy: "answer" };
    } catch (error) {
      if (!isLost(error) || call.signal.aborted) throw error;
      const [found] = await this.#known(input, call);
      if (!found) throw error;
      return { id: found.id, settledBy: "read-back" };
    }
  }

  /** The candidates with the e-mail address and the name. */
  async #known({ candidate }: Input, call: Call) {
    const expected = { schema: people, effect: "reads" } as const;
    const found = new Map<string, WireCandidate>();
    for (const email of addressForms(candidate.email))
      for (const each of await post(this.#collaborators.http, "/candidate.search", { email }, expected, call))
        found.set(each.id, each);
    const wanted = nameKey(fullName(candidate));
    return [...found.values()].filter(({ name }) => nameKey(name) === wanted);
  }

  #alike(input: Input, call: Call): () => Promise<readonly Found[]> {
    const { http } = this.#collaborators;
    const expected = { schema: wireApplication, effect: "reads" } as const;
    const found = (application: WireApplication, candidateId: string): Found => ({
      id: application.id,
      candidateId,
      createdAt: application.createdAt ?? null,
      settledBy: "read-back",
      isOpen: isOpen(application),
    });
    return () =>
      beforeWriting(async () => {
        const all: Found[] = [];
        for (const { id: candidateId, applicationIds } of await this.#known(input, call))
          for (const applicationId of applicationIds ?? []) {
            // One that is gone, or that the key may not see, says nothing of the others.
            const held = await unlessMissing(post(http, "/application.info", { applicationId }, expected, call));
            if (held?.job?.id === input.job.id) all.push(found(held, candidateId));
          }
        return all;
      });
  }

  /** The plan of the stage that is asked for; a job can have several. @throws {InvalidInput} when no plan of the job has it. */
  async #planOfStage({ stage, job }: Input, call: Call): Promise<string | undefined> {
    if (!stage) return undefined;
    const { http, directory } = this.#collaborators;
    const held = await post(http, "/job.info", { id: job.id }, { schema: planned, effect: "reads" }, call);
    const isIt = (each: WireStage) => each.id === stage.id && !isArchivedStage(each);
    for (const id of plansOf(held)) if (await directory.stageOfPlan(id, isIt, call)) return id;
    throw new InvalidInput("The stage", [
      { path: "stage", message: "must be a stage of the job that is not archived" },
    ]);
  }

  #key({ job, candidate }: Input): string {
    // By what `#alike` compares: several people may have one address.
    return contentKey(job.id, candidate.email.toLowerCase(), nameKey(fullName(candidate)));
  }
}

export const APPLICANTS: Token<Applicants> = token("ashby/applicants");
