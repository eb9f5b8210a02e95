import {
  applications,
  candidates,
  CLOCK,
  handles,
  receipt,
  token,
  type Call,
  type Injected,
  type InputOf,
  type Settlement,
  type Token,
} from "@anyats/core";
import {
  attachFiles,
  beforeWriting,
  contentKey,
  createdBefore,
  InTurn,
  nameKey,
  ReadBack,
  type Written,
} from "@anyats/http";
import { PEOPLE } from "../people/people-of-server.ts";
import type { Applied } from "../people/people.ts";
import { isNamed } from "../people/names.ts";
import { isOfKnownPerson, warnAgain } from "../people/people-on-candidates.ts";
import { and } from "../rpc/domain.ts";
import { JOBS } from "./jobs.ts";
import { LISTS } from "../reading/lists.ts";
import { isLinkedIn } from "../limitations.ts";
import { MENTIONS } from "../records/mentions.ts";
import type { WireApplicant } from "../records/application.ts";
import { methods } from "../routes.ts";
import { idOf, idsOf, type Values } from "../rpc/odoo.ts";
import { SERVER, type Fields } from "../rpc/server.ts";
import { STAGE_TARGETS } from "./stages.ts";
import { FILES, type Content } from "./files.ts";

type Input = InputOf<typeof applications.create>;

/** An application that looks like the one that was written. */
type Found = Written & { readonly wire: WireApplicant; readonly candidateId: number };

const fullName = ({ firstName, lastName }: Pick<Input["candidate"], "firstName" | "lastName">): string =>
  `${firstName} ${lastName}`;

/** The fields of the person, as far as Odoo has a place for them. */
const personVals = (candidate: Input["candidate"]): Values => ({
  // Before Odoo 18, an application requires a subject.
  name: fullName(candidate),
  partner_name: fullName(candidate),
  email_from: candidate.email,
  partner_phone: candidate.phone,
  availability: candidate.availableOn,
  linkedin_profile: candidate.socialLinks?.find(isLinkedIn),
});

/** Odoo has one figure and a text beside it: the text says for which time it is. */
const salaryVals = ({ salaryExpectation }: Input["candidate"]): Values =>
  salaryExpectation
    ? { salary_expected: salaryExpectation.amount, salary_expected_extra: `per ${salaryExpectation.period}` }
    : {};

/** What is given, as far as the server has fields for it. */
const given = (vals: Values, fields: Fields | undefined): Values =>
  Object.fromEntries(Object.entries(vals).filter(([name]) => fields?.names.has(name)));

/**
 * Enters an application. Odoo refuses and merges nothing: of the persons with the e-mail address, the first is reused. Left out,
 * the stage is the job's first, and nobody gets an e-mail.
 */
export class ApplicationCreation {
  static readonly inject = {
    people: PEOPLE,
    mentions: MENTIONS,
    targets: STAGE_TARGETS,
    server: SERVER,
    files: FILES,
    jobs: JOBS,
    lists: LISTS,
    clock: CLOCK,
  };
  readonly #collaborators: Injected<typeof ApplicationCreation.inject>;
  readonly #readBack: ReadBack<Found>;
  /** Two applications of a new person at once would each enter the person. */
  readonly #inTurn = new InTurn();

  constructor(collaborators: Injected<typeof ApplicationCreation.inject>) {
    this.#collaborators = collaborators;
    this.#readBack = new ReadBack(collaborators.clock, "applications");
  }

  async create(input: Input, call: Call): Promise<Applied> {
    const { people, targets, server, jobs, lists } = this.#collaborators;
    const prepared = await beforeWriting(async () => {
      // What is wrong with a file is said before anything is written.
      const opened = await this.#open(input, call);
      await lists.one("job", jobs.list({}), input.job.id, call);
      const job = idOf(input.job.id)!;
      const stage = input.stage && (await targets.check(input.stage.id, job, call));
      const persons = await people.people(call);
      const [ofPerson, ofApplication] = [
        await server.fields(persons.model, call),
        await server.fields("hr.applicant", call),
      ];
      return {
        opened,
        persons,
        applicant: {
          email: input.candidate.email,
          person: given(personVals(input.candidate), ofPerson),
          application: {
            job_id: job,
            ...(stage && { stage_id: stage.id }),
            ...given(salaryVals(input.candidate), ofApplication),
          },
          context: stage ? targets.context(stage, call) : {},
        },
      };
    });
    const { opened, persons, applicant } = prepared;
    const alike = () => beforeWriting(() => this.#alike(input, call));
    const made = ({ applicationId }: Applied) => String(applicationId);
    const write = () => persons.apply(applicant, call);
    const apply = () => this.#readBack.around(keyOf(input), call, alike, write, undefined, made);
    const applied = await this.#inTurn.run(nameKey(input.candidate.email), call, apply);
    await this.#attach(applied, input, call, opened);
    return applied;
  }

  async #open({ attachments = [] }: Input, call: Call): Promise<readonly Content[]> {
    const opened: Content[] = [];
    for (const [index, file] of attachments.entries())
      opened.push(await this.#collaborators.files.open(file, call, `attachments[${index}]`));
    return opened;
  }

  async settle(input: Input, call: Call): Promise<Settlement<Applied>> {
    const before = createdBefore<Applied>(call);
    const settled = before ? ({ found: true, output: before } as const) : await this.#look(input, call);
    if (settled.found) {
      warnAgain(call);
      await this.#attach(settled.output, input, call);
    }
    return settled;
  }

  async #look(input: Input, call: Call): Promise<Settlement<Applied>> {
    const applied = ({ wire, candidateId }: Found): Applied => ({ applicationId: wire.id, candidateId });
    const reconcile = { look: "an application to this job with this e-mail address" };
    // A person who was known keeps the name, whatever was sent.
    const isThis = ({ wire }: Found) =>
      Promise.resolve(isOfKnownPerson(call) || isNamed(wire.partner_name, fullName(input.candidate)));
    return this.#readBack.settle(keyOf(input), call, () => this.#alike(input, call), applied, reconcile, { isThis });
  }

  /** @param opened The files that are open already: those of an earlier attempt are opened again. */
  async #attach(
    applied: Applied,
    { attachments = [] }: Input,
    call: Call,
    opened: readonly Content[] = [],
  ): Promise<void> {
    const { files } = this.#collaborators;
    const owner = () => Promise.resolve({ model: "hr.applicant", ids: [applied.applicationId] } as const);
    const following = attachments.map((file, index) => ({
      name: file.name,
      attach: (own: Call) => files.attach(file, owner, own, opened[index]),
      settle: (own: Call) => files.settle(file, owner, own),
    }));
    await attachFiles(applied, following, call);
  }

  async #alike({ candidate, job }: Input, call: Call): Promise<readonly Found[]> {
    const { people, mentions } = this.#collaborators;
    const persons = await people.people(call);
    const domain = and(persons.withEmail(candidate.email), [["job_id", "in", idsOf([job.id])]]);
    const found = await mentions.decisiveApplicants(domain, call);
    const personOf = await persons.identify(found, call);
    return found.map((wire) => ({
      id: String(wire.id),
      createdAt: wire.create_date,
      wire,
      candidateId: personOf.get(wire.id)!,
    }));
  }
}

export const APPLICATION_CREATION: Token<ApplicationCreation> = token("odoo/application-creation");

const keyOf = ({ candidate, job }: Input): string => contentKey(nameKey(candidate.email), job.id);

const routes = methods(
  "hr.applicant/create",
  "hr.candidate/create",
  "hr.candidate/fields_get",
  "ir.attachment/create",
  "ir.attachment/search_read",
  "hr.applicant/search_read",
  "hr.candidate/search_read",
  "hr.job/search_read",
);

export const createApplication = handles(applications.create, {
  routes,
  settledBy: ["applications.stream"],
  inject: { creation: APPLICATION_CREATION },
  handle: async (input, call, { creation }) => created(await creation.create(input, call)),
  async settle(input, call, { creation }) {
    const settled = await creation.settle(input, call);
    return settled.found ? { found: true, output: created(settled.output) } : settled;
  },
});

const created = ({ applicationId, candidateId }: Applied) => ({
  applicationId: String(applicationId),
  candidateId: String(candidateId),
  remoteId: String(applicationId),
  ...receipt(),
});

export const createCandidate = handles(candidates.create, {
  routes,
  settledBy: ["applications.stream"],
  inject: { creation: APPLICATION_CREATION },
  handle: async (input, call, { creation }) => entered(await creation.create(input, call)),
  async settle(input, call, { creation }) {
    const settled = await creation.settle(input, call);
    return settled.found ? { found: true, output: entered(settled.output) } : settled;
  },
});

const entered = ({ applicationId, candidateId }: Applied) => ({
  candidateId: String(candidateId),
  remoteId: String(candidateId),
  applicationId: String(applicationId),
  ...receipt(),
});
