import { AtsError, type Candidate } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { comparable } from "../../assertions.ts";
import { changedWithin, isFields, scalarsIn } from "../../fields.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, idNameOf } from "../../worlds/tapped.ts";
import { allOf } from "../pieces/all-of.ts";
import { isAskable } from "../pieces/askable.ts";
import { ending } from "../pieces/striking.ts";
import { nodeIn, saysHow } from "../pieces/says-how.ts";
import { readOtherwise } from "../pieces/read-otherwise.ts";
import { differenceOf } from "../pieces/records.ts";

/** How many records a page has at most where the ATS gives less than it is asked for. */
const shortPage = 2;

/** How an ATS calls the number of records that is asked for. */
const isSize = (name: string) =>
  /^(?:page_?size|size|limit|count|per_?page|first|take|top|rows|items|max_?results)$/i.test(name);

/** A body that asks for fewer records at a time. */
const fewer = (value: unknown): unknown =>
  changedWithin(value, (held, name = "") =>
    isSize(name) && typeof held === "number" && held > shortPage ? shortPage : undefined,
  );

/** The same way to an ATS that gives no more than two records at a time. @param shortened Called for each such page. */
function inShortPages(fetch: typeof globalThis.fetch, shortened: () => void): typeof fetch {
  return async (input, init) => {
    const request = requestOf(input, init);
    const short = await askingForFewer(request.clone());
    if (!short) return fetch(request);
    const answer = await fetch(short);
    if (!answer.ok) return answer;
    const body: unknown = await answer
      .clone()
      .json()
      .catch(() => undefined);
    if (!saysHow(body, answer.headers)) return fetch(request);
    shortened();
    return answer;
  };
}

/** The same way to an ATS that forgets its lists once, when the first page has been given. */
function forgetting(fetch: typeof globalThis.fetch, endLists: () => void | Promise<void>): typeof fetch {
  let first = true;
  let ended = false;
  const short = inShortPages(fetch, () => (ended = first));
  return async (input, init) => {
    const answer = await short(input, init);
    if (ended && first) {
      first = false;
      await endLists();
    }
    return answer;
  };
}

/** How many records a request asks for at least and at most where its list is filled: a look-up of one or two wants no others. */
const [fewestAsked, mostAsked] = [5, 1_000];

/** A request as it was sent. */
interface Asked {
  readonly reading: string;
  /** Its names, texts and numbers. */
  readonly parts: ReadonlySet<string>;
  /** How many records it asks for. */
  readonly size: number | undefined;
}

/** The numbers of records that a body asks for. */
function sizesIn(value: unknown, name = ""): readonly number[] {
  if (typeof value === "number") return isSize(name) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => sizesIn(held, Array.isArray(value) ? "" : key));
}

async function askedIn(request: Request): Promise<Asked> {
  const { pathname, searchParams, href } = new URL(request.url);
  const text = request.body ? await request.text() : "";
  const isJson = /json/.test(request.headers.get("content-type") ?? "");
  const body: unknown = isJson && text !== "" ? JSON.parse(text) : undefined;
  const inAddress = [...searchParams].flatMap(([name, held]) => (isSize(name) ? [Number(held)] : []));
  const parts = [request.method, pathname, ...searchParams.keys(), ...searchParams.values(), ...scalarsIn(body)];
  return {
    reading: `${href} ${text}`,
    parts: new Set(parts.map(String)),
    size: [...sizesIn(body), ...inAddress].find((size) => size >= fewestAsked && size <= mostAsked),
  };
}

/** What may be another in the request for the next page: its place, the number of a call of JSON-RPC, and a condition. */
const mostOther = 3;

const others = (one: Asked, than: Asked): number => [...one.parts].filter((part) => !than.parts.has(part)).length;

/** Whether a request asks for what another one does, at the same place of the list or at another. */
const isOfTheSameList = (one: Asked, other: Asked): boolean =>
  Math.max(others(one, other), others(other, one)) <= mostOther;

/**
 * Records after which as many others come as were asked for; undefined where it is not a list of records that is too short for
 * that, or where each of them was asked for by its id. The limit is that of the outer list, and of no list inside a record.
 */
function filled(body: unknown, { parts, size = 0 }: Asked): unknown {
  let isFilled = false;
  const full = changedWithin(body, (held) => {
    if (!Array.isArray(held)) return undefined;
    const entry: unknown = held.at(-1);
    const last = nodeIn(entry);
    const idName = isFields(last) ? idNameOf(last) : undefined;
    if (isFilled || idName === undefined || held.length >= size) return held;
    const idOf = (each: unknown) => (nodeIn(each) as Readonly<Record<string, unknown>>)[idName];
    if (held.every((each) => parts.has(String(idOf(each))))) return held;
    isFilled = true;
    const id = idOf(last);
    const others = Array.from({ length: size - held.length }, (_each, nth) => {
      const other = { ...(last as object), [idName]: typeof id === "number" ? id + nth + 1 : `${String(id)}${nth}` };
      return entry === last ? other : { ...(entry as object), node: other };
    });
    return [...(held as unknown[]), ...others];
  });
  return isFilled ? full : undefined;
}

/**
 * The same way to an ATS that has as many records as it is asked for, in the lists that do not say how they go on, each when it is
 * asked for first.
 */
export function inFullLists(fetch: typeof globalThis.fetch): {
  readonly fetch: typeof globalThis.fetch;
  /** Which request was answered with a full list that no other one read on, from 0; -1 where there is none. */
  readonly left: () => number;
} {
  const asked: Asked[] = [];
  const full = new Set<Asked>();
  return {
    left: () =>
      asked.findIndex(
        (one) => full.has(one) && !asked.some((other) => other.reading !== one.reading && isOfTheSameList(one, other)),
      ),
    async fetch(...given: Parameters<typeof fetch>) {
      const request = requestOf(...given);
      const one = await askedIn(request.clone());
      const isFirst = !asked.some((other) => isOfTheSameList(other, one));
      asked.push(one);
      const answer = await fetch(request);
      if (!answer.ok || one.size === undefined || !isFirst) return answer;
      const body: unknown = await answer
        .clone()
        .json()
        .catch(() => undefined);
      const other = saysHow(body, answer.headers) ? undefined : filled(body, one);
      if (other === undefined) return answer;
      full.add(one);
      return Response.json(other, { headers: answer.headers });
    },
  };
}

/** The request that asks for fewer records; undefined where it does not say how many it asks for. */
async function askingForFewer(request: Request): Promise<Request | undefined> {
  const { method, headers, signal } = request;
  const url = new URL(request.url);
  for (const [name, value] of url.searchParams)
    if (isSize(name) && Number(value) > shortPage) url.searchParams.set(name, String(shortPage));
  if (method === "GET") return url.href === request.url ? undefined : new Request(url, { headers, signal });
  if (!/json/.test(headers.get("content-type") ?? "")) return undefined;
  const asked = await request.text();
  const body = JSON.stringify(fewer(JSON.parse(asked)));
  return body === asked && url.href === request.url ? undefined : new Request(url, { method, headers, signal, body });
}

/** An address of a file may be signed again each time. */
const withoutAddresses = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (name, held: unknown) => (name === "url" ? "" : held)) ?? "null");

/** An answer that can be compared; the records of a stream may come in another order in other pages. */
const ordered = (answer: unknown): unknown => {
  const plain = withoutAddresses(comparable(answer));
  return Array.isArray(plain) && plain.every(hasTextId)
    ? plain.toSorted((one, other) => (one.id < other.id ? -1 : 1))
    : plain;
};

const hasTextId = (each: unknown): each is { readonly id: string } => isFields(each) && typeof each["id"] === "string";

interface Found {
  readonly candidates: readonly { readonly id: string }[];
  readonly complete: boolean;
}

/** How people are looked for who come late in the list: each detail may go by another way. */
async function inputsOfLate(trial: Trial): Promise<readonly Readonly<Record<string, string>>[]> {
  const late = (await allOf(trial, "candidates.stream")).toReversed() as readonly Partial<Candidate>[];
  const found = {
    email: late.flatMap(({ emailAddresses = [] }) => emailAddresses.map(({ address }) => address)).find(isAskable),
    lastName: late.flatMap(({ lastName }) => lastName ?? [])[0],
    phone: late.flatMap(({ phoneNumbers = [] }) => phoneNumbers.map(({ number }) => number))[0],
  };
  return Object.entries(found).flatMap(([name, held]) => (held === undefined ? [] : [{ [name]: held }]));
}

/** People who are found are found also where the ATS gives two records at a time, unless the answer says that there may be more. */
async function findsTheSame(trial: Trial): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch || !trial.offers("candidates.stream")) return;
  for (const input of await inputsOfLate(trial)) {
    const usual = (await ending(() => trial.call(trial.capability.id, input))) as Found;
    let pages = 0;
    await using fresh = await connectedTo(
      withFetch(
        trial,
        inShortPages(fetch, () => (pages += 1)),
      ),
    );
    const found = await ending(() => fresh.call(trial.capability.id, input, { timeoutMs: 600_000 }));
    if (pages === 0 || AtsError.is(usual)) continue;
    if (AtsError.is(found)) assert.fail(`the ATS gives ${shortPage} records at a time, and it failed: ${found.code}`);
    const { candidates, complete } = found as Found;
    const ids = new Set(candidates.map(({ id }) => id));
    const lost = usual.candidates.filter(({ id }) => !ids.has(id));
    assert.ok(
      lost.length === 0 || !complete,
      `${JSON.stringify(input)}: the ATS gives ${shortPage} records at a time, ${lost[0]?.id} is not found, and the search says that it is complete`,
    );
  }
}

/** What every read promises of the lists that it reads on its way: they may come in many pages. */
export const shortPagesPromise: ContractPromise = {
  promise: "answers the same where the ATS gives two records at a time",
  rules: [
    {
      rule: "a query reads each list that it needs to its end, however small the pages are",
      tried:
        "it lowers the page size to two where the answer says how the list goes on, and compares; a search for people, too",
    },
    {
      rule: "a list that is asked for with a limit is read on where it is full, unless the answer says that it ends",
      tried:
        "where the answer does not say how the list goes on, it fills it up to the limit: another request must follow, or an error",
    },
    {
      rule: "where the ATS forgets the list that a query reads, the list begins again, or the call may be repeated: no caller has given a cursor (`all` of `LIST_PAGES` begins again once)",
      tried: "with `endLists`, the lists are forgotten when the first page has been given",
    },
  ],
  applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
  async run(trial) {
    if (trial.capability.id === "candidates.find") return findsTheSame(trial);
    const reading = await readOtherwise(trial);
    if (!reading) return;
    const { usual, by } = reading;
    const before = (await trial.world.seen()).length;
    let left = (): number => -1;
    const ended = await by((fetch) => {
      const way = inFullLists(fetch);
      left = way.left;
      return way.fetch;
    });
    const nth = AtsError.is(ended) ? -1 : left();
    const { path } = (await trial.world.seen())[before + nth] ?? {};
    assert.equal(
      nth,
      -1,
      `as many records came as request ${nth + 1} had asked for (${path}), and no further ones were asked for: read on, or ask without a limit`,
    );
    // Of pages by place, the size says which records are on them.
    if (trial.adapter.facts.traits?.paging === "by-place") return;
    let pages = 0;
    const after = await by((fetch) => inShortPages(fetch, () => (pages += 1)));
    if (pages === 0) return;
    if (AtsError.is(after)) assert.fail(`the ATS gives ${shortPage} records at a time, and it failed: ${after.code}`);
    const found = differenceOf({ it: ordered(after) }, { it: ordered(usual) });
    assert.equal(found, undefined, `the ATS gives ${shortPage} records at a time, and the answer is another: ${found}`);
    const { endLists } = trial.world;
    if (!endLists || trial.cell.kind !== "query") return;
    const again = await by((fetch) => forgetting(fetch, endLists));
    if (AtsError.is(again)) return assert.notEqual(again.retry, "never", `the ATS forgets a list: ${again.code}`);
    const differs = differenceOf({ it: ordered(again) }, { it: ordered(usual) });
    assert.equal(differs, undefined, `the ATS forgets a list that is read, and the answer is another: ${differs}`);
  },
};
