import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { type Answered, fetchIn, noting, rewritingAnswers } from "../../worlds/tapped.ts";
import { isOfLines, linesOf } from "../../worlds/json-lines.ts";
import { besideRecords, isBeside } from "../pieces/beside-records.ts";
import { changedWithin, type Fields, isFields } from "../../fields.ts";
import { withoutRecords } from "../pieces/empty-pages.ts";
import { ending } from "../pieces/striking.ts";

/** How deep in an answer a field may stand that says how a list goes on. */
const deepest = 2;

/** The fields of an answer that stand beside its records. */
function fieldsBeside(body: unknown, depth = 1): readonly (readonly string[])[] {
  if (isOfLines(body))
    return body.flatMap((line, nth) =>
      isBeside(line) ? [[String(nth)], ...fieldsBeside(line, depth + 1).map((path) => [String(nth), ...path])] : [],
    );
  if (!isFields(body) || depth > deepest) return [];
  return Object.entries(body).flatMap(([name, held]) => [
    [name],
    ...fieldsBeside(held, depth + 1).map((path) => [name, ...path]),
  ]);
}

function without(body: unknown, [name, ...rest]: readonly string[]): unknown {
  if (isOfLines(body))
    return linesOf(
      body.flatMap((line, nth) => (String(nth) !== name ? [line] : rest.length > 0 ? [without(line, rest)] : [])),
    );
  const { [name!]: held, ...others } = body as Fields;
  return rest.length === 0 ? others : { ...others, [name!]: without(held, rest) };
}

/** A line, or a field of it, as people count them. */
const lineNamed = ([nth, ...names]: readonly string[]): string => [`line ${Number(nth) + 1}`, ...names].join(".");

/** A page that holds one record less than it was asked for, as an ATS may give, and the text of that record. */
function shortened(body: unknown): { readonly body: unknown; readonly gone: string } {
  let gone = "";
  const short = changedWithin(body, (held) => {
    if (gone !== "" || !Array.isArray(held) || held.length < 2 || !held.every(isFields)) return undefined;
    gone = JSON.stringify(held.at(-1));
    return held.slice(0, -1);
  });
  return { body: short, gone };
}

const holdsRecords = (body: unknown): boolean =>
  Array.isArray(body)
    ? body.length > 0 && body.every(isFields)
    : isFields(body) && Object.values(body).some(holdsRecords);

/** Headers that say something of the answer, and nothing of the list. */
const ofAnyAnswer =
  /^(content-|date$|vary$|server$|connection$|keep-alive$|transfer-encoding$|cache-control$|etag$|x-request-id$)/;

/** The headers in which an answer may say how a list goes on. A link to no next page says nothing. */
const telling = (headers: Headers): ReadonlyMap<string, string> =>
  new Map([...headers].filter(([name, value]) => !ofAnyAnswer.test(name) && (name !== "link" || /next/.test(value))));

function withoutHeader(name: string, headers: Headers): Headers {
  const others = new Headers(headers);
  others.delete(name);
  return others;
}

/** The ways in which a page may say less of its list than each of these answers: without a field, without a header. */
function waysToSayLess(page: Answered, answers: readonly Answered[]) {
  // Of another list, such as one that is read beside the records, nothing follows for this one.
  const pages = answers.filter(({ address }) => address === page.address);
  const asTheyCame = new Set(pages.map(({ body }) => besideRecords(body)));
  const fields = fieldsBeside(page.body)
    .filter((path) => !asTheyCame.has(besideRecords(without(page.body, path))))
    .map((path) => ({
      lacking: isOfLines(page.body) ? lineNamed(path) : path.join("."),
      of: (answer: Answered) => ({ ...answer, body: without(answer.body, path) }),
    }));
  const headers = [...telling(page.headers).keys()]
    .filter((name) => pages.every((each) => telling(each.headers).has(name)))
    .map((name) => ({
      lacking: name,
      of: (answer: Answered) => ({ ...answer, headers: withoutHeader(name, answer.headers) }),
    }));
  return [...fields, ...headers];
}

/**
 * A list is never shorter because the first of its pages lacks a field or a header: it is whole, or ends in an error. Unless
 * the page then says what some other answer said, such as the last page.
 */
export async function endsAtItsEndOnly(trial: Trial, ids: readonly string[]): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return;
  const read = async (rewritten: (answer: Answered) => Answered) => {
    await using on = await connectedTo(withFetch(trial, rewritingAnswers(fetch, rewritten)));
    const options = { pageSize: Math.ceil(ids.length / 2), lookAhead: false };
    return await ending(() => on.stream(trial.capability.id, {}, options).toArray());
  };
  const answers: Answered[] = [];
  await read((answer) => {
    answers.push(answer);
    return answer;
  });
  // A list that is read beside the records, such as the stages of jobs, may come first.
  const namesOne = ({ body }: Answered) => {
    const text = JSON.stringify(body);
    return ids.some((id) => text.includes(`"${id}"`) || text.includes(`:${id},`));
  };
  const pages = answers.filter(({ body }) => holdsRecords(body));
  const isPage = pages.some(namesOne) ? namesOne : () => true;
  const page = pages.find(isPage);
  /** The ids that are read where the first page is another one; undefined where that ends in an error. */
  const idsWhere = async (of: (answer: Answered) => Answered) => {
    let isFirst = true;
    const ended = await read((answer) => {
      if (!isFirst || !holdsRecords(answer.body) || !isPage(answer)) return answer;
      isFirst = false;
      return of(answer);
    });
    return AtsError.is(ended) ? undefined : (ended as readonly { readonly id: string }[]).map(({ id }) => id);
  };
  const ways = page ? waysToSayLess(page, answers) : [];
  for (const { lacking, of } of ways) {
    const found = await idsWhere(of);
    if (found) sameIds(found, ids, `the list ended without an error, where its first page lacked \`${lacking}\``);
  }
  if (!page || ways.length === 0) return;
  // The same where the page is short as well. Some lists end with such a page, whatever else it says.
  const { gone } = shortened(page.body);
  const others = ids.filter((id) => !gone.includes(`"${id}"`) && !gone.includes(`:${id},`));
  const short = (answer: Answered) => ({ ...answer, body: shortened(answer.body).body });
  const lostIn = (found: readonly string[]) => others.filter((id) => !found.includes(id));
  const usual = gone === "" ? undefined : await idsWhere(short);
  if (!usual || lostIn(usual).length > 0) return;
  for (const { lacking, of } of ways) {
    const found = await idsWhere((answer) => short(of(answer)));
    if (found)
      assert.deepEqual(
        lostIn(found),
        [],
        `the list ended without an error, where its first page was short and lacked \`${lacking}\``,
      );
  }
}

/** A request and its answer. */
interface Exchange extends Answered {
  readonly asked: string;
}

/** The same way to the ATS, which notes what is asked and answered, and may change a body. */
function listening(fetch: typeof globalThis.fetch, rewritten: (body: unknown) => unknown = (body) => body) {
  const exchanges: Exchange[] = [];
  const noted = noting(fetch);
  const way = rewritingAnswers(noted.fetch, (answer) => {
    exchanges.push({ ...answer, asked: noted.taken() });
    return { ...answer, body: rewritten(answer.body) };
  });
  return { exchanges, fetch: way };
}

/** What an answer says beside its records, by its place: texts, one of which may be a cursor. */
function textsBeside({ body, headers }: Exchange): ReadonlyMap<string, string> {
  const named = [...telling(headers)].flatMap(([name, value]) =>
    name === "link"
      ? [...value.matchAll(/<([^<>]+)>; ?rel="?next/g)].map(([, url]) => [name, url!] as const)
      : [[name, value] as const],
  );
  const said = fieldsBeside(body).flatMap((path) => {
    const value = path.reduce<unknown>((held, name) => (held as Fields)[name], body);
    return typeof value === "string" && value !== "" ? [[path.join("."), value] as const] : [];
  });
  return new Map([...named, ...said]);
}

/** The place of the cursor of a page: a text that the request for the next page repeats. */
function cursorOf(page: Exchange, later: readonly Exchange[]): string | undefined {
  const isRepeated = (text: string) => {
    // A link stands in what was noted as it reads.
    const forms = /^https?:/.test(text) ? [text, decodeURIComponent(text.replaceAll("+", " "))] : [text];
    return forms.some((form) => !page.asked.includes(form) && later.some(({ asked }) => asked.includes(form)));
  };
  return [...textsBeside(page)].find(([, text]) => isRepeated(text))?.[0];
}

const holdsAll = (body: unknown, ids: readonly string[]): boolean => {
  const text = JSON.stringify(body);
  return holdsRecords(body) && ids.every((id) => text.includes(id));
};

/**
 * What a stream promises of a page without records whose cursor says that more follow, as of an ATS that filters what it has
 * taken a page of.
 */
export const emptyPagePromise: ContractPromise = {
  promise: "reads on after an empty page that names the page after it",
  applies: ({ kind }) => kind === "stream",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    // A list that goes on by offset or page number may end where a page is empty.
    if (!fetch || trial.adapter.facts.traits?.paging === "by-place") return;
    const { id } = trial.capability;
    const all = await trial.stream(id, {}, { pageSize: 250 }).toArray();
    const options = { pageSize: Math.ceil(all.length / 2), lookAhead: false };
    if (all.length < 2) return;
    const usual = listening(fetch);
    await using plainly = await connectedTo(withFetch(trial, usual.fetch));
    const pages: string[][] = [];
    for await (const { records } of plainly.stream(id, {}, options).pages())
      pages.push(records.map((record) => record.id));
    const [first = [], ...rest] = pages;
    const nth = usual.exchanges.findIndex(({ body }) => holdsAll(body, first));
    const page = usual.exchanges[nth];
    const cursor = page && cursorOf(page, usual.exchanges.slice(nth + 1));
    // Some end each list with an empty page, and name another one even there.
    const endsEmpty = usual.exchanges.some((each) => !holdsRecords(each.body) && textsBeside(each).has(cursor ?? ""));
    if (cursor === undefined || endsEmpty) return;
    let isEmptied = false;
    const emptied = listening(fetch, (body) => {
      // Short ids stand in other pages as well.
      if (isEmptied || !holdsAll(body, first)) return body;
      isEmptied = true;
      return withoutRecords(body);
    });
    await using on = await connectedTo(withFetch(trial, emptied.fetch));
    const ended = await ending(() => on.stream(id, {}, options).toArray());
    if (AtsError.is(ended)) return;
    const found = (ended as readonly { readonly id: string }[]).map((record) => record.id);
    sameIds(found, rest.flat(), `the first page was empty, and named the next one (\`${cursor}\`)`);
  },
};
