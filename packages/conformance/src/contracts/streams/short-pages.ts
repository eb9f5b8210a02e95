import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { comparable } from "../../assertions.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { saysHow } from "../pieces/says-how.ts";
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

/** What every read promises of the lists that it reads on its way: they may come in many pages. */
export const shortPagesPromise: ContractPromise = {
  promise: "answers the same where the ATS gives two records at a time",
  rules: [
    {
      rule: "a query reads each list that it needs to its end, however small the pages are",
      tried: "it lowers the page size to two where the answer says how the list goes on, and compares",
    },
    {
      rule: "where the ATS forgets the list that a query reads, the list begins again, or the call may be repeated: no caller has given a cursor (`all` of `LIST_PAGES` begins again once)",
      tried: "with `endLists`, the lists are forgotten when the first page has been given",
    },
  ],
  applies: ({ kind, capability }) => kind !== "command" && !/^(passthrough\.send|candidates\.find)$/.test(capability),
  async run(trial) {
    // Of pages by place, the size says which records are on them.
    const reading = trial.adapter.facts.traits?.paging === "by-place" ? undefined : await readOtherwise(trial);
    if (!reading) return;
    const { usual, by } = reading;
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
