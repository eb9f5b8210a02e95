import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { changedWithin } from "../../fields.ts";
import { rewording } from "../../worlds/tapped.ts";
import { readOtherwise } from "../pieces/read-otherwise.ts";
import { differenceOf } from "../pieces/records.ts";

/** Fields whose text is the person's or the customer's own: nothing follows from what it says. */
const ownTexts: ReadonlySet<string> = new Set(["firstName", "lastName", "title", "company", "city", "fileName"]);

/** Fields that say what something is called: other fields may follow from that, and they themselves say it as it is. */
const labels: ReadonlySet<string> = new Set([
  "name",
  "label",
  "department",
  "category",
  "requisitionCode",
  "rejectionReasonName",
  "organizationName",
  "source",
  "street1",
  "street2",
  "zipCode",
]);

/**
 * A text in small and large letters, with what templates, formats, query languages and lists read as their own. Adapters
 * must not: a text means itself. Without blanks, at which an adapter may split a full name.
 */
const [prefix, suffix] = ["van", "McX$&$1{0}%s\\t;|e\u0301ﬁ👩‍🚀\u200Fש%20+{{y}}'\"`#?=,"] as const;

/** What stands for a character where texts are escaped: elsewhere it means itself. */
const entity = "&amp;";

/** Whether an ATS that sends a text escapes its texts: then an adapter may decode them. HTML is another matter. */
const isEscaped = (sent: string): boolean =>
  sent.length < 200 && !sent.includes("<") && /&(?:amp|lt|gt|quot|#\d{1,6});/.test(sent);

/**
 * An answer with what was put around its texts taken off; a text that an adapter makes of another field has none. The
 * address of a file may be signed again each time.
 */
const undone = (answer: unknown, end: string): unknown =>
  walked(answer, (name, text) => {
    if (name === "url") return "";
    return text.startsWith(prefix) && text.endsWith(end) ? text.slice(prefix.length, -end.length) : text;
  });

type Walk = (name: string | undefined, text: string) => unknown;

/** A value with every text in it replaced; a text in a list has no name. */
const walked = (value: unknown, walk: Walk): unknown =>
  changedWithin(value, (held, name) => (typeof held === "string" ? walk(name, held) : undefined));

/** The texts that stand in fields of some names, and in no other field. */
function textsOf(answer: unknown, names: ReadonlySet<string>): ReadonlySet<string> {
  const [own, others] = [new Set<string>(), new Set<string>()];
  walked(answer, (name, text) => (name && names.has(name) && text.length > 1 ? own : others).add(text));
  return new Set([...own].filter((text) => !others.has(text)));
}

/** The values of fields of some names, by their places. */
function placed(
  value: unknown,
  names: ReadonlySet<string>,
  at = "",
): readonly (readonly [at: string, value: unknown])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, held]) => {
    const place = `${at}.${name}`;
    // What somebody does in a team may be the adapter's word for a field of its own.
    if (name === "roles") return [];
    return names.has(name) ? [[place, held] as const] : placed(held, names, place);
  });
}

type Reworded = (text: string) => string;

/**
 * What something is called arrives as the ATS says it.
 * @param readWith Reads with other texts, on a connection that may have read before: then the texts were noted.
 */
async function keepsLabels(
  before: unknown,
  readWith: (reworded: Reworded, noted: Reworded) => Promise<unknown>,
): Promise<void> {
  const texts = textsOf(before, labels);
  const sent = new Set<string>();
  const other = (text: string) => `${prefix}${text}${suffix}`;
  const noted: Reworded = (text) => {
    if (texts.has(text)) sent.add(text);
    return text;
  };
  const after = await readWith((text) => (texts.has(noted(text)) ? other(text) : text), noted);
  // What follows from a word may be nothing: of a stage that nobody knows, no rule is known.
  if (sent.size === 0 || AtsError.is(after)) return;
  const found = new Map(placed(after, labels));
  const changed = placed(before, labels).flatMap(([at, value]) =>
    typeof value === "string" && sent.has(value) && found.has(at) && found.get(at) !== other(value)
      ? [`${at} is ${JSON.stringify(found.get(at))}, the ATS says ${JSON.stringify(other(value))}`]
      : [],
  );
  assert.equal(
    changed[0],
    undefined,
    `what something is called was changed on its way, or kept from an earlier read: ${changed[0]}`,
  );
}

/** What every stream and query promises of texts that it only passes on. */
export const opaqueTextPromise: ContractPromise = {
  promise: "passes names and titles on letter by letter, whatever they say",
  rules: [
    {
      rule: "what a department, a source or a location is called may change: an adapter keeps its label no longer than its lists (`listsKeptMinutes`)",
      tried: "it reads twice on one connection, and the second time each of them has another name",
    },
    {
      rule: "names and titles arrive letter by letter, and so does what stages, tags, reasons, departments and fields are called",
      tried: "around each such text of an answer it puts what templates, formats and lists read as their own",
    },
    {
      rule: "an answer is decoded as a whole, or piece by piece with `{ stream: true }`: a character of several bytes may come in two pieces",
      tried: "it sends answers in pieces that end within characters",
    },
  ],
  applies: ({ kind, capability }) => kind !== "command" && !/^(passthrough\.send|candidates\.find)$/.test(capability),
  async run(trial) {
    const reading = await readOtherwise(trial);
    if (!reading) return;
    const { usual, by, later } = reading;
    // The definitions of custom fields may be kept until an app asks for them again.
    const hasDefinitions =
      /CustomField/.test(trial.capability.id) || JSON.stringify(usual).includes('"customFields":[{');
    await keepsLabels(usual, async (reworded, noted) => {
      const way = (fetch: typeof globalThis.fetch) => rewording(fetch, reworded);
      return hasDefinitions ? by(way) : later(way, (fetch) => rewording(fetch, noted));
    });
    const texts = textsOf(usual, ownTexts);
    if (texts.size === 0) return;
    let end = `${suffix}${entity}`;
    let escapes = false;
    const reworded = (text: string) => {
      escapes ||= isEscaped(text);
      return texts.has(text) ? `${prefix}${text}${end}` : text;
    };
    const way = (fetch: typeof globalThis.fetch) => rewording(fetch, reworded);
    let after = await by(way);
    if (escapes) {
      end = suffix;
      after = await by(way);
    }
    if (AtsError.is(after)) assert.fail(`a text that the ATS may hold made it fail: ${after.code}`);
    const found = differenceOf({ it: undone(after, end) }, { it: undone(JSON.parse(JSON.stringify(usual)), end) });
    assert.equal(
      found,
      undefined,
      `the ATS sends "${prefix}…${end}" around each text, and it was changed on its way: ${found}`,
    );
  },
};
