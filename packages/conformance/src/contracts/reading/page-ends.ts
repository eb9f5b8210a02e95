import { AtsError } from "@anyats/core";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, noting, rewriting } from "../../worlds/tapped.ts";
import { type Fields, isFields, withoutRecords } from "../pieces/empty-pages.ts";
import { ending } from "../pieces/striking.ts";

/** How deep in an answer a field may stand that says how a list goes on. */
const deepest = 2;

/** The fields of an answer that stand beside its records. */
function fieldsBeside(body: unknown, depth = 1): readonly (readonly string[])[] {
  if (!isFields(body) || depth > deepest) return [];
  return Object.entries(body).flatMap(([name, held]) => [
    [name],
    ...fieldsBeside(held, depth + 1).map((path) => [name, ...path]),
  ]);
}

function without(body: unknown, [name, ...rest]: readonly string[]): unknown {
  const { [name!]: held, ...others } = body as Fields;
  return rest.length === 0 ? others : { ...others, [name!]: without(held, rest) };
}

/** What an answer says beside its records. Null, empty and missing are one here: an ATS may mean the end by each of them. */
function said(value: unknown): unknown {
  if (value === null || Array.isArray(value)) return undefined;
  if (!isFields(value)) return value;
  const fields = Object.entries(value).map(([name, held]) => [name, said(held)] as const);
  const told = fields.filter(([, held]) => held !== undefined && held !== "");
  return told.length === 0 ? undefined : Object.fromEntries(told.toSorted(([one], [two]) => (one < two ? -1 : 1)));
}
const besideRecords = (body: unknown): string => JSON.stringify(said(body)) ?? "";

const holdsRecords = (body: unknown): boolean =>
  Array.isArray(body)
    ? body.length > 0 && body.every(isFields)
    : isFields(body) && Object.values(body).some(holdsRecords);

/**
 * A list is never shorter because the first of its pages lacks a field: it is whole, or ends in an error. Unless the page
 * then says what some other answer said, such as the last page.
 */
export async function endsAtItsEndOnly(trial: Trial, ids: readonly string[]): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return;
  const read = async (rewritten: (body: unknown) => unknown) => {
    await using on = await connectedTo(withFetch(trial, rewriting(fetch, rewritten)));
    const options = { pageSize: Math.ceil(ids.length / 2), lookAhead: false };
    return await ending(() => on.stream(trial.capability.id, {}, options).toArray());
  };
  const answers: unknown[] = [];
  await read((body) => {
    answers.push(body);
    return body;
  });
  const page = answers.find(holdsRecords);
  const asTheyCame = new Set(answers.map(besideRecords));
  for (const path of fieldsBeside(page)) {
    if (asTheyCame.has(besideRecords(without(page, path)))) continue;
    let isFirst = true;
    const ended = await read((body) => {
      if (!isFirst || !holdsRecords(body)) return body;
      isFirst = false;
      return without(body, path);
    });
    if (AtsError.is(ended)) continue;
    const found = (ended as readonly { readonly id: string }[]).map(({ id }) => id);
    sameIds(found, ids, `the list ended without an error, where its first page lacked \`${path.join(".")}\``);
  }
}

/** A request and its answer. */
interface Exchange {
  readonly asked: string;
  readonly body: unknown;
  /** The header in which an answer may name the page that follows. */
  readonly link: string;
}

/** The same way to the ATS, which notes what is asked and answered, and may change a body. */
function listening(fetch: typeof globalThis.fetch, rewritten: (body: unknown) => unknown = (body) => body) {
  const exchanges: Exchange[] = [];
  const noted = noting(fetch);
  let link = "";
  const linked: typeof fetch = async (...request) => {
    const response = await noted.fetch(...request);
    link = response.headers.get("link") ?? "";
    return response;
  };
  const way = rewriting(linked, (body) => {
    exchanges.push({ asked: noted.taken(), body, link });
    return rewritten(body);
  });
  return { exchanges, fetch: way };
}

/** What an answer says beside its records, by its place: texts, one of which may be a cursor. */
function textsBeside({ body, link }: Exchange): ReadonlyMap<string, string> {
  const linked = [...link.matchAll(/<([^<>]+)>; ?rel="?next/g)].map(([, url]) => ["link", url!] as const);
  const said = fieldsBeside(body).flatMap((path) => {
    const value = path.reduce<unknown>((held, name) => (held as Fields)[name], body);
    return typeof value === "string" && value !== "" ? [[path.join("."), value] as const] : [];
  });
  return new Map([...linked, ...said]);
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
    const emptied = listening(fetch, (body) => (holdsAll(body, first) ? withoutRecords(body) : body));
    await using on = await connectedTo(withFetch(trial, emptied.fetch));
    const ended = await ending(() => on.stream(id, {}, options).toArray());
    if (AtsError.is(ended)) return;
    const found = (ended as readonly { readonly id: string }[]).map((record) => record.id);
    sameIds(found, rest.flat(), `the first page was empty, and named the next one (\`${cursor}\`)`);
  },
};
