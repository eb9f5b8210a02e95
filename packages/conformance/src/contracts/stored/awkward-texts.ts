import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { recordNouns, type WorldRecord } from "../../world.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { isTorn, thumbs, tryBorder } from "../pieces/cut-texts.ts";
import { asStored, fileCalled, unescaped } from "../pieces/files.ts";
import { isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { type Applied, idIn, type Kind, openOnes, tagsOf, textField } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { target, targetId } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

/**
 * Texts that something on their way may take for its own: HTML, addresses, templates, escapes, other forms of the same letter,
 * and words that look like no text. Without blanks and line breaks, at which names and lines may be split.
 */
const texts: readonly string[] = [
  "a&lt;b<c&d&amp;amp;e&#39;f>g<br>h<p>i</p>j",
  "\"q\"'p'“t”‘s’`b`",
  "e\u0301éﬁ①½Åß",
  "👩‍🚀🇳🇴\u200Fשלוםعربي",
  "100%20+25%a+b=c?d#e;f,g|h~i^j",
  String.raw`C:\new\table{{x}}${"$"}{y}<%=z%>$1$&\0\u0041`,
  "null",
  "0",
  "false",
  "[]",
];

/** So many letters of three bytes each: an ATS may count the bytes, and cut what is longer without a word. */
const wide = (letters: number) => `${"語".repeat(letters - 4)}4748`;

/**
 * So many marks, each of which some format writes with two characters or more: what is long enough as it is given may be too
 * long as it is sent.
 */
const marks = (letters: number) => `n${"(*_#&'~+=-!)".repeat(letters).slice(0, letters - 5)}4824`;

/** The longest note that is tried, where the adapter declares no limit. */
const longestNote = 4_000;

/** As much as a line takes, and what is cut within a letter if it is cut there. */
const lines = [wide(250), marks(250), thumbs(150, 0), thumbs(150, 1)];
/** The shortest and the longest text between which a limit is looked for. */
const border = [20, 255] as const;

/** Characters that no file system takes in a name. */
const notInFileNames = /[\\/:*?"<>|]/g;

const blanks = "two  blanks, one\u00A0wide, and so on";

/** A place of a command in which a text is given, and where it is found again. */
interface Place {
  readonly name: string;
  readonly texts?: readonly string[];
  /** Texts that are as long as one may be there. Default: lines. */
  readonly long?: readonly string[];
  readonly input: (applied: Applied, text: string) => Readonly<Record<string, unknown>>;
  /** The texts that the ATS holds in that place. */
  readonly held: (trial: Trial, applied: Applied, ended: unknown) => Promise<readonly string[]>;
  /** Between which lengths a limit is looked for. */
  readonly border?: readonly [number, number];
  /** What stays at the end of a text that is cut. */
  readonly ending?: string;
  /** Each of them must be the text, and not only one. */
  readonly isAll?: true;
  /** What the ATS holds of the text, where that is not the text itself. */
  readonly as?: (text: string) => string;
}

const recordOf = async ({ world }: Trial, group: string, id: string): Promise<WorldRecord | undefined> =>
  (await world.records(group)).find((each) => each.id === id);

const inTag: Place = {
  name: "tag",
  texts: [...texts, blanks.replaceAll("\u00A0", " ")],
  border,
  input: ({ candidateId: candidate }, tag) => ({ candidate, tag }),
  held: async (trial, { candidateId }) => (await tagsOf(trial, candidateId)).map(({ name }) => name),
};

const inNote = (of: "application" | "candidate", trial: Trial): Place => ({
  name: "note",
  texts: [...texts, blanks],
  long: [
    // Markup takes some of it.
    ...[wide, marks].map((made) => made(Math.min(longestNote, trial.adapter.facts.noteMaxLength ?? longestNote) - 20)),
    ...([0, 1] as const).map((before) => thumbs((trial.adapter.facts.noteMaxLength ?? longestNote) / 2 + 10, before)),
  ],
  input: (applied, text) => ({ ...target(of, applied), note: { text } }),
  async held(_trial, applied) {
    const notes = await trial.world.notes(of, targetId(of, applied));
    if (trial.adapter.facts.noteFormat === "plain") return notes.map(squeezed);
    return notes.map((html) => squeezed(unescaped(html.replaceAll(/<[^<>]*>/g, ""))));
  },
  as: (text) => squeezed(text),
});

/** Lines of a report: a list, a paragraph after a blank line, and what is moved to the right. */
const report = "Strong on 4731:\n- shifts\n  - at night\n\nWeak on 4732:\n\n- forklifts";

/** A note of several lines. HTML has other ways to write a blank line, and none to keep what is moved to the right. */
const inLines = (of: "application" | "candidate", trial: Trial): Place => {
  const isPlain = trial.adapter.facts.noteFormat === "plain";
  const lines = (text: string) =>
    isPlain
      ? text.replaceAll("\r\n", "\n").trim()
      : text
          .split("\n")
          .map(squeezed)
          .filter((line) => line !== "")
          .join("\n");
  return {
    ...inNote(of, trial),
    texts: [report],
    long: [],
    async held(_trial, applied) {
      const notes = await trial.world.notes(of, targetId(of, applied));
      const read = (html: string) =>
        unescaped(html.replaceAll(/<(?:br|\/?(?:p|li|div|ul))\b[^<>]*>/g, "\n").replaceAll(/<[^<>]*>/g, ""));
      return notes.map((note) => lines(isPlain ? note : read(note)));
    },
    as: lines,
  };
};

/** Blanks are one in HTML. */
const squeezed = (text: string) => text.replaceAll(/[\s\u00A0]+/g, " ").trim();

const inFileName = (of: "application" | "candidate"): Place => ({
  name: "file.name",
  // Of as many characters, with the ending, as file systems take.
  long: [wide(100), marks(100), thumbs(120, 0), thumbs(120, 1)],
  border: [20, 250],
  ending: ".pdf",
  input: (applied, text) => ({ ...target(of, applied), file: fileCalled(fileName(text), "OTHER") }),
  held: async ({ world }, applied) => (await world.files(of, targetId(of, applied))).map((file) => asStored(file).name),
  as: (text) => fileName(text),
});

const fileName = (text: string) => `n${text.replaceAll(notInFileNames, "")}.pdf`;

const personFields = ["firstName", "company", "title"] as const;

/** In several fields at once: entering a person is a long call. */
const inPerson: Place = {
  name: "candidate",
  border,
  input({ jobId }, text) {
    const fields = Object.fromEntries(personFields.map((field) => [field, text]));
    return { job: jobId, candidate: { ...somebody(), ...fields } };
  },
  async held(trial, _applied, ended) {
    const { applicationId } = ended as { readonly applicationId: string | null };
    const application = await recordOf(trial, "applications", String(applicationId));
    const person = await recordOf(trial, "candidates", String(application?.["candidateId"]));
    return personFields
      .filter((field) => !isAbsentOf(trial, "candidates", field))
      .map((field) => String(person?.[field]));
  },
  isAll: true,
};

/** A file that comes with a person. */
const inGivenFile: Place = {
  name: "attachments[0].name",
  texts: [],
  long: [thumbs(120, 1)],
  border: [20, 250],
  ending: ".pdf",
  input: ({ jobId }, text) => ({
    job: jobId,
    candidate: somebody(),
    attachments: [fileCalled(fileName(text), "OTHER")],
  }),
  async held({ world }, _applied, ended) {
    const { applicationId } = ended as { readonly applicationId: string | null };
    const files = applicationId === null ? [] : await world.files("application", applicationId);
    return files.map((file) => asStored(file).name);
  },
  isAll: true,
  as: fileName,
};

/** The text fields of a kind of record that an update may set. */
async function inCustomFields(trial: Trial): Promise<readonly Place[]> {
  const kind = trial.cell.group as Kind;
  const field = await textField(trial, kind);
  if (!field || !trial.world.customFieldValues) return [];
  return [
    {
      name: `updates.${field.id}`,
      border,
      input: (applied, text) => ({ [recordNouns[kind]]: idIn(kind, applied), updates: { [field.id]: text } }),
      async held({ world }, applied) {
        const values = await world.customFieldValues!(kind, idIn(kind, applied));
        return [String(values[field.id])];
      },
    },
  ];
}

/** Where somebody is entered; of the two ways to do that, one shows how files are named. */
const entering = (trial: Trial): readonly Place[] =>
  isTriedByTheOther(trial) || trial.adapter.facts.traits?.fileNames === "changed"
    ? [inPerson]
    : [inPerson, inGivenFile];

/** The places of each command in which a text is given that a world can show. */
const places: Readonly<
  Record<string, readonly Place[] | ((trial: Trial) => readonly Place[] | Promise<readonly Place[]>)>
> = {
  "candidates.addTag": [inTag],
  "applications.addNote": (trial) => [inNote("application", trial), inLines("application", trial)],
  "candidates.addNote": (trial) => [inNote("candidate", trial), inLines("candidate", trial)],
  "applications.addAttachment": [inFileName("application")],
  "candidates.addAttachment": [inFileName("candidate")],
  "applications.create": entering,
  "candidates.create": entering,
  "jobs.updateCustomFields": inCustomFields,
  "applications.updateCustomFields": inCustomFields,
  "candidates.updateCustomFields": inCustomFields,
};

/** A text as a message names it. */
const shown = (text: string) =>
  text.length <= 120
    ? JSON.stringify(text)
    : `${JSON.stringify(Array.from(text).slice(0, 20).join(""))}… (${text.length} characters)`;

async function storesIn(trial: Trial, place: Place): Promise<void> {
  const { name, input, held, texts: own = texts, long = lines, isAll = false, as = (text) => text } = place;
  const [applied] = await openOnes(trial);
  if (!applied) return;
  let known: ReadonlySet<string> | undefined;
  /** @returns Whether it was taken as it is. */
  const isStored = async (text: string): Promise<boolean> => {
    const what = `\`${name}\` was given as ${shown(text)}`;
    const ended = await ending(() => trial.call(trial.capability.id, input(applied, text)));
    // What it cannot take it may refuse.
    if (isDeclared(ended) || (AtsError.is(ended) && ended.fault === "caller")) return false;
    if (AtsError.is(ended)) assert.fail(`${what}, and ended in ${ended.code}`);
    const found = await held(trial, applied, ended);
    const before = known;
    known = new Set(found);
    const wanted = as(text).normalize("NFC");
    const isIt = (each: string) => each.normalize("NFC") === wanted;
    if (isAll ? found.every(isIt) : found.some(isIt)) return true;
    const holds = `the ATS holds ${isAll ? found.map(shown).join(", ") : shown(found.at(-1) ?? "nothing")}`;
    assert.ok(warningsOf(ended).length > 0, `${what}, and ${holds}, without a warning`);
    for (const cut of isAll ? found : found.filter((each) => before?.has(each) === false)) {
      assert.ok(!isTorn(cut), `${what}, and ${holds}, cut within a letter`);
      assert.ok(cut.endsWith(place.ending ?? ""), `${what}, and ${holds}, without its end "${place.ending}"`);
    }
    return false;
  };
  for (const text of [...own, ...long]) await isStored(text);
  if (place.border) await tryBorder(place.border, (length) => isStored("x".repeat(length)));
}

/** What commands promise of the texts that they are given. */
export const awkwardTextsPromise: ContractPromise = {
  promise: "stores each text letter by letter, whatever it looks like",
  rules: [
    {
      rule: "what is cut, with a warning, is cut between two letters, and a file name keeps its ending",
      tried: "it gives each place for a text 👍, 120 times and more, alone and after one other letter",
    },
    {
      rule: "a limit of the adapter is not above the ATS's own: the longest text that is taken without a warning is stored whole",
      tried: "where 255 characters are refused or cut, it looks for the longest text that is taken",
    },
    {
      rule: "a length is compared as the text is sent: what is escaped or turned into markup is longer",
      tried: "it gives each place for a text one of marks such as `(*_#&'~`, as long as may be",
    },
    {
      rule: "a note keeps its lines; where the ATS stores plain text, also blank lines and the blanks at the beginning of a line",
      tried: "it writes a list with an indented entry and two paragraphs",
    },
    {
      rule: "a text is stored as it was given, also when it looks like HTML, an address, a template, a number or `null`",
      tried: "it gives tags, notes, file names, custom fields and people such texts",
    },
    {
      rule: "where an ATS cuts what has too many bytes, the adapter counts bytes: it refuses such a text, or warns",
      tried: "it gives each place for a text letters of three bytes, as many as may be",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(places, capability),
  async run(trial) {
    if (trial.capability.id.endsWith("addAttachment") && trial.adapter.facts.traits?.fileNames === "changed") return;
    const given = places[trial.capability.id]!;
    for (const place of typeof given === "function" ? await given(trial) : given) await storesIn(trial, place);
  },
};
