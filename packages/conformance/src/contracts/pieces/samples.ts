import type { CustomFieldDefinition } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import type { Sample } from "../../sample.ts";
import { CannotTell, recordNouns } from "../../world.ts";
import { worldHas } from "../../world-lacks.ts";
import type { Fields } from "../../fields.ts";
import { isAbsentOf } from "./absent-fields.ts";
import { valuesFor } from "./custom-field-values.ts";
import { isAskable } from "./askable.ts";
import { fileCalled } from "./files.ts";
import { isFilled } from "./schema-paths.ts";
import { type Of, type Pending, targetId } from "./targets.ts";

interface Row {
  readonly id: string;
  readonly [field: string]: unknown;
}

export const file = fileCalled("Report (Zoë) $&.pdf", "OTHER");

const rows = async (trial: Trial, stream: string) =>
  (await trial.stream(stream).toArray()) as unknown as readonly Row[];

/** Reads only as far as needed: the kit looks for a sample more than a thousand times for each adapter. */
async function find(trial: Trial, stream: string, isRight: (row: Row) => boolean): Promise<Row | undefined> {
  for await (const record of trial.stream(stream, {}, { pageSize: 20, lookAhead: false }))
    if (isRight(record as Row)) return record as Row;
  return undefined;
}

async function first(trial: Trial, stream: string, isRight: (row: Row) => boolean = () => true): Promise<Row> {
  const found = await find(trial, stream, isRight);
  worldHas(found, `the world has no record of ${stream} for a sample`);
  return found;
}

const isPending = ({ outcome, jobId, candidateId }: Row) => outcome === "PENDING" && !!jobId && !!candidateId;
const pending = (trial: Trial) => first(trial, "applications.stream", isPending);

const remoteFields = { anything: { marked: "REMOTE-FIELD-7f3a" } };
const sent = (input: Sample["input"], ...traces: readonly string[]): Sample => ({ input, tries: [], traces });
const tries = (input: Sample["input"], field: string | readonly string[], ...traces: readonly string[]): Sample => ({
  input,
  tries: typeof field === "string" ? [field] : field,
  traces,
});
const withRemoteFields = (input: Sample["input"]) =>
  tries({ ...input, remoteFields }, "remoteFields", "REMOTE-FIELD-7f3a");

let entered = 0;

/** Somebody whom no ATS knows yet. */
export const somebody = () => {
  entered += 1;
  return { firstName: "Åsa", lastName: "O'Neil", email: `asa+work${entered}@example.com` };
};

/** Whether a command enters somebody. */
export const entersSomebody = (capability: string): boolean => /^(applications|candidates)\.create$/.test(capability);

/** Whether the adapter has another command that enters people: both do it by the same part, and one of them is tried. */
export const isTriedByTheOther = ({ capability, offers }: Trial): boolean =>
  capability.id === "candidates.create" && offers("applications.create");

/** A person to be entered; each optional field on its own, so that one that is lost is named. */
function persons(base: Sample["input"]): readonly Sample[] {
  const fields: Readonly<Record<string, readonly [unknown, ...string[]]>> = {
    additionalEmails: [
      [
        { type: "WORK", address: "second-address@example.com" },
        { type: "OTHER", address: "third-address@example.net" },
      ],
      "second-address@example.com",
      "WORK",
      "third-address@example.net",
    ],
    phone: ["+47 22 12 34 56", "22"],
    additionalPhones: [
      [
        { type: "PERSONAL", number: "+33 1 42 68 53 00" },
        { type: "WORK", number: "+45 32 12 34 56" },
      ],
      "42",
      "PERSONAL",
      "32",
    ],
    company: ["Smith & Sons 4711", "Smith & Sons 4711"],
    title: ["Forklift driver 4712", "Forklift driver 4712"],
    location: [
      { country: "NO", city: "Ålesund-4713", state: "Møre-4714", street1: "Kongens gate 4715", zipCode: "6002-4716" },
      "NO",
      "Ålesund-4713",
      "Møre-4714",
      "Kongens gate 4715",
      "6002-4716",
    ],
    gender: ["OTHER", "OTHER"],
    availableOn: ["2031-03-04", "2031-03-04"],
    salaryExpectation: [{ period: "YEAR", amount: 471_713 }, "471713", "YEAR"],
    socialLinks: [["https://www.linkedin.com/in/asa-4718"], "asa-4718"],
  };
  // Names of several words, one of them in small letters.
  const person = somebody();
  const plainly = { firstName: "Åsa Maria", lastName: "van O'Neil", email: person.email.replace("asa", "Asa") };
  // An ATS may have a field for one kind of page, and a place for one or two others.
  const pages = ["https://github.com/asa-4733", "https://asa-4734.example.com/", "https://xing.example.com/asa-4735"];
  const links = [...(fields["socialLinks"]![0] as readonly string[]), ...pages];
  return [
    { input: { ...base, candidate: plainly }, tries: [], traces: ["Åsa Maria", "van O'Neil", plainly.email] },
    ...Object.entries(fields).map(([name, [value, ...traces]]) =>
      tries({ ...base, candidate: { ...somebody(), [name]: value } }, `candidate.${name}`, ...traces),
    ),
    ...[links.slice(0, 3), links].map((socialLinks) =>
      tries(
        { ...base, candidate: { ...somebody(), socialLinks } },
        "candidate.socialLinks",
        ...socialLinks.map((link) => /asa-\d+/.exec(link)![0]),
      ),
    ),
  ];
}

async function application(trial: Trial): Promise<readonly Sample[]> {
  const asks = trial.offers("jobs.stream")
    ? await find(
        trial,
        "jobs.stream",
        ({ screeningQuestions }) =>
          !!(screeningQuestions as { type: string }[] | undefined)?.some(({ type }) => type === "TEXT"),
      )
    : undefined;
  const jobId = asks?.id ?? (await pending(trial))["jobId"];
  const base = { job: jobId };
  const person = () => ({ ...base, candidate: somebody() });
  const samples = [
    ...persons(base),
    withRemoteFields(person()),
    tries({ ...person(), attachments: [{ ...file, type: "CV" }] }, "attachments", file.base64, file.name),
    ...(["COVER_LETTER", "OTHER"] as const).map((type) =>
      sent({ ...person(), attachments: [fileCalled(`${type}.pdf`, type)] }),
    ),
    tries({ ...person(), reapply: true }, "reapply"),
    tries({ ...person(), consent: { given: true, expiresOn: "2031-05-06" } }, "consent", "true", "2031-05-06"),
  ];
  if (trial.offers("applications.listStages")) {
    const stages = (await trial.call("applications.listStages", { jobIds: [jobId] })) as unknown as (Row & {
      movable: boolean;
    })[];
    const stage = stages.findLast(({ movable }) => movable);
    if (stage) samples.push(tries({ ...person(), stage: stage.id }, "stage", stage.id));
  }
  const user = trial.offers("users.stream") ? await first(trial, "users.stream") : undefined;
  if (user) samples.push(tries({ ...person(), sourcedBy: { userId: user.id } }, "sourcedBy", user.id));
  const remoteId = (user ?? (await trial.world.records("users"))[0])?.["remoteId"];
  const userRemoteId = typeof remoteId === "string" ? remoteId : "4719";
  samples.push(tries({ ...person(), sourcedBy: { userRemoteId } }, "sourcedBy", userRemoteId));
  const question = (asks?.["screeningQuestions"] as { id: string; type: string }[] | undefined)?.find(
    ({ type }) => type === "TEXT",
  );
  if (question)
    samples.push(
      tries(
        { ...person(), screeningAnswers: [{ questionId: question.id, answer: "An answer 4720" }] },
        "screeningAnswers",
        "An answer 4720",
        question.id,
      ),
    );
  return samples;
}

const note = (text: string) => ({ note: { text } });

async function noteOn(trial: Trial, of: "application" | "candidate"): Promise<readonly Sample[]> {
  const row = await pending(trial);
  const base = of === "application" ? { application: row.id } : { candidate: row["candidateId"] };
  return [
    {
      input: { ...base, ...note("Called back 4721.\nSecond line: Žluťoučký kůň.") },
      tries: [],
      traces: ["Called back 4721", "Žluťoučký kůň"],
    },
    tries({ ...base, ...note("With a kind."), actionType: "Phone Call" }, "actionType", "Phone Call"),
    withRemoteFields({ ...base, ...note("With fields.") }),
  ];
}

async function fileOn(trial: Trial, of: "application" | "candidate"): Promise<readonly Sample[]> {
  const row = await pending(trial);
  const base = of === "application" ? { application: row.id } : { candidate: row["candidateId"] };
  return [
    { input: { ...base, file }, tries: [], traces: [file.base64, file.name] },
    ...(["CV", "COVER_LETTER"] as const).map((type) =>
      sent({ ...base, file: fileCalled(`${type}.pdf`, type) }, `${type}.pdf`),
    ),
    withRemoteFields({ ...base, file: fileCalled("other.pdf", "OTHER") }),
  ];
}

/** A candidate without an open application: an ATS may keep who is being considered. */
async function ended(trial: Trial): Promise<unknown> {
  const all = await rows(trial, "applications.stream");
  const open = new Set(all.flatMap((each) => (each["outcome"] === "PENDING" ? [each["candidateId"]] : [])));
  const found = all.find((each) => each["candidateId"] && !open.has(each["candidateId"]));
  worldHas(found, "the world has no candidate whose applications have all ended");
  return found["candidateId"];
}

async function interview(trial: Trial): Promise<Readonly<Record<string, unknown>> & { readonly organizerId: string }> {
  const { id } = await first(trial, "users.stream");
  return {
    application: (await pending(trial)).id,
    title: "Interview 4727",
    startsAt: "2031-05-06T09:00:00Z",
    endsAt: "2031-05-06T10:00:00Z",
    interviewerIds: [id],
    organizerId: id,
    location: { type: "VIRTUAL" },
  };
}

async function interviewFields(trial: Trial): Promise<readonly Sample[]> {
  const base = await interview(trial);
  const other = await find(trial, "users.stream", ({ id }) => id !== base.organizerId);
  worldHas(other, "the world has too few users");
  const address = "4728 Harbour Street";
  return [
    tries(base, "title", "Interview 4727"),
    tries({ ...base, endsAt: "2031-05-06T11:30:00Z" }, "endsAt", "2031-05-06T11:30"),
    tries({ ...base, interviewerIds: [base.organizerId, other.id] }, "interviewerIds", base.organizerId, other.id),
    tries({ ...base, organizerId: other.id }, "organizerId", other.id),
    tries({ ...base, location: { type: "PHYSICAL", address } }, "location", "PHYSICAL", address),
  ];
}

async function linkOn(trial: Trial, of: "application" | "candidate"): Promise<readonly Sample[]> {
  const row = await pending(trial);
  const base = {
    ...(of === "application" ? { application: row.id } : { candidate: row["candidateId"] }),
    label: "Score: 93 % 4722",
    url: "https://results.example.com/4723?a=b",
  };
  const details = {
    customFieldNamePrefix: "Test 4724",
    attributes: [
      { key: "verbal", value: "A-4725" },
      { key: "numeric", value: "B-4725" },
    ],
  };
  return [
    { input: base, tries: [], traces: ["Score: 93 % 4722", "https://results.example.com/4723?a=b"] },
    tries({ ...base, details }, "details", "Test 4724", "A-4725", "B-4725"),
    withRemoteFields(base),
  ];
}

async function rejection(trial: Trial, of: "one" | "many"): Promise<readonly Sample[]> {
  const row = await pending(trial);
  const reasons = (await trial.call("applications.listRejectionReasons")) as unknown as readonly Row[];
  const [reason, last] = [reasons[0], reasons.at(-1)];
  worldHas(reason, "the world has no rejection reason");
  const named = ({ id }: Row) => (of === "one" ? { application: id } : { applications: [id] });
  const base = { ...named(row), reasonId: reason.id };
  // One that is rejected already may need nothing more, and an ATS may refuse it: each sample has its own, as far as they go.
  const others: Row[] = [];
  await find(trial, "applications.stream", (each) => {
    if (each.id !== row.id && isPending(each)) others.push(each);
    return others.length === 4;
  });
  const another = () => ({ ...named(others.shift() ?? row), reasonId: reason.id });
  return [
    { input: base, tries: [], traces: [reason.id] },
    ...(last && last.id !== reason.id ? [sent({ ...another(), reasonId: last.id }, last.id)] : []),
    tries({ ...another(), note: "A remark 4726" }, "note", "A remark 4726"),
    withRemoteFields(another()),
    ...(of === "many" ? [tries({ ...another(), onProgress: () => {} }, "onProgress")] : []),
  ];
}

const record = (stream: string) => async (trial: Trial) => {
  const row = await first(trial, stream);
  return [sent({ id: row.id }), tries({ remoteId: row["remoteId"] }, "remoteId")];
};
const nothing = () => Promise.resolve([sent({})]);
const ofApplication = async (trial: Trial) => [sent({ application: (await pending(trial)).id })];
const ofCandidate = async (trial: Trial) => [sent({ candidate: (await pending(trial))["candidateId"] })];

/** Whether a record has files; a live account cannot say, and any record will do. */
async function hasFiles({ world }: Trial, of: Of, id: string): Promise<boolean> {
  try {
    return (await world.files(of, id)).length > 0;
  } catch (error) {
    if (error instanceof CannotTell) return true;
    throw error;
  }
}

/** An open application, or its candidate, with files where any has some: an empty list shows nothing. */
const withFiles = (of: Of) => async (trial: Trial) => {
  let found: string | undefined;
  for await (const row of trial.stream("applications.stream", {}, { pageSize: 20, lookAhead: false })) {
    if (!isPending(row)) continue;
    const id = targetId(of, row as unknown as Pending);
    found ??= id;
    if (!(await hasFiles(trial, of, id))) continue;
    found = id;
    break;
  }
  worldHas(found, "the world has no open application");
  return [sent({ [of]: found })];
};
const ofJob = async (trial: Trial) => [sent({ job: (await first(trial, "jobs.stream")).id })];
const definitions = () => Promise.resolve([sent({}), tries({ refresh: true }, "refresh")]);

async function tag(trial: Trial): Promise<readonly Sample[]> {
  const candidate = (await pending(trial))["candidateId"];
  return [
    { input: { candidate, tag: "Nights & weekends 4727" }, tries: [], traces: ["Nights & weekends 4727"] },
    withRemoteFields({ candidate, tag: "Forklift" }),
  ];
}

/** Of the records that the ATS's own API tells, the one that says the most: what is null in it shows nothing. */
async function enhanced(trial: Trial, stream: string): Promise<readonly Sample[]> {
  const told = await trial.world.records(trial.capability.id);
  const filled = (row: Row) => Object.values(row).filter(isFilled).length;
  const [fullest] = told.toSorted((one, other) => filled(other) - filled(one));
  const row = fullest ?? (await first(trial, stream, ({ remoteId }) => typeof remoteId === "string"));
  return [sent({ id: row.id }), tries({ remoteId: row["remoteId"] }, "remoteId")];
}

async function customFieldsOn(trial: Trial, group: string, noun: string): Promise<readonly Sample[]> {
  const row = await first(trial, `${group}.stream`);
  const fields = (await trial.call(`${group}.listCustomFields`)) as unknown as readonly CustomFieldDefinition[];
  const writable = fields.filter((field) => !field.readOnly && valuesFor(field).length > 0);
  const field = writable.find(({ type }) => type === "text") ?? writable[0];
  worldHas(field, "the world has no custom field that can be written");
  if (field.type !== "text") return [sent({ [noun]: row.id, updates: { [field.id]: valuesFor(field)[0] } })];
  const input = { [noun]: row.id, updates: { [field.id]: "A value 4732" } };
  return [{ input, tries: [], traces: ["A value 4732", field.id] }];
}

/**
 * Good inputs of each query and command of the catalogue: one that is plain, then each optional field on its own. An
 * optional field that no sample tries fails the kit's own tests.
 */
export const samples: Readonly<Record<string, (trial: Trial) => Promise<readonly Sample[]>>> = {
  "jobs.get": record("jobs.stream"),
  "jobs.getEnhanced": (trial) => enhanced(trial, "jobs.stream"),
  "jobs.fetchEnhancedBatch": async (trial) => {
    const { cursor } = (await trial.call("jobs.fetchEnhancedBatch", { limit: 2 })) as { cursor: string | null };
    const further = cursor ? [tries({ limit: 2, cursor }, "cursor")] : [];
    return [sent({}), tries({ limit: 2 }, "limit"), ...further];
  },
  "jobs.listCustomFields": definitions,
  "jobs.getCustomFieldValues": ofJob,
  "jobs.updateCustomFields": (trial) => customFieldsOn(trial, "jobs", "job"),
  "applications.get": record("applications.stream"),
  "applications.create": application,
  "applications.moveToStage": async (trial) => {
    const row = await pending(trial);
    const stages = (await trial.call("applications.listStages", { jobIds: [row["jobId"]] })) as unknown as (Row & {
      movable: boolean;
    })[];
    const stage = stages.findLast(({ movable, id }) => movable && id !== row["stageId"]);
    worldHas(stage, "the world has no stage to move to");
    return [
      { input: { application: row.id, stage: stage.id }, tries: [], traces: [] },
      withRemoteFields({ application: row.id, stage: stage.id }),
    ];
  },
  "applications.listStages": async (trial) => [
    sent({}),
    tries({ jobIds: [(await first(trial, "jobs.stream")).id] }, "jobIds"),
  ],
  "applications.reject": (trial) => rejection(trial, "one"),
  "applications.rejectMany": (trial) => rejection(trial, "many"),
  "applications.listRejectionReasons": async (trial) => {
    const [reason] = (await trial.call("applications.listRejectionReasons")) as unknown as Row[];
    return [
      sent({}),
      tries({ updatedAfter: "2020-01-01" }, "updatedAfter"),
      tries({ ids: [reason!.id] }, "ids"),
      tries({ remoteIds: [reason!["remoteId"]] }, "remoteIds"),
      tries({ includeDeleted: true }, "includeDeleted"),
      tries({ ignoreUnsupportedFilters: true }, "ignoreUnsupportedFilters"),
    ];
  },
  "applications.addNote": (trial) => noteOn(trial, "application"),
  "applications.addAttachment": (trial) => fileOn(trial, "application"),
  "applications.listCustomFields": definitions,
  "applications.getCustomFieldValues": ofApplication,
  "applications.updateCustomFields": (trial) => customFieldsOn(trial, "applications", "application"),
  "applications.listAttachments": withFiles("application"),
  "applications.getAttachmentRestrictions": () => Promise.resolve([sent({ command: "applications.addAttachment" })]),
  "applications.addResultLink": (trial) => linkOn(trial, "application"),
  "applications.importTracked": async (trial) => {
    const row = await pending(trial);
    const { remoteId, candidate, job } = row as unknown as Record<"remoteId", string> &
      Record<"candidate" | "job", { remoteId: string }>;
    const ids = { applicationRemoteId: remoteId, candidateRemoteId: candidate.remoteId, jobRemoteId: job.remoteId };
    return [
      { input: { application: ids }, tries: [], traces: [remoteId] },
      tries({ application: ids, trackedAt: "2026-01-02T03:04:05Z" }, "trackedAt", "2026-01-02T03:04:05.000Z"),
    ];
  },
  "candidates.get": record("candidates.stream"),
  "candidates.find": async (trial) => {
    const hasNoPhones = isAbsentOf(trial, "candidates", "phoneNumbers");
    const row = (await first(trial, "candidates.stream", (each) => {
      const { firstName, lastName, emailAddresses, phoneNumbers } = each as unknown as Record<string, Fields[]>;
      const isCallable = hasNoPhones || phoneNumbers!.length > 0;
      return !!firstName && !!lastName && isAskable(emailAddresses![0]?.["address"]) && isCallable;
    })) as unknown as {
      firstName: string;
      lastName: string;
      emailAddresses: { address: string }[];
      phoneNumbers: { number: string }[];
    };
    return [
      tries({ email: row.emailAddresses[0]!.address }, "email"),
      tries({ firstName: row.firstName }, "firstName"),
      tries({ lastName: row.lastName }, "lastName"),
      tries({ phone: row.phoneNumbers[0]?.number ?? "+47 22 12 34 56" }, "phone"),
      tries({ email: row.emailAddresses[0]!.address, limit: 1 }, "limit"),
      tries({ phone: row.phoneNumbers[0]?.number ?? "+47 22 12 34 56", compareAtMost: 5 }, "compareAtMost"),
    ];
  },
  "candidates.getEnhanced": (trial) => enhanced(trial, "candidates.stream"),
  "candidates.getResume": withFiles("candidate"),
  "candidates.addNote": (trial) => noteOn(trial, "candidate"),
  "candidates.addAttachment": (trial) => fileOn(trial, "candidate"),
  "candidates.listCustomFields": definitions,
  "candidates.getCustomFieldValues": ofCandidate,
  "candidates.updateCustomFields": (trial) => customFieldsOn(trial, "candidates", "candidate"),
  "candidates.create": application,
  "candidates.listAttachments": withFiles("candidate"),
  "candidates.addTag": tag,
  "candidates.removeTag": async (trial) => {
    const tagged = (each: Row) =>
      (each["tags"] as readonly { name: string | null }[] | undefined)?.find(({ name }) => name);
    const row = await find(trial, "candidates.stream", (each) => tagged(each) !== undefined);
    if (!row) return tag(trial);
    const { name } = tagged(row)!;
    return [
      { input: { candidate: row.id, tag: name }, tries: [], traces: [] },
      withRemoteFields({ candidate: row.id, tag: name }),
    ];
  },
  "candidates.erase": async (trial) => [sent({ candidate: await ended(trial) })],
  "candidates.addResultLink": (trial) => linkOn(trial, "candidate"),
  "interviews.create": async (trial) => [
    { input: await interview(trial), tries: [], traces: ["2031-05-06T09:00"] },
    ...(await interviewFields(trial)),
  ],
  "interviews.update": async (trial) => {
    const row = await first(trial, "interviews.stream", (each) => each["applicationId"] !== null);
    const named = { interview: row.id, application: row["applicationId"] };
    return [
      { input: { ...(await interview(trial)), ...named }, tries: [], traces: [row.id] },
      ...(await interviewFields(trial)).map((sample) => ({ ...sample, input: { ...sample.input, ...named } })),
    ];
  },
  "integration.get": nothing,
  "integration.checkKey": nothing,
  "integration.forceSync": () => Promise.resolve([sent({}), tries({ type: "FULL" }, "type")]),
};

/** The samples of a capability: of the catalogue's by the kit, of an adapter's own by its world. */
export function samplesOf(trial: Trial): Promise<readonly Sample[]> {
  const find = () => foundSamples(trial);
  return trial.samples?.of(trial.world, trial.capability.id, find) ?? find();
}

async function foundSamples(trial: Trial): Promise<readonly Sample[]> {
  const { id, input } = trial.capability;
  const known = samples[id];
  if (known) {
    const { shape } = input as unknown as { readonly shape?: Readonly<Record<string, unknown>> };
    const has = (path: string) => shape === undefined || Object.hasOwn(shape, path.split(".", 1)[0]!);
    return (await known(trial)).filter((sample) => sample.tries.every(has));
  }
  const own = (await trial.world.samples?.(id)) ?? [];
  return own.map((each) => ({ input: each, tries: [], traces: [] }));
}

const kinds = ["jobs", "candidates", "applications"] as const;

/** The record that an input names first, by the field that names it, and all ids of its kind. */
export function recordNamedIn(
  { world, capability }: Pick<Trial, "world" | "capability">,
  input: Sample["input"] = {},
): { readonly field: string; readonly id: string; readonly all: readonly string[] } | undefined {
  const [[field, id] = []] = Object.entries(input);
  if (field === undefined || typeof id !== "string") return undefined;
  // An ATS may count each kind from 1: the name says which kind it is, where there is one.
  const isMeant = (kind: (typeof kinds)[number]) =>
    field === recordNouns[kind] || (field === "id" && capability.id.startsWith(`${kind}.`));
  const named = kinds.filter(isMeant);
  const all = (named.length > 0 ? named : kinds).map((kind) => world.ids(kind)).find((ids) => ids.includes(id));
  return all && { field, id, all };
}
