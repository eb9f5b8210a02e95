import type { CapabilityId, Limitation, Verdict } from "@anyats/core";

const reference = "Ashby's API reference";
type Given = Readonly<Record<string, unknown>>;

/** Refuses filters on what Ashby's records do not say, unless they may be left out. */
const refuses =
  (...names: readonly string[]) =>
  (input: unknown): Verdict => {
    const filter = input as Given;
    if (filter["ignoreUnsupportedFilters"] === true) return undefined;
    const asked = names.filter((name) => filter[name] !== undefined);
    return asked.length === 0 ? undefined : { refuse: `Ashby's records cannot be filtered by ${asked.join(", ")}.` };
  };

/** What of a new applicant Ashby has no place for. */
const notOfApplicants = ["company", "title", "additionalPhones", "gender", "availableOn", "salaryExpectation"];

function warnOfApplicants(input: unknown): Verdict {
  const { candidate, remoteFields, ...given } = input as Given & { readonly candidate: Given };
  const location = (candidate["location"] ?? {}) as Given;
  const links = (candidate["socialLinks"] ?? []) as readonly string[];
  const left = [
    ...notOfApplicants.filter((name) => candidate[name] !== undefined),
    ...["street1", "zipCode"].filter((name) => location[name] !== undefined),
    ...(candidate["additionalEmails"] === undefined ? [] : ["the types of additionalEmails"]),
    ...(links.length > 3 ? ["the further socialLinks"] : []),
    ...["screeningAnswers", "consent"].filter((name) => given[name] !== undefined),
    ...otherRemoteFields(remoteFields),
  ];
  return left.length === 0 ? undefined : { warn: `Ashby has no place for ${left.join(", ")}: not sent.` };
}

const otherRemoteFields = (given: unknown): readonly string[] =>
  Object.keys((given ?? {}) as object)
    .filter((key) => key !== "ashby")
    .map((key) => `remoteFields.${key}`);

function warnOfFieldsNotSent(input: unknown): Verdict {
  const given = input as Given;
  const isRemark = typeof given["reasonId"] === "string";
  const left = ["remoteFields", "actionType", ...(isRemark ? ["note"] : [])].filter(
    (name) => given[name] !== undefined,
  );
  return left.length === 0 ? undefined : { warn: `Ashby has no place for ${left.join(", ")}: not sent.` };
}

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

/** What restricts Ashby's operations. Each is enforced where it can be, and shown in the coverage page. */
export const ashbyLimitations = [
  {
    id: "ashby.deletions-leave-no-trace",
    capabilities: streams,
    imposedBy: "ats",
    summary: "Records that were deleted or merged are missing from the lists, and nothing says so.",
    reason: "Ashby's lists and sync tokens have no mark for deletions; only some webhooks report one.",
    advice: "Compare with a complete read now and then, as the verifying pass of @anyats/sync does.",
    userMessage: "Records that are deleted in Ashby disappear here only after a complete comparison.",
    certainty: "inferred",
    source: reference,
    effect: { kind: "told-only", because: "what is not listed cannot be told from what never was" },
  },
  {
    id: "ashby.few-filters",
    capabilities: streams,
    imposedBy: "ats",
    summary: "Nearly every filter is applied here: the whole list is read where no sync token helps.",
    reason: "Ashby's lists filter by one job, by creation and by sync token only, and searches by e-mail address.",
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
    effect: { kind: "checks-input", check: refuses("jobIds") },
  },
  {
    id: "ashby.interviews-of-jobs",
    capabilities: ["interviews.stream"],
    imposedBy: "ats",
    summary: "Interviews cannot be filtered by jobs.",
    reason: "An interview schedule names its application only.",
    advice: "Read applications.stream with `jobIds`, and compare `applicationId`.",
    userMessage: "Interviews cannot be listed by job.",
    certainty: "documented",
    source: reference,
    effect: { kind: "checks-input", check: refuses("jobIds") },
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
    effect: { kind: "checks-input", check: refuses("applicationIds") },
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
    summary: "First and last name are read out of one: the first word is the first name.",
    reason: "Ashby has one field for a person's name.",
    advice: "Show both together; do not sort by the last name.",
    userMessage: "Ashby keeps one name: first and last name may be split in the wrong place.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Splits the name at its first blank." },
  },
  {
    id: "ashby.search-of-100",
    capabilities: ["candidates.stream", "candidates.find"],
    imposedBy: "ats",
    summary: "A search by e-mail address gives at most 100 people.",
    reason: "Ashby's search has no pages.",
    advice: "More than 100 people at one address are not expected.",
    certainty: "documented",
    source: reference,
    effect: { kind: "told-only", because: "the answer does not say that there are more" },
  },
  {
    id: "ashby.archived-stages-are-no-targets",
    capabilities: ["applications.moveToStage"],
    imposedBy: "ats",
    summary: "No application can be moved to a stage of the type Archived.",
    reason: "Ashby archives with a reason only: that is a rejection.",
    advice: "Use applications.reject; listStages marks these stages as not movable.",
    userMessage: "To archive an application, reject it with a reason.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Refuses such a stage before anything is written." },
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
    summary: "A cover letter is stored as any other file.",
    reason: "Ashby knows résumés and other files.",
    advice: "Say in the file's name what it is.",
    userMessage: "Ashby stores a cover letter as an ordinary file.",
    certainty: "documented",
    source: reference,
    effect: {
      kind: "checks-input",
      check: (input) =>
        filesOf(input).some((file) => "type" in file && file.type === "COVER_LETTER")
          ? { warn: "Ashby has no cover letters: stored as an ordinary file." }
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
    effect: { kind: "checks-input", check: warnOfFieldsNotSent },
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
    summary: "Files must be given by their content: an address is refused.",
    reason: "Ashby fetches no files.",
    advice: "Fetch the file yourself, and give its bytes or a stream.",
    certainty: "documented",
    source: reference,
    effect: {
      kind: "checks-input",
      check: (input) =>
        filesOf(input).some((file) => "url" in file && !/^\s*data:/i.test(String(file.url)))
          ? { refuse: "Ashby takes a file's content, not its address." }
          : undefined,
    },
  },
  {
    id: "ashby.no-descriptions",
    capabilities: ["jobs.stream", "jobs.get"],
    imposedBy: "adapter",
    summary: "Jobs come without a description.",
    reason: "Ashby keeps descriptions with each posting, and gives them one posting at a time.",
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
    advice: "Set the first amount in Ashby where the currency is another.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Reads the currency before it writes." },
  },
] as const satisfies readonly Limitation<CapabilityId>[];
