import type { CapabilityEffect, Warning } from "@anyats/core";
import { z } from "zod";
import { isTooDeep } from "@anyats/http";
import { unreadableAnswer } from "./kombo-error.ts";
import type { KomboAnswer } from "./kombo-transport.ts";

/** The longest cursor: it must fit into the address of the next request, and is kept in checkpoints. */
const longestCursor = 8_000;

const list = z.object({
  data: z.object({ next: z.string().max(longestCursor).nullish(), results: z.array(z.unknown()) }),
});
const action = z.object({
  data: z.unknown(),
  warnings: z.array(z.looseObject({ message: z.string() })).nullish(),
});

function whatInstead(text: string): string {
  return text.trimStart().startsWith("<") ? "it is an HTML page" : "it is no complete JSON";
}

/** What an answer is that does not end like a JSON object; `undefined` when it does. Far cheaper than parsing it. */
export function whyCutOff(text: string): string | undefined {
  return text.endsWith("}") || text.trimEnd().endsWith("}") ? undefined : whatInstead(text);
}

function parse(answer: KomboAnswer, effect: CapabilityEffect): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    throw unreadableAnswer(whatInstead(answer.text), effect, answer.status);
  }
}

/** A list's page: the cursor of the next one, and the records as they came. */
export interface ListPage {
  readonly next: string | null;
  readonly results: readonly unknown[];
}

/** Reads a list's page. @throws {AtsError} when it is none. */
export function readList(answer: KomboAnswer): ListPage {
  const parsed = list.safeParse(parse(answer, "reads"));
  if (!parsed.success) throw unreadableAnswer("it is no list", "reads", answer.status);
  const { next, results } = parsed.data.data;
  return { next: next || null, results };
}

/** What an answer with `data` says, and its warnings where it has some. */
export interface Answered {
  readonly data: unknown;
  readonly warnings: readonly Warning[];
}

/** Reads any other answer of success. @throws {AtsError} when it is none. */
export function readAnswer(answer: KomboAnswer, effect: CapabilityEffect): Answered {
  const parsed = action.safeParse(parse(answer, effect));
  if (!parsed.success || parsed.data.data === undefined)
    throw unreadableAnswer("it has no data", effect, answer.status);
  if (isTooDeep(parsed.data.data)) throw unreadableAnswer("it is nested too deep", effect, answer.status);
  const warnings = (parsed.data.warnings ?? []).map(({ message }) => ({ message, code: null }));
  return { data: parsed.data.data, warnings };
}

const beginning = /^\s*\{\s*"status"\s*:\s*"success"\s*,\s*"data"\s*:\s*\{\s*"next"\s*:\s*(null|"[^"]*")\s*[,}]/;

/**
 * The next cursor, read from the beginning of the text without parsing the page: the next request can leave while this
 * page is decoded. `undefined` when the text does not begin as expected; then the page must be parsed.
 */
export function peekNext(text: string): string | null | undefined {
  const found = beginning.exec(text.slice(0, 4096))?.[1];
  if (found === undefined) return undefined;
  try {
    return JSON.parse(found) as string | null;
  } catch {
    return undefined; // It goes on behind a quotation mark, or is no JSON: parsing the page will tell.
  }
}
