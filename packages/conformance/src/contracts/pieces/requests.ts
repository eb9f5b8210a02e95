import { AtsError, type CoverageCell } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import { foundOnce } from "../../kept-samples.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { Sample } from "../../sample.ts";
import type { SeenCall } from "../../world.ts";
import { fetchIn, notingTheWrite } from "../../worlds/tapped.ts";
import { performing } from "./calling.ts";
import { instantsIn } from "./instants.ts";
import { wordsIn } from "./one-field-apart.ts";
import { ending } from "./striking.ts";
import { formsOf, shownIn } from "./wall-clock.ts";

/** Of a file that the ATS renames, a list of names tells nothing. */
export const isRenamed = ({ adapter, capability }: Trial) =>
  adapter.facts.traits?.fileNames === "changed" && capability.id.endsWith(".addAttachment");

/** Whether an adapter claims that it can find what this command wrote. */
export const claimsToFind = (trial: Trial) =>
  !isRenamed(trial) && (trial.cell.settledBy ?? []).length > 0 && trial.cell.settledBy!.every((id) => trial.offers(id));

/** Whether a request goes by a route, whose placeholders stand for one segment each. */
export function goesBy(route: { method: string; path: string }, seen: SeenCall): boolean {
  return matches(route, seen) || (seen.through !== undefined && matches(route, seen.through));
}

function matches({ method, path }: { method: string; path: string }, seen: { method: string; path: string }): boolean {
  const pattern = path
    .split("/")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\\\{[^}\\]*\\\}/g, "[^/]+"))
    .join("/");
  return method === seen.method && new RegExp(`(^|/)${pattern.replace(/^\//, "")}$`).test(seen.path.replace(/^\//, ""));
}

/** What is asked while something runs, and what that gives. */
export async function askedBy<T>(
  trial: Trial,
  run: () => Promise<T>,
): Promise<{ readonly asked: readonly SeenCall[]; readonly given: T }> {
  const before = (await trial.world.seen()).length;
  const given = await run();
  return { asked: (await trial.world.seen()).slice(before), given };
}

/** Everything that was asked, as one text in which a trace can be looked for. */
export function textOf(calls: readonly SeenCall[]): string {
  return calls
    .map(({ path, query, body }) => {
      const said = typeof body === "string" ? body : JSON.stringify(body ?? null);
      return [decodeURIComponent(path), Object.values(query ?? {}).join("\n"), unescaped(said)].join("\n");
    })
    .join("\n");
}

/** A query as it reads: in a quoted text an apostrophe is doubled, and a sign may have a backslash before it. */
export const unquoted = (query: string) =>
  query
    .replaceAll(/'((?:[^'\n]|'')*)'/g, (_all, text: string) => `'${text.replaceAll("''", "'")}'`)
    .replaceAll(/\\(?=[^\w\s])/g, "");

/** A word of the catalogue, such as `WORK`. */
const word = /^[A-Z]{4,}$/;

/** Whether a text has a trace of an input. An ATS may write a word of the catalogue in small letters: then it stands alone. */
export const hasTrace = (text: string, trace: string): boolean =>
  text.includes(trace) || (word.test(trace) && new RegExp(`(?<![\\w+.@-])${trace}(?![\\w+.@-])`, "i").test(text));

/** Whether a text says an id or an address that is not a part of a longer one: an id may be `3`. */
export const saysWhole = (text: string, id: string): boolean =>
  new RegExp(String.raw`(?<![\w-])${id.replaceAll(/[^\w\s-]/g, String.raw`\$&`)}(?![\w-])`).test(text);

/** What an adapter knows of its ATS, such as how large a file may be, it need not ask: a cell without routes asks nothing. */
export const asksNothing = ({ kind, routes, capability }: CoverageCell): boolean =>
  kind === "query" && routes.length === 0 && capability !== "passthrough.send";

/** A day, or an instant, with which an input leaves a trace. */
const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?$/;

/** Whether a text says a day or an instant as this ATS writes it: as another offset shows it, counted from 1970, or in a form of its own. */
function saysTime({ zone, writtenTime }: Trial["world"], text: string, trace: string): boolean {
  const [, clock] = time.exec(trace) ?? [];
  if (clock === undefined) return time.test(trace) && writtenTime !== undefined && text.includes(writtenTime(trace));
  const instant = new Date(clock.endsWith("Z") ? trace : `${trace}Z`);
  const local = zone === undefined ? [] : formsOf(shownIn(zone, instant.getTime()), writtenTime);
  const own = writtenTime?.(instant.toISOString());
  return (
    instantsIn(text).includes(instant.getTime()) ||
    [...local, ...(own ? [own] : [])].some((form) => text.includes(form))
  );
}

/** Whether what was asked has a trace of an input: as it was given, or a time as this ATS writes times. */
export const isAsked = ({ world }: Pick<Trial, "world">, text: string, trace: string): boolean =>
  hasTrace(text, trace) || saysTime(world, text, trace);

/**
 * Whether a trace is a word of a vocabulary, or yes, for which an ATS may have a word of its own. That each of them is asked
 * otherwise is a promise of its own.
 */
export const isTranslatable = ({ capability }: Pick<Trial, "capability">, trace: string): boolean =>
  trace === "true" || [...wordsIn(capability).values()].some((words) => words.length > 1 && words.includes(trace));

/** Whether an input shows a trace in a fresh world: a word that an ATS translates leaves none. */
export async function leavesTrace(trial: Trial, input: Sample["input"], trace: string): Promise<boolean> {
  await using other = await trial.another();
  const { trial: on } = other;
  await using fresh = await connectedTo(on);
  const { asked } = await askedBy(on, () => ending(() => fresh.call(on.capability.id, input)));
  return isAsked(on, textOf(asked), trace);
}

/** Texts inside JSON inside JSON, and inside HTML, read as what they say. */
const unescaped = (text: string) =>
  text
    .replaceAll(String.raw`\n`, "\n")
    .replaceAll(/(?<!\\)\\+"/g, '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&#39;", "'");

interface Writing {
  readonly nth: number;
  readonly writes: number;
}

/** Which of a call's requests writes, from 0, and how many do; undefined where the kit cannot see it. */
export const theWrite = (trial: Trial): Promise<Writing | undefined> =>
  foundOnce(trial, `the write of ${trial.capability.id}`, () => readWriting(trial));

async function readWriting(trial: Trial): Promise<Writing | undefined> {
  await using looked = await trial.another();
  const { world } = looked.trial;
  const [fetch, run] = [fetchIn(world.settings), await performing(looked.trial)];
  if (!fetch || !run) return undefined;
  const before = world.writes();
  const noted = notingTheWrite(fetch, () => world.writes());
  await using usual = await connectedTo(withFetch(looked.trial, noted.fetch));
  const usually = await ending(() => run(usual));
  const nth = noted.nth();
  return AtsError.is(usually) || nth === undefined ? undefined : { nth, writes: world.writes() - before };
}
