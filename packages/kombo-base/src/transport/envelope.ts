import type { CapabilityEffect, Warning } from "@anyats/core";
import { cursorList, orElse, type ListFormat } from "@anyats/http";
import { z } from "zod/mini";
import { unreadableAnswer } from "./kombo-error.ts";
import type { KomboAnswer } from "./kombo-transport.ts";

/** A write that was made is made, whatever form its warnings have. */
const odd = { message: "Kombo sent a warning that cannot be read." };
const warning = orElse(z.looseObject({ message: z.string() }), odd);

const action = z.object({
  data: z.unknown(),
  warnings: orElse(z.nullish(z.array(warning)), [odd]),
});

/** What an answer with `data` says, and its warnings where it has some. */
export interface Answered {
  readonly data: unknown;
  readonly warnings: readonly Warning[];
}

/** Reads any answer of success that is not a list. @throws {AtsError} when it has no data. */
export function readAnswer(answer: KomboAnswer, effect: CapabilityEffect): Answered {
  const parsed = action.safeParse(answer.json());
  if (!parsed.success || parsed.data.data === undefined)
    throw unreadableAnswer("it has no data", effect, answer.status);
  const warnings = (parsed.data.warnings ?? []).map(({ message }) => ({ message, code: null }));
  return { data: parsed.data.data, warnings };
}

const beginning = /^\s*\{\s*"status"\s*:\s*"success"\s*,\s*"data"\s*:\s*\{\s*"next"\s*:\s*(null|"[^"]*")\s*[,}]/;

/** The next cursor, read from the beginning of the text; `undefined` when it does not begin as expected. */
function peekNext(text: string): string | null | undefined {
  const found = beginning.exec(text.slice(0, 4096))?.[1];
  if (found === undefined) return undefined;
  try {
    return JSON.parse(found) as string | null;
  } catch {
    return undefined; // It goes on behind a quotation mark, or is not JSON: parsing the page will show.
  }
}

/** How Kombo's lists go on. */
export const komboList: ListFormat = {
  ...cursorList({
    results: "data.results",
    next: "data.next",
    cursor: "cursor",
    size: "page_size",
    largestPage: 250,
  }),
  peek: peekNext,
};
