import {
  givenFields,
  notSent,
  refusesFilters,
  warnsOfFields,
  type CapabilityId,
  type InputOf,
  type interviews,
  type Limitation,
  type Verdict,
} from "@anyats/core";

const reference = "Ashby's API reference";
type Given = Readonly<Record<string, unknown>>;

/** Fields of a new applicant that Ashby has no place for. */
const notOfApplicants = ["company", "title", "additionalPhones", "gender", "availableOn", "salaryExpectation"];

function warnOfApplicants(input: unknown): Verdict {
  const { candidate, remoteFields, ...given } = input as Given & { readonly candidate: Given };
  const links = (candidate["socialLinks"] ?? []) as readonly string[];
  const left = [
    ...givenFields(candidate, notOfApplicants),
    ...givenFields(candidate["location"], ["street1", "zipCode"]),
    ...givenFields(candidate, ["additionalEmails"]).map((name) => `the types of ${name}`),
    ...(links.length > 3 ? ["the further socialLinks"] : []),
    ...givenFields(given, ["screeningAnswers", "consent"]),
    ...otherRemoteFields(remoteFields),
  ];
  return notSent("Ashby", left);
}

const otherRemoteFields = (given: unknown): readonly string[] =>
  Object.keys((given ?? {}) as object)
    .filter((key) => key !== "ashby")
    .map((key) => `remoteFields.${key}`);

function filesOf(input: unknown): readonly object[] {
  const { file, attachments } = input as { readonly file?: object; readonly attachments?: readonly object[] };
  return [...(file ? [file] : []), ...(attachments ?? [])];
}

const streams = [
  "jobs.stream",
  "applications.stream",
  "candidates.stream",
  "interviews.stream",
  "offers.stream",
  "users.stream",
  "tags.stream",
  "notes.stream",
] as const;

const creating = [
  "applications.create",
  "applications.addNote",
  "applications.addAttachment",
  "candidates.addNote",
  "candidates.addAttachment",
  "candidates.create",
  "interviews.create",
] as const;

const fileByAddress = { name: "cv.pdf", type: "CV", url: "https://files.example.com/cv.pdf" };

/** What restricts Ashby's operations. Each is enforced where it can be, and shown in the coverage page. */
export const ashbyLimitations = [
  {
    id: "ashby.deletions-leave-no-trace",
    capabilities: streams,
    imposedBy: "ats",
    summary: "Deleted and merged records disappear from the lists without a trace.",
    reason: "Ashby's lists and sync tokens have no mark for deletions; only some webhooks report one.",
    advice: "Compare with a complete read now and then, as the verifying pass of @anyats/sync does.",
    userMessage: "Records that are deleted in Ashby disappear here only after a complete comparison.",
    certainty: "inferred",
    source: reference,
    effect: { kind: "told-only", because: "a record that is not listed looks like one that never existed" },
  },
  {
    id: "ashby.stages-change-in-silence",
    capabilities: ["jobs.stream"],
    imposedBy: "ats",
    summary: "`updatedAfter` gives no job of which only the stages or the postings changed.",
    reason:
      "Stages belong to interview plans and postings are records of their own: neither moves the date of the job.",
    advice: "Read all jobs now and then, as the verifying pass of @anyats/sync does.",
    userMessage: "Changes of a job's stages in Ashby show here only after a complete comparison.",
    certainty: "inferred",
    source: reference,
    effect: { kind: "told-only", because: "what changed cannot be seen without reading every plan" },
  },
  {
    id: "ashby.few-filters",
    capabilities: streams,
    imposedBy: "ats",
    summary: "Most filters are applied by the adapter, which reads the whole list unless a sync token limits it.",
    reason: "Ashby's lists filter only by job, creation date and sync token; its search filters by e-mail address.",
    advice: "Read often and with `updatedAfter`: from the second read on, a token saves most requests.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Compares each record with the filter." },
  },
  {
    id: "ashby.candidates-of-jobs",
    capabilities: ["candidates.stream"],
    imposedBy: "ats",
    summary: "Candidates cannot be filtered by jobs.",
    reason: "A candidate's record holds only the ids of the applications.",
    advice: "Read applications.stream with `jobIds`, then the candidates by `ids`.",
    userMessage: "Candidates cannot be listed by job.",
    certainty: "documented",
    source: reference,
    effect: { kind: "checks-input", check: refusesFilters("Ashby", ["jobIds"]) },
  },
  {
    id: "ashby.interviews-of-jobs",
    capabilities: ["interviews.stream"],
    imposedBy: "ats",
    summary: "Interviews cannot be filtered by jobs.",
    reason: "An interview schedule names only its application.",
    advice: "Read applications.stream with `jobIds`, and compare `applicationId`.",
    userMessage: "Interviews cannot be listed by job.",
    certainty: "documented",
    source: reference,
    effect: { kind: "checks-input", check: refusesFilters("Ashby", ["jobIds"]) },
  },
  {
    id: "ashby.notes-of-applications",
    capabilities: ["notes.stream"],
    imposedBy: "ats",
    summary: "Notes cannot be filtered by applications.",
    reason: "Notes belong to candidates in Ashby.",
    advice: "Filter by `candidateIds`.",
    userMessage: "Ashby keeps notes with the candidate, not with one application.",
    certainty: "documented",
    source: reference,
    effect: { kind: "checks-input", check: refusesFilters("Ashby", ["applicationIds"]) },
  },
  {
    id: "ashby.notes-one-by-one",
    capabilities: ["notes.stream"],
    imposedBy: "ats",
    summary: "Notes are read candidate by candidate, each in a request of its own.",
    reason: "Ashby has no list of all notes.",
    advice: "Give `candidateIds` where you can.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Reads the notes of ten candidates at a time." },
  },
  {
    id: "ashby.one-name",
    capabilities: ["applications.stream", "applications.get", "candidates.stream", "candidates.get", "candidates.find"],
    imposedBy: "ats",
    summary: "First and last name come from one field: the first word becomes the first name.",
    reason: "Ashby has one field for a person's name.",
    advice: "Show both together, and do not sort by last name.",
    userMessage: "Ashby keeps one name: first and last name may be split in the wrong place.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Splits the name at the first space." },
  },
  {
    id: "ashby.search-of-100",
    capabilities: ["candidates.stream", "candidates.find"],
    imposedBy: "ats",
    summary: "A search by e-mail address returns at most 100 people.",
    reason: "Ashby's search has no pages.",
    advice: "More than 100 people at one address are not expected.",
    certainty: "documented",
    source: reference,
    effect: { kind: "told-only", because: "the answer does not say whether there are more" },
  },
  {
    id: "ashby.archived-stages-are-no-targets",
    capabilities: ["applications.moveToStage"],
    imposedBy: "ats",
    summary: "No application can be moved to a stage of the type Archived.",
    reason: "Ashby archives an application only with a reason, which is a rejection.",
    advice: "Use applications.reject; listStages marks these stages as not movable.",
    userMessage: "To archive an application, reject it with a reason.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Refuses such a stage before anything is written." },
  },
  {
    id: "ashby.moves-within-the-plan",
    capabilities: ["applications.moveToStage"],
    imposedBy: "ats",
    summary: "An application can be moved only to stages of its own interview plan.",
    reason: "A job can have several interview plans, and an application is in one of them.",
    advice: "Let a person change the application's plan in Ashby first.",
    userMessage: "An application can be moved only within its interview plan in Ashby.",
    certainty: "inferred",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Refuses the stage of another plan before anything is written." },
  },
  {
    id: "ashby.lands-on-the-candidate",
    capabilities: ["applications.addNote", "applications.addAttachment", "applications.listAttachments"],
    imposedBy: "ats",
    summary: "Notes and files of an application are those of its candidate.",
    reason: "Ashby keeps both with the candidate; the link to the application is lost.",
    advice: "Name the job in the note where it matters.",
    userMessage: "Ashby keeps notes and files with the candidate, not with one application.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Finds the candidate and writes there." },
  },
  {
    id: "ashby.notes-as-text",
    capabilities: ["applications.addNote", "candidates.addNote"],
    imposedBy: "ats",
    summary: "Notes are stored as plain text: bold type, lists and links become readable text.",
    reason: "Ashby strips paragraphs and line breaks from notes in HTML, so that lines would run together.",
    advice: "Write notes that read well as text.",
    userMessage: "Notes are stored in Ashby as plain text.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Turns HTML into text before it is sent." },
  },
  {
    id: "ashby.no-cover-letters",
    capabilities: [
      "applications.create",
      "candidates.create",
      "applications.addAttachment",
      "candidates.addAttachment",
    ],
    imposedBy: "ats",
    summary: "A cover letter is stored like any other file.",
    reason: "Ashby distinguishes only résumés and other files.",
    advice: "Choose a file name that says what it is.",
    userMessage: "Ashby stores a cover letter as an ordinary file.",
    certainty: "documented",
    source: reference,
    effect: {
      kind: "checks-input",
      check: (input) =>
        filesOf(input).some((file) => "type" in file && file.type === "COVER_LETTER")
          ? { warn: "Ashby has no cover letters: the file is stored as an ordinary one." }
          : undefined,
    },
  },
  {
    id: "ashby.fields-not-sent",
    capabilities: [
      "applications.moveToStage",
      "applications.reject",
      "applications.rejectMany",
      "applications.addNote",
      "applications.addAttachment",
      "candidates.addNote",
      "candidates.addAttachment",
      "candidates.addTag",
      "candidates.removeTag",
    ],
    imposedBy: "ats",
    summary: "remoteFields, the kind of a note and the remark of a rejection are not sent.",
    reason: "Ashby's calls have no such fields.",
    advice: "Leave them out, or put the remark into a note.",
    certainty: "documented",
    source: reference,
    effect: { kind: "checks-input", check: warnsOfFields("Ashby", ["remoteFields", "actionType", "note"]) },
  },
  {
    id: "ashby.applicant-fields-not-sent",
    capabilities: ["applications.create", "candidates.create"],
    imposedBy: "ats",
    summary: `Of a new applicant, ${notOfApplicants.join(", ")}, street, zip code, screening answers and consent are not sent.`,
    reason: "Ashby's calls for candidates and applications have no such fields.",
    advice: "Put them into custom fields or a note.",
    userMessage: "Some details of an applicant cannot be stored in Ashby.",
    certainty: "documented",
    source: reference,
    effect: { kind: "checks-input", check: warnOfApplicants },
  },
  {
    id: "ashby.files-by-content",
    capabilities: [
      "applications.create",
      "candidates.create",
      "applications.addAttachment",
      "candidates.addAttachment",
    ],
    imposedBy: "ats",
    summary: "Files must be given with their content; an address is rejected.",
    reason: "Ashby does not fetch files.",
    advice: "Fetch the file yourself, and give its bytes or a stream.",
    certainty: "documented",
    source: reference,
    effect: {
      kind: "checks-input",
      example: { file: fileByAddress, attachments: [fileByAddress] },
      check: (input) =>
        filesOf(input).some((file) => "url" in file && !/^\s{0,9}data:/i.test(String(file.url)))
          ? { refuse: "Ashby accepts a file's content, not its address." }
          : undefined,
    },
  },
  {
    id: "ashby.interview-fields-not-sent",
    capabilities: ["interviews.create", "interviews.update"],
    imposedBy: "ats",
    summary: "The title, the organizer and the location of an interview are not sent.",
    reason:
      "Ashby's schedules take the times and the interviewers; the organization's default interview gives the title.",
    advice: "Leave them out, or set them in Ashby.",
    userMessage: "The title and the place of an interview are set in Ashby.",
    certainty: "documented",
    source: reference,
    effect: {
      kind: "checks-input",
      example: { title: undefined, organizerId: undefined, location: undefined },
      check: warnsOfFields("Ashby", ["title", "organizerId", "location"]),
    },
  },
  {
    id: "ashby.interviews-need-an-interviewer",
    capabilities: ["interviews.create", "interviews.update"],
    imposedBy: "ats",
    summary: "An interview must have at least one interviewer.",
    reason: "Ashby's schedules require the interviewers of each event.",
    advice: "Give at least one id in `interviewerIds`.",
    userMessage: "An interview in Ashby needs at least one interviewer.",
    certainty: "inferred",
    source: reference,
    effect: {
      kind: "checks-input",
      example: { interviewerIds: [] },
      check: (input) =>
        (input as InputOf<typeof interviews.create>).interviewerIds.length === 0
          ? { refuse: "Ashby requires at least one interviewer." }
          : undefined,
    },
  },
  {
    id: "ashby.customers-by-their-keys",
    capabilities: creating,
    imposedBy: "ats",
    summary: "A write is made again under its idempotency key after the customer has replaced the API key.",
    reason:
      "Ashby has one address for all, and names no organization, so a ledger tells customers apart by their keys.",
    advice: "Give `connect` a `connectionId` of your own before a customer replaces a key.",
    certainty: "documented",
    source: reference,
    effect: { kind: "told-only", because: "a new key looks like that of another customer" },
    denies: ["knows a customer again whose key was replaced"],
  },
  {
    id: "ashby.schedules-of-this-key",
    capabilities: ["interviews.update"],
    imposedBy: "ats",
    summary: "Only interviews that were scheduled with the same key can be changed.",
    reason: "Ashby rejects the change of a schedule that a person or another key made.",
    advice: "Change the interviews that you scheduled; the others are changed in Ashby.",
    userMessage: "Interviews that were scheduled in Ashby are changed in Ashby.",
    certainty: "documented",
    source: reference,
    effect: { kind: "told-only", because: "a schedule does not say which key made it" },
  },
  {
    id: "ashby.erases-when-all-has-ended",
    capabilities: ["candidates.erase"],
    imposedBy: "ats",
    summary: "A candidate is anonymized, and only when every application is archived or hired.",
    reason: "Ashby keeps the record without the person, and rejects the call while an application is open.",
    advice: "Reject the open applications that the error names, then erase again. It cannot be undone.",
    userMessage: "A candidate with open applications cannot be erased: reject them first.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Reads the applications first, and names those that are open." },
  },
  {
    id: "ashby.erased-notes-and-files",
    capabilities: ["candidates.erase"],
    imposedBy: "ats",
    summary: "Notes and files of an anonymized candidate may stay.",
    reason: "Ashby does not document what anonymizing does with them, and its API removes neither.",
    advice: "Look at the candidate in Ashby after you erase, and remove there what is left.",
    userMessage: "Notes and files of an erased candidate may have to be removed in Ashby.",
    certainty: "unverified",
    source: reference,
    effect: { kind: "told-only", because: "the answer does not say what was removed" },
    denies: ["erases the notes and files about the person, too"],
  },
  {
    id: "ashby.no-descriptions",
    capabilities: ["jobs.stream", "jobs.get"],
    imposedBy: "adapter",
    summary: "Jobs come without a description.",
    reason: "Ashby keeps descriptions with the postings, and returns them one posting at a time.",
    advice: "Read the job's public page in `postUrl`.",
    userMessage: "Job descriptions are not available for Ashby yet.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Leaves descriptions null, and says so in the adapter's traits." },
  },
  {
    id: "ashby.currency-of-amounts",
    capabilities: ["jobs.updateCustomFields", "applications.updateCustomFields", "candidates.updateCustomFields"],
    imposedBy: "adapter",
    summary: "An amount keeps the currency that the field holds; the first one is written in US dollars.",
    reason: "An amount is given without a currency, and Ashby stores one with each value.",
    advice: "If the currency is not US dollars, set the first amount in Ashby. The receipt warns.",
    certainty: "documented",
    source: reference,
    effect: {
      kind: "built-into-the-handler",
      how: "Reads the currency before it writes, and warns where there is none.",
    },
  },
] as const satisfies readonly Limitation<CapabilityId>[];
