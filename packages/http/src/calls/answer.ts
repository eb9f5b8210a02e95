import type { CapabilityEffect } from "@anyats/core";
import { oddities, readingTime, type Bounds } from "../bounds/json-bounds.ts";
import type { Party } from "../errors/meaning.ts";
import { unreadableAnswer } from "../errors/network.ts";
import { json } from "./json-format.ts";
import type { BodyFormat } from "./profile.ts";

/** An answer of success. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The address that was asked, with its query: what a relative link of the body belongs to. */
  readonly url: string;
  /** The body; empty where the request says that it is never parsed. */
  readonly text: string;
  /** The body as it came, where the request says that it is never parsed. */
  readonly bytes?: Uint8Array;
  /** How long reading it takes at most, in milliseconds. */
  readonly readingMs: number;
  /**
   * The body, parsed when first asked for; `undefined` when it is empty. Whole numbers beyond 2^53 come as text.
   * @throws {AtsError} when it cannot be read, or is nested too deep.
   */
  json(): unknown;
  /**
   * The same without a look at what it holds: for lists, whose records are checked one by one.
   * @param exactly Keeps the digits of whole numbers beyond 2^53, as text.
   */
  unchecked(exactly?: boolean): unknown;
}

function whatInstead(text: string, format: BodyFormat = json): string {
  const isJson = format === json;
  const isPage = (isJson ? /^\s*</ : /^\s*<(?:!doctype|html)/i).test(text);
  return isPage ? "it is an HTML page" : `it is not complete ${isJson ? "JSON" : format.type}`;
}

/** What a text is that does not end as an object or a list does; `undefined` when it does. Far cheaper than parsing it. */
export function whyCutOff(text: string): string | undefined {
  const end = text.trimEnd().at(-1);
  return end === "}" || end === "]" ? undefined : whatInstead(text);
}

/** What an answer is made with. */
export interface AnswerContext {
  readonly url: string;
  readonly party: Party;
  readonly effect: CapabilityEffect;
  readonly bounds: Bounds;
  /** How many values it holds at most. */
  readonly values: number;
  /** The body as it came, where it is passed on. */
  readonly bytes: Uint8Array | undefined;
  readonly format: BodyFormat;
}

/** Makes the answer that callers get. */
export function answerOf(
  { status, headers }: Response,
  text: string,
  { url, party, effect, bounds, values, bytes, format }: AnswerContext,
): Answer {
  let parsed: { readonly body: unknown } | undefined;
  let checked: typeof parsed;
  const unreadable = (what: string, passes = true) => unreadableAnswer(what, party, effect, { status, passes });
  const parse = (exactly: boolean): unknown => {
    if (text.trim() === "") return undefined;
    try {
      return exactly && format.readExactly ? format.readExactly(text) : format.read(text);
    } catch {
      throw unreadable(whatInstead(text, format));
    }
  };
  const unchecked = (exactly = false) => {
    if (exactly) return parse(true);
    parsed ??= { body: parse(false) };
    return parsed.body;
  };
  const check = (): unknown => {
    const body = unchecked();
    const { problem, lostDigits } = oddities(body, { ...bounds, recordValues: bounds.values });
    if (problem !== undefined) throw unreadable(`it ${problem}`, false);
    return lostDigits ? parse(true) : body;
  };
  const json = () => (checked ??= { body: check() }).body;
  return { status, headers, url, text, ...(bytes && { bytes }), json, unchecked, readingMs: readingTime(text, values) };
}
