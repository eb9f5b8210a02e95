import {
  applications,
  AtsError,
  handles,
  overrides,
  type Operation,
  LEDGER,
  type Call,
  type CustomFieldUpdates,
  type Injected,
  type InputOf,
  type Ledger,
  type OutputOf,
  type Receipt,
} from "@anyats/core";
import { avionte, updateApplicationCustomFields } from "@anyats/avionte";
import {
  addApplicationAttachment,
  AddApplicationAttachment,
  candidateReading,
  AddApplicationNote,
  applicationReading,
  CreateApplication,
  LISTS,
  moveApplicationToStage,
  path,
  STAGES,
  STAGE_TARGETS,
  TRANSPORT,
  rejectApplication,
  RejectApplication,
  RejectManyApplications,
} from "@anyats/kombo-base";
import { broken, inHandler, type Capability, type SeededBug, type Wire } from "./seeded-bug.ts";

type NoteInput = InputOf<Capability<"applications.addNote">>;
type Applicant = InputOf<Capability<"applications.create">>;
type Rejection = InputOf<Capability<"applications.reject">>;
type Rejections = InputOf<Capability<"applications.rejectMany">>;
type Outcomes = OutputOf<Capability<"applications.rejectMany">>;

const success = () =>
  Response.json({ status: "success", data: {}, warnings: [] }, { headers: { "content-type": "application/json" } });
const refusal = { status: "error", error: { code: "PLATFORM.INPUT_INVALID", message: "It cannot be used." } };
const nothing: Receipt = { settledBy: "answer", warnings: [] };

/** A bug in how writes to some paths are sent, or in how their answers are taken. */
function onWrites(
  name: string,
  capability: string,
  at: RegExp,
  send: (make: () => Promise<Response>) => Promise<Response>,
): SeededBug {
  const wire: Wire = (fetch) => (input, init) => {
    const request = new Request(input, init);
    const make = () => fetch(request.clone() as Request);
    return request.method !== "GET" && at.test(new URL(request.url).pathname) ? send(make) : make();
  };
  return { name, capabilities: [capability], adapter: avionte, wire };
}

/** What a limitation says of a text that is cut. */
const cutAt = (most: number) => ({
  message: `Avionté holds ${most} characters of it: the rest was not sent.`,
  code: null,
});

/** Remarks of which so many characters are sent, with a warning where they are longer than another number. */
const cuttingRemarks = (name: string, sent: number, warned: number): SeededBug =>
  inHandler(
    name,
    overrides(rejectApplication, {
      handle({ note, ...input }, call, _parts, inherited) {
        if (note && note.length > warned) call.warn(cutAt(warned));
        return inherited.handle({ ...input, ...(note && { note: note.slice(0, sent) }) }, call);
      },
    }),
  );

/** Notes that go out as they are given. */
function sendingNotes(content: (note: NoteInput["note"]) => string): Operation {
  return handles(
    applications.addNote,
    class extends AddApplicationNote {
      override async handle(input: NoteInput, call: Call): Promise<Receipt> {
        const body = { content: content(input.note), content_type: "PLAIN_TEXT" };
        const address = path`/ats/applications/${input.application.id}/notes`;
        await this.collaborators.transport.send(
          { method: "POST", path: address, body, effect: "creates", action: true },
          call,
        );
        return nothing;
      }
    },
  );
}

/** A ledger that keeps nothing. */
const forgetful: Ledger = {
  claim: () => Promise.resolve({ state: "claimed", token: "any" }),
  remember: () => Promise.resolve(true),
  finish: () => Promise.resolve(true),
  doubt: () => Promise.resolve(true),
  release: () => Promise.resolve(true),
  erase: () => Promise.resolve(0),
};

const rejecting = (change: (outcomes: Outcomes) => Outcomes): Operation =>
  handles(
    applications.rejectMany,
    class extends RejectManyApplications {
      override async handle(input: Rejections, call: Call): Promise<Outcomes> {
        return change(await super.handle(input, call));
      }
    },
  );

/** Enters people, and looks for a lost application in a way of its own. */
abstract class LooksOtherwise extends CreateApplication {
  readonly #sentAt = new WeakMap<AbortSignal, number>();

  protected abstract isMine(application: { readonly createdAt: string | null }, sentAt: number): boolean;

  override handle(input: Applicant, call: Call) {
    this.#sentAt.set(call.signal, this.collaborators.clock.now());
    return super.handle(input, call);
  }

  override async settle(input: Applicant, call: Call) {
    const { lists } = this.collaborators;
    const query = { email: input.candidate.email };
    const sentAt = this.#sentAt.get(call.signal) ?? 0;
    for (const person of await lists.whole("candidate", "/ats/candidates", candidateReading, query, call)) {
      const all = person.applications.filter((each) => each.job?.id === input.job.id && this.isMine(each, sentAt));
      const found = all.at(-1);
      const ids = { candidateId: person.id, remoteId: found?.remoteId ?? null };
      if (found)
        return {
          found: true,
          output: { applicationId: found.id, ...ids, ...nothing, settledBy: "read-back" },
        } as const;
    }
    return {
      found: false,
      certain: false,
      because: "it is not to be seen",
    } as const;
  }
}

/** What an ATS takes besides goes over what the call says. */
function overTheCall(body: unknown): unknown {
  const { remote_fields: further, ...said } = body as Readonly<Record<string, unknown>>;
  const others = Object.values((further ?? {}) as object) as readonly object[];
  return Object.assign(said, ...others);
}

const notePath = /\/notes$/;
const again = async (make: () => Promise<Response>) => make().catch(make);

export const writingBugs: readonly SeededBug[] = [
  onWrites("a note is sent twice", "applications.addNote", notePath, async (make) => {
    await make();
    return make();
  }),
  onWrites("a note whose answer is lost is sent again", "applications.addNote", notePath, again),
  onWrites("a candidate's note whose answer is lost is sent again", "candidates.addNote", /\/passthrough\//, again),
  onWrites("a file whose answer is lost is sent again", "candidates.addAttachment", /\/attachments$/, again),
  onWrites("a note that was never sent is told to be there", "applications.addNote", notePath, async () => success()),
  onWrites("a lost answer is treated as a success", "applications.addNote", notePath, (make) => make().catch(success)),
  onWrites("a note that is throttled is given up", "applications.addNote", notePath, async (make) => {
    const response = await make();
    return response.status === 429 ? Response.json(refusal, { status: 400 }) : response;
  }),
  onWrites("a move that was never made is told to be made", "applications.moveToStage", /\/stage$/, async () =>
    success(),
  ),
  onWrites("a rejection that was never made is told to be made", "applications.reject", /\/reject$/, async () =>
    success(),
  ),
  onWrites(
    "an update that was never made is told to be made",
    "candidates.updateCustomFields",
    /\/passthrough\//,
    async (make) => {
      const response = await make();
      return response.status >= 400 ? success() : response;
    },
  ),
  inHandler(
    "a receipt names the person of the first call of its connection",
    handles(
      applications.create,
      class extends CreateApplication {
        #first: string | null | undefined;

        override async handle(input: Applicant, call: Call): ReturnType<CreateApplication["handle"]> {
          const made = await super.handle(input, call);
          this.#first ??= made.candidateId;
          return { ...made, candidateId: this.#first };
        }
      },
    ),
  ),
  inHandler(
    "a note of a kind that is refused is reported as written",
    handles(
      applications.addNote,
      class extends AddApplicationNote {
        override async handle(input: NoteInput, call: Call): ReturnType<AddApplicationNote["handle"]> {
          const written = super.handle(input, call);
          return input.actionType === undefined ? written : written.catch(() => nothing);
        }
      },
    ),
  ),
  inHandler(
    "a note of a kind is never found after a loss, and written again",
    handles(
      applications.addNote,
      class extends AddApplicationNote {
        override async settle(input: NoteInput, call: Call): ReturnType<AddApplicationNote["settle"]> {
          const found = await super.settle(input, call);
          if (input.actionType === undefined) return found;
          return { found: false, certain: true, because: "no note is of this kind", reconcile: {} };
        }
      },
    ),
  ),
  inHandler(
    "a lost answer is treated as a failure that wrote nothing",
    handles(
      applications.addNote,
      class extends AddApplicationNote {
        override async handle(input: NoteInput, call: Call): Promise<Receipt> {
          try {
            return await super.handle(input, call);
          } catch (error) {
            if (!AtsError.is(error) || error.retry !== "unknown-outcome") throw error;
            const { code, fault, message, advice } = error;
            throw new AtsError({ code, fault, retry: "safe", message, advice });
          }
        }
      },
    ),
  ),
  inHandler(
    "a note is cut where a column of a database ends",
    handles(
      applications.addNote,
      class extends AddApplicationNote {
        override handle({ note, ...input }: NoteInput, call: Call): Promise<Receipt> {
          const cut = "text" in note ? { text: note.text.slice(0, 65_535) } : note;
          return super.handle({ ...input, note: cut }, call);
        }
      },
    ),
  ),
  inHandler(
    "a long file name loses its extension",
    overrides(addApplicationAttachment, {
      handle({ file, ...input }, call, _parts, inherited) {
        if (file.name.length > 100) call.warn(cutAt(100));
        return inherited.handle({ ...input, file: { ...file, name: file.name.slice(0, 100) } as typeof file }, call);
      },
    }),
  ),
  cuttingRemarks("a remark is cut within a character", 301, 301),
  cuttingRemarks("the limit of remarks is a little above the ATS's own", 1_500, 1_505),
  inHandler(
    "the scripts of a note are sent along",
    sendingNotes((note) => ("html" in note ? note.html : note.text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"))),
  ),
  inHandler(
    "a plain text is sent as if it were HTML",
    sendingNotes((note) => ("html" in note ? note.html.replaceAll(/<(?!\/?[pb]>)[^>]*>|alert\(1\)/g, "") : note.text)),
  ),
  inHandler(
    "the text of a note is kept in what its write remembers",
    handles(
      applications.addNote,
      class extends AddApplicationNote {
        override handle(input: NoteInput, call: Call): Promise<Receipt> {
          const remember = (memory: unknown) => call.remember({ ...(memory as object), note: input.note });
          return super.handle(input, Object.assign(Object.create(call) as Call, { remember }));
        }
      },
    ),
  ),
  inHandler(
    "a number at work is written as one of the person's own, and the other way round",
    handles(
      applications.create,
      class extends CreateApplication {
        override handle(input: Applicant, call: Call) {
          const other = { WORK: "PERSONAL", PERSONAL: "WORK", OTHER: "OTHER" } as const;
          const additionalPhones = input.candidate.additionalPhones?.map((each) => ({
            ...each,
            type: other[each.type],
          }));
          const candidate = { ...input.candidate, ...(additionalPhones && { additionalPhones }) };
          return super.handle({ ...input, candidate }, call);
        }
      },
    ),
  ),
  inHandler(
    "an empty note is told to be written",
    handles(
      applications.addNote,
      class extends AddApplicationNote {
        override handle(input: NoteInput, call: Call): Promise<Receipt> {
          return super.handle(input, call).catch((error: unknown) => {
            if (AtsError.is(error) && error.code === "input.invalid") return nothing;
            throw error;
          });
        }
      },
    ),
  ),
  {
    name: "the idempotency key is not looked at",
    capabilities: ["applications.addNote"],
    adapter: broken([], ({ bind }) => void bind(LEDGER).toConstantValue(forgetful)),
  },
  inHandler(
    "a file is sent without a look at what it is",
    handles(
      applications.addAttachment,
      class extends AddApplicationAttachment {
        override async handle(input: InputOf<Capability<"applications.addAttachment">>, call: Call): Promise<Receipt> {
          const { file, application } = input;
          const data = "base64" in file ? { data: file.base64 } : { data_url: "url" in file ? file.url : "" };
          const attachment = { name: file.name, type: file.type, content_type: "application/pdf", ...data };
          const address = path`/ats/applications/${application.id}/attachments`;
          await this.collaborators.transport.send(
            { method: "POST", path: address, body: { attachment }, effect: "creates", action: true },
            call,
          );
          return nothing;
        }
      },
    ),
  ),
  inHandler(
    "a stage that is given as a record goes by its id in the ATS",
    overrides(moveApplicationToStage, {
      handle: ({ stage, ...others }, call, _parts, inherited) =>
        inherited.handle({ ...others, stage: { ...stage, id: stage.remoteId ?? stage.id } }, call),
    }),
  ),
  inHandler(
    "a stage that is not a target is passed on",
    overrides(moveApplicationToStage, {
      inject: { transport: TRANSPORT },
      async handle({ application, stage }, call, { transport }) {
        const address = path`/ats/applications/${application.id}/stage`;
        const body = { stage_id: stage.id };
        await transport.send({ method: "PUT", path: address, body, effect: "idempotent", action: true }, call);
        return nothing;
      },
    }),
  ),
  inHandler(
    "the application of the person to the job that comes first is moved",
    overrides(moveApplicationToStage, {
      inject: { lists: LISTS },
      async handle(input, call, { lists }, inherited) {
        const all: OutputOf<Capability<"applications.stream">>[] = [];
        for await (const { records } of lists.all("/ats/applications", applicationReading, {}, call))
          all.push(...records);
        const named = all.find((each) => each.id === input.application.id);
        const first = all.find((each) => each.jobId === named?.jobId && each.candidateId === named.candidateId);
        const application = { ...input.application, id: first?.id ?? input.application.id };
        return inherited.handle({ ...input, application }, call);
      },
    }),
  ),
  inHandler(
    "a move whose answer is lost is given up",
    overrides(moveApplicationToStage, {
      inject: { targets: STAGE_TARGETS, stages: STAGES, transport: TRANSPORT },
      async handle({ application, stage }, call, { targets, stages, transport }) {
        await targets.check({ stage, jobId: () => stages.jobOf(application.id, call) }, call);
        const address = path`/ats/applications/${application.id}/stage`;
        const body = { stage_id: stage.id };
        await transport.send({ method: "PUT", path: address, body, effect: "creates", action: true }, call);
        return nothing;
      },
    }),
  ),
  inHandler(
    "a reason is sent without a look at whether the ATS has it",
    handles(
      applications.reject,
      class extends RejectApplication {
        override handle({ application, ...rejection }: Rejection, call: Call): Promise<Receipt> {
          return this.reject(application.id, rejection, call);
        }
      },
    ),
  ),
  inHandler(
    "many rejections are told in another order",
    rejecting((result) => ({ ...result, outcomes: result.outcomes.toReversed() })),
  ),
  inHandler(
    "one rejection that failed is told as made",
    rejecting((result) => ({
      ...result,
      outcomes: result.outcomes.map((outcome) => ({ ...outcome, rejected: true, error: null })),
    })),
  ),
  inHandler(
    "one rejection that failed fails all",
    rejecting((result) => {
      const failed = result.outcomes.find(({ error }) => error);
      if (failed) throw new Error("one failed");
      return result;
    }),
  ),
  inHandler(
    "progress is not reported",
    handles(
      applications.rejectMany,
      class extends RejectManyApplications {
        override handle({ onProgress: _, ...input }: Rejections, call: Call): Promise<Outcomes> {
          return super.handle(input, call);
        }
      },
    ),
  ),
  inHandler(
    "the reason of a batch is looked up before calls for which somebody waits",
    handles(
      applications.rejectMany,
      class extends RejectManyApplications {
        protected override checkReason(reasonId: string, call: Call): Promise<void> {
          return super.checkReason(reasonId, { ...call, priority: "interactive" });
        }
      },
    ),
  ),
  inHandler(
    "the candidate's id is given for the application's",
    handles(
      applications.create,
      class extends CreateApplication {
        override async handle(input: InputOf<Capability<"applications.create">>, call: Call) {
          const created = await super.handle(input, call);
          return { ...created, applicationId: created.candidateId ?? created.applicationId };
        }
      },
    ),
  ),
  inHandler(
    "a conflict is treated as an open application",
    handles(
      applications.create,
      class extends CreateApplication {
        override async handle(input: Applicant, call: Call) {
          return super.handle(input, call).catch((error: unknown) => {
            if (!AtsError.is(error) || error.status !== 409) throw error;
            throw new AtsError({
              code: "application.already-exists",
              fault: "caller",
              retry: "never",
              message: "The person has an open application to this job.",
              advice: "Use that application, or give `reapply`.",
            });
          });
        }
      },
    ),
  ),
  inHandler(
    "a résumé in another format than PDF is sent as another file",
    handles(
      applications.addAttachment,
      class extends AddApplicationAttachment {
        override handle(input: InputOf<Capability<"applications.addAttachment">>, call: Call): Promise<Receipt> {
          const { file } = input;
          const isShown = file.type !== "CV" || file.name.endsWith(".pdf");
          return super.handle(isShown ? input : { ...input, file: { ...file, type: "OTHER" } }, call);
        }
      },
    ),
  ),
  inHandler(
    "a note is written although its call was cancelled while it looked",
    handles(
      applications.addNote,
      class extends AddApplicationNote {
        override handle(input: NoteInput, call: Call): Promise<Receipt> {
          const { signal } = new AbortController();
          return super.handle(input, Object.assign(Object.create(call) as Call, { signal }));
        }
      },
    ),
  ),
  inHandler(
    "a lost application is looked for by our own clock",
    handles(
      applications.create,
      class extends LooksOtherwise {
        protected isMine({ createdAt }: { readonly createdAt: string | null }, sentAt: number): boolean {
          return Date.parse(createdAt ?? "") >= sentAt - 1_000;
        }
      },
    ),
  ),
  inHandler(
    "the newest application of an address is the one that was lost",
    handles(
      applications.create,
      class extends LooksOtherwise {
        protected isMine(): boolean {
          return true;
        }
      },
    ),
  ),
  inHandler(
    "a lost application is one of long before that a list shows late",
    handles(
      applications.create,
      class extends CreateApplication {
        constructor({ clock, ...others }: Injected<typeof CreateApplication.inject>) {
          super({ ...others, clock: { now: () => 0, sleep: (ms, signal) => clock.sleep(ms, signal) } });
        }
      },
    ),
  ),
  {
    name: "what `remoteFields` say goes over what the call says",
    capabilities: ["applications.create", "applications.addNote"],
    adapter: avionte,
    wire: (fetch) => async (input, init) => {
      const request = new Request(input, init);
      if (request.method !== "POST" || !request.url.includes("/ats/")) return fetch(request);
      const body = JSON.stringify(overTheCall(await request.clone().json()));
      return fetch(request.url, { method: "POST", headers: request.headers, signal: request.signal, body });
    },
  },
  inHandler(
    "`remoteFields` of a note are dropped where it has a kind",
    handles(
      applications.addNote,
      class extends AddApplicationNote {
        protected override remoteFields(input: NoteInput, call: Call): NoteInput["remoteFields"] {
          return input.actionType === undefined ? super.remoteFields(input, call) : undefined;
        }
      },
    ),
  ),
  onWrites("an applicant whose answer is lost is entered again", "applications.create", /\/applications$/, again),
  inHandler(
    "each field of an update is a request of its own",
    overrides(updateApplicationCustomFields, {
      async handle(input, call, _parts, inherited) {
        for (const [id, value] of Object.entries<CustomFieldUpdates[string]>(input.updates))
          await inherited.handle({ ...input, updates: { [id]: value } }, call);
        return nothing;
      },
    }),
  ),
];
