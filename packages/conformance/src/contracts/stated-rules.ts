/**
 * The rules that the docs of the catalogue's operations state, sentence by sentence: which promises test each, or why no test
 * of an adapter can. A sentence without a row, and a promise that is not tested, fail the kit's own tests.
 */
export type StatedRule =
  /** Titles of the promises that test it. */
  | { readonly promises: readonly string[] }
  /** Why no adapter decides it. */
  | { readonly notOfTheAdapter: string };

const by = (...promises: readonly string[]): StatedRule => ({ promises });
const not = (notOfTheAdapter: string): StatedRule => ({ notOfTheAdapter });

const ofParts = by(
  "catches an old record that changed, and leaves out what did not",
  "gives by `updatedAfter` what a command or another list has changed",
);
const sinceThen = by("gives by `updatedAfter` all that changed or was made since, whatever changed it");
const plainInstant = not(
  "what counts as a change is decided where the records are kept; an adapter passes the instant on",
);

const allOrNone = "lists every problem of an update, and writes none of it";
const lostLink = "reports an unknown outcome after a lost answer, and names the record to check";
const files = "lists the files of the ATS by name and kind, and none where there are none";
const once = "gives every job once, however small the batches, and names what was left out";

/** Rules by their sentence. */
export const statedRules: Readonly<Record<string, StatedRule>> = {
  "A deletion shows only with `includeDeleted`.": by(
    "returns deletions only with `includeDeleted`, and marks nothing else as deleted",
  ),
  "`updatedAfter` gives jobs whose own fields changed, whose stages or hiring team gained or lost an entry, or whose postings or screening questions changed.":
    ofParts,
  "`updatedAfter` gives applications whose own fields changed (a move is one), or whose candidate, interviews or offers changed.":
    ofParts,
  "`updatedAfter` gives candidates whose own fields changed, who gained or lost a tag, or one of whose applications changed.":
    ofParts,
  "`updatedAfter` gives interviews whose own fields changed, that gained or lost an interviewer, or whose application changed.":
    sinceThen,
  "`updatedAfter` gives offers whose own fields changed, or whose application changed.": sinceThen,
  "`updatedAfter` gives notes whose own fields changed.": sinceThen,
  "`updatedAfter` gives scorecards whose own fields changed.": sinceThen,
  "`updatedAfter` gives files whose own fields changed.": sinceThen,
  "`updatedAfter` gives tags whose own fields changed; giving a tag to a candidate is not a change of the tag.":
    sinceThen,
  "`updatedAfter` gives users whose own fields changed, who gained or lost a role, or one of whose roles changed.":
    sinceThen,
  "`updatedAfter` gives roles whose own fields changed.": sinceThen,
  "Changes of the job's or the stage's own fields and of the candidate's tags do not count.": plainInstant,
  "A change of a stage's or a job's own fields does not count.": plainInstant,
  "Changes of an interviewer's own fields and of the application's candidate or job do not count.": plainInstant,
  "Changes of that application's candidate or job do not count.": plainInstant,
  "Changes of the author, the application or the candidate do not count.": plainInstant,
  "Changes of the author, the application, the candidate or the interview do not count.": plainInstant,
  "Jobs are matched by id, never by position; what was asked for and not answered is listed in `omitted`.": by(once),
  "Records come from the ATS's own API only, so `job` is null in each.": by(
    "gives records of the ATS's own API alone: `job` is null in each",
  ),
  "Checked against the customer's definitions before anything is sent; all problems are reported at once.":
    by(allOrNone),
  "Filters that are given together must all match.": by(
    "gives each reason as the ATS holds it, and selects by ids, alone and together",
  ),
  "Read live from the ATS.": by("shows a file at once that was attached"),
  "Where it keeps files with the candidate only, those are what is listed.": by(files),
  "For the files as they are in the ATS now, ask for those of one candidate or application.": not(
    "it says which other operation to use",
  ),
  "Where the ATS has no such links, the aggregator uses other fields.": not("the aggregator chooses the fields"),
  "Nothing reads result links back: a lost answer ends in `OutcomeUnknown`.": by(lostLink),
  "For connections that only see the applications that they created.": not("it says when to use the operation"),
  "Nothing is written to the ATS, and naming an application twice follows it once (inferred): a repeat does no harm.":
    by("succeeds when it is repeated after a lost answer, a lost request or a failure"),
  "Its data arrives with the next sync.": not("the aggregator's own sync brings it"),
  "Which ids are needed depends on the ATS; a call without them is refused before anything is sent.": by(
    "rejects ids of unknown applications before anything is sent",
  ),
  "All details that are given must match.": by(
    "finds a candidate by each detail, and by all of them together",
    "finds a person with an apostrophe in the name, and takes all details together",
  ),
  "Where the ATS or the aggregator cannot filter by a detail, the records are read and compared here; `how` says which way was taken and `compared` what it cost.":
    by("says honestly whether it looked at everything, where it stops at a limit"),
  "A person who is known by the e-mail address is not created again: the application goes to that candidate.": by(
    "gives the application to the candidate whom the ATS knows by the e-mail address",
  ),
  "What the ATS must keep by law may stay there without the person's name.": not("the ATS decides what it keeps"),
  "A copy of yours is not touched.": not("no adapter holds a copy"),
  "A key that is not good ends in an error with the code `connection.key-refused`.": by(
    "ends in `connection.key-refused` when the key is not good",
  ),
  "There is at most one sync of a type at a time: asking again while one is queued or running gives that one, with `alreadyQueued`.":
    by("starts one sync of a type at a time, and says so"),
  "The ATS's status comes as it is, in `status`: a 404 or 500 of the ATS is an answer here and no error.": by(
    "gives the ATS's status as it is: a 404 is an answer, and no error",
  ),
  "Look at it.": not("it is advice"),
  "A GET, and what is marked `repeatable`, is sent again after a failure on the way; any other call is sent once, and ends in `OutcomeUnknown` when its answer is lost.":
    by("retries a GET and `repeatable` requests after a loss, and sends any other once"),
  "With an idempotency key, an answer of 4xx or 503 frees the key; a repeated call gets the status of the first, without headers and body.":
    by("frees the idempotency key after a refusal of the ATS"),
};

/** The sentences of a text. */
export const sentencesOf = (text: string | undefined): readonly string[] =>
  (text ?? "").split(/(?<=[.!])\s+(?=[A-Z`])/).filter((sentence) => sentence !== "");
