import type { Fields } from "../../fields.ts";
import { employmentTypes, offerStatuses, salaryPeriods, teamRoles } from "./words.ts";

/** Records with something changed in them, and the places where. */
export interface Changed {
  readonly records: readonly unknown[];
  readonly places: readonly string[];
}

/** The list that a request of Kombo's API reads. */
function listOf(path: string): string {
  if (/\/integrations\/[^/]+$/.test(path)) return "integration";
  if (/\/ats\/\w+\/[^/]+\/attachments$/.test(path)) return "files";
  return path.replace(/^.*\/ats\//, "");
}

/** Changes each value that is neither a record nor a list, by its place: `$.offers.status`. */
function eachValue(record: unknown, change: (value: unknown, at: string) => unknown): unknown {
  const within = (value: unknown, at: string): unknown => {
    if (Array.isArray(value))
      return value.map((each) => (typeof each === "object" && each !== null ? within(each, at) : each));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, within(held, `${at}.${name}`)]));
    return change(value, at);
  };
  return within(record, "$");
}

const active = ["ACTIVE", "INACTIVE"];
const outcomes = ["PENDING", "HIRED", "DECLINED"];
const roleTypes = [...teamRoles, "ADMIN"];
const scopes = ["SYSTEM", "JOB"];
const visibilities = ["PUBLIC", "INTERNAL", "UNLISTED", "CONFIDENTIAL"];
const displayTypes = ["SINGLE_LINE", "MULTI_LINE", "EMAIL", "URL", "SLIDER", "FIELD", "DROPDOWN", "RADIO"];
const coverage = ["SUPPORTED", "UNSUPPORTED", "NOT_IMPLEMENTED", "UNKNOWN"];
const settings = ["ENABLED", "DISABLED", "OPTIONAL"];
const fieldTypes = ["DEFAULT", "CUSTOM"];

/** The words that Kombo's reference lists, by the list of records and the place in it. */
const words: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  jobs: {
    "$.status": ["OPEN", "CLOSED", "DRAFT", "ARCHIVED"],
    "$.visibility": visibilities,
    "$.employment_type": employmentTypes,
    "$.remote_work_status": ["REMOTE", "HYBRID", "TEMPORARY", "ON_SITE"],
    "$.salary_period": salaryPeriods,
    "$.stages.status": active,
    "$.screening_questions.category": ["EEO", "DEMOGRAPHIC"],
    "$.screening_questions.format.display_type": displayTypes,
    "$.job_postings.status": ["ACTIVE", "INACTIVE", "DRAFT"],
    "$.job_postings.visibility": visibilities,
    "$.hiring_team.job_roles.unified_type": roleTypes,
    "$.hiring_team.job_roles.scope": scopes,
    "$.integration_fields.type": fieldTypes,
  },
  applications: {
    "$.outcome": outcomes,
    "$.current_stage.status": active,
    "$.offers.status": offerStatuses,
    "$.integration_fields.type": fieldTypes,
  },
  candidates: { "$.applications.outcome": outcomes, "$.integration_fields.type": fieldTypes },
  interviews: { "$.application.outcome": outcomes },
  offers: { "$.status": offerStatuses, "$.integration_fields.type": fieldTypes },
  attachments: { "$.type": ["CV", "COVER_LETTER", "OTHER"] },
  users: { "$.status": active, "$.system_roles.unified_type": roleTypes, "$.system_roles.scope": scopes },
  roles: { "$.unified_type": roleTypes, "$.scope": scopes },
  integration: {
    "$.status": ["ACTIVE", "INVALID", "INACTIVE"],
    "$.setup_status": ["INCOMPLETE", "FINAL_SYNC_PENDING", "COMPLETED"],
    ...Object.fromEntries(
      ["read_models", "read_models.fields", "write_actions", "write_actions.fields"].flatMap((at) => [
        [`$.${at}.coverage_status`, coverage],
        [`$.${at}.scope_config_setting`, settings],
      ]),
    ),
  },
};

/** What ATS call a file that is a résumé: Kombo passes their words on. */
const wordsOfResumes = ["CV", "RESUME", "Résumé", "curriculum vitae"];

/** Puts the words that Kombo lists for a place there, one after the other. */
export class WordsInTurn {
  readonly #turns = new Map<string, number>();

  readonly in = (records: readonly unknown[], path: string): Changed => {
    const list = listOf(path);
    const places = new Set<string>();
    const changed = records.map((record) =>
      eachValue(record, (value, at) => {
        const known = list === "files" && at === "$.type" ? wordsOfResumes : words[list]?.[at];
        if (!known) return value;
        const turn = this.#turns.get(`${list} ${at}`) ?? 0;
        this.#turns.set(`${list} ${at}`, turn + 1);
        places.add(at);
        return known[turn % known.length];
      }),
    );
    return { records: changed, places: [...places] };
  };
}

/** Further places that hold a word of a list, or a date. */
const oddPlaces: Readonly<Record<string, RegExp>> = {
  jobs: /^\$\.(opened_at|closed_at)$/,
  applications: /^\$\.(rejected_at|interviews\.(starting_at|ending_at))$/,
  candidates: /^\$\.applications\.(rejected_at|remote_created_at|remote_updated_at|changed_at)$/,
  interviews: /^\$\.(starting_at|ending_at)$/,
  offers: /^\$\.employment_start_date$/,
  scorecards: /^\$\.responses\.type$/,
  integration: /^\$\.(data_expired_at|created_at)$/,
};
/** Words that Kombo passes on as the ATS writes them: none of them is odd. */
const ownWords = /^\$\.(status|visibility|employment_type|remote_work_status|salary_period)$/;
const dates = /^\$\.(remote_created_at|remote_updated_at)$/;
/** Lists whose records say when the ATS made and changed them. */
const dated = new Set("jobs applications candidates interviews offers notes scorecards attachments files".split(" "));

/** A value that no list knows. */
const oddValue = "SOMETHING_NEW";

function isOdd(list: string, at: string): boolean {
  if (oddPlaces[list]?.test(at)) return true;
  if (dates.test(at)) return dated.has(list);
  return words[list]?.[at] !== undefined && !(list === "jobs" && ownWords.test(at));
}

interface Answered {
  readonly screening_question_answers?: readonly { readonly question: { readonly type: string } }[] | null;
  readonly hiring_team?: readonly object[] | null;
}

/** Where each type of question has its answer. */
const answerKeys: Readonly<Record<string, string>> = {
  TEXT: "content",
  SINGLE_SELECT: "choice",
  MULTI_SELECT: "choices",
  BOOLEAN: "checked",
  NUMBER: "number",
  DATE: "date",
};
/** Forms in which no answer comes: not where it belongs, or of a type that no question has. */
const oddAnswers: readonly ((key: string) => unknown)[] = [
  () => "an answer",
  (key) => ({ [key]: { something: "new" } }),
  () => ["an answer"],
  (key) => ({ [`new_${key}`]: "an answer" }),
];

/** Answers of screening questions in odd forms, and a role of a team in a word that nobody knows. */
function withOddParts(record: unknown, nth: number, places: Set<string>): unknown {
  const { screening_question_answers: answers, hiring_team: team } = record as Answered;
  let turn = nth;
  const oddAnswer = (given: { readonly question: { readonly type: string } }) => {
    const key = answerKeys[given.question.type];
    if (key === undefined) return given;
    turn += 1;
    const odd = oddAnswers[turn % (oddAnswers.length + 1)];
    places.add(`$.screening_question_answers.${odd ? `answer.${key}` : "question.type"}`);
    return odd ? { ...given, answer: odd(key) } : { ...given, question: { ...given.question, type: oddValue } };
  };
  if (team && team.length > 0) places.add("$.hiring_team.hiring_team_roles");
  return {
    ...(record as object),
    ...(answers && { screening_question_answers: answers.map(oddAnswer) }),
    ...(team && { hiring_team: team.map((member) => ({ ...member, hiring_team_roles: ["SOMETHING_OLD"] })) }),
  };
}

/** Records with a value that nobody knows wherever there is a list of words, and no date where one belongs. */
export function oddly(records: readonly unknown[], path: string): Changed {
  const list = listOf(path);
  const places = new Set<string>();
  const changed = records
    .map((record, index) => withOddParts(record, index, places))
    .map((record) =>
      eachValue(record, (value, at) => {
        const isDeletion = at === "$.remote_deleted_at" && value !== null;
        if (!isDeletion && !isOdd(list, at)) return value;
        places.add(at);
        return /_at$|_date$/.test(at) ? "soon" : oddValue;
      }),
    );
  return { records: changed, places: [...places] };
}

/** One record that says of its last change nothing that is a date. */
export function undatable(records: readonly unknown[]): Changed {
  const record = records[1] as { readonly changed_at?: unknown } | undefined;
  if (typeof record?.changed_at !== "string") return { records, places: [] };
  return { records: records.with(1, { ...record, changed_at: "soon" }), places: ["$.changed_at"] };
}

/** Ids that stand beside the record that they name, by the list. */
const namedTwice: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  applications: { current_stage_id: "current_stage", job_id: "job", candidate_id: "candidate" },
  interviews: { application_id: "application" },
  notes: { author_id: "author" },
  scorecards: { author_id: "author" },
};

/** A member of a team whose one role the newer list names alone, where both name it. */
function memberSaidOnce(member: Fields): Fields {
  const [newer, older] = [member["job_roles"], member["hiring_team_roles"]] as [readonly unknown[], readonly unknown[]];
  return newer.length === older.length ? { ...member, hiring_team_roles: null } : member;
}

/** A job in the older words that Kombo's reference still lists, or in the newer ones alone. */
function jobSaidOnce(job: Fields): Fields {
  const { visibility, hiring_team: team } = job;
  return {
    ...job,
    ...(visibility === "CONFIDENTIAL" ? { visibility: null, confidential: true } : { confidential: false }),
    ...(Array.isArray(team) && { hiring_team: team.map(memberSaidOnce) }),
  };
}

/** Records in which what Kombo says twice stands once. */
export function saidOnce(records: readonly unknown[], path: string): Changed {
  const list = listOf(path);
  const pairs = Object.entries(namedTwice[list] ?? {});
  if (list === "jobs") return { records: (records as readonly Fields[]).map(jobSaidOnce), places: ["$.visibility"] };
  const changed = (records as readonly Fields[]).map((record, index) => {
    const left: Record<string, unknown> = { ...record };
    for (const [id, named] of pairs) {
      if (!record[named]) continue;
      if (index % 2 === 0) left[id] = null;
      else delete left[id];
    }
    return left;
  });
  return { records: changed, places: pairs.map(([id]) => `$.${id}`) };
}
