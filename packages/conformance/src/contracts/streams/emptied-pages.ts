import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { isJson, parsed, textOf } from "../../worlds/json-lines.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { withoutRecords } from "../pieces/empty-pages.ts";
import { ending } from "../pieces/striking.ts";

/** A page that was asked for by GET, and what it says. */
interface Page {
  readonly url: URL;
  readonly text: string;
}

/** The fields in which an answer counts the pages or the records of its list. */
const counts =
  /^(?:pages|(?:page|last)_?(?:count|page)|total(?:_?(?:pages|records|items|results|count|elements|hits))?|numberOfPages)$/i;

/** Whether an answer counts its list: then an empty page is not the last one. */
const isCounted = (body: unknown): boolean =>
  isFields(body) &&
  Object.entries(body).some(([name, held]) =>
    isFields(held) ? isCounted(held) : typeof held === "number" && counts.test(name),
  );

/** The way to an ATS, which notes the pages of lists that count themselves, and may empty one. */
function noting(fetch: typeof globalThis.fetch, emptied?: string) {
  const pages: Page[] = [];
  const way: typeof fetch = async (input, init) => {
    const request = requestOf(input, init);
    const { method, url } = request;
    const answer = await fetch(request);
    const { status, headers } = answer;
    if (method !== "GET" || !answer.ok || !isJson(headers)) return answer;
    const text = await answer.text();
    const body = text === "" ? null : parsed(text, headers);
    if (isCounted(body)) pages.push({ url: new URL(url), text });
    return new Response(url === emptied ? textOf(withoutRecords(body), headers) : text, { status, headers });
  };
  return { fetch: way, pages };
}

/** Whether the second is a later page of the list that the first begins: one parameter, a number, is larger or was not there. */
function isLater({ url: one }: Page, { url: other }: Page): boolean {
  if (one.origin + one.pathname !== other.origin + other.pathname) return false;
  const names = new Set([...one.searchParams.keys(), ...other.searchParams.keys()]);
  const changed = [...names].filter((name) => one.searchParams.get(name) !== other.searchParams.get(name));
  return (
    changed.length === 1 && Number(other.searchParams.get(changed[0]!)) > Number(one.searchParams.get(changed[0]!))
  );
}

/** What a stream promises of each list that it reads, also on its way to the records: an empty page is not the end of a list that counts itself. */
export const emptiedPagePromise: ContractPromise = {
  promise: "reads on after an empty page of a list that says how long it is",
  rules: [
    {
      rule: "a page without records is not the end of a list that says how many pages or records it has: what else the list holds may stand on the next one",
      tried: "it empties the first page of each such list that a stream reads",
    },
  ],
  applies: ({ kind }) => kind === "stream",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    const { id } = trial.capability;
    const usual = noting(fetch);
    await using plainly = await connectedTo(withFetch(trial, usual.fetch));
    const all = await plainly.stream(id, {}, { pageSize: 20 }).toArray();
    const seen = new Set<string>();
    for (const [nth, first] of usual.pages.entries()) {
      const place = first.url.pathname;
      const following = usual.pages.slice(nth + 1).find((each) => isLater(first, each));
      if (!following || seen.has(place)) continue;
      seen.add(place);
      const wanted = all.filter(
        (record) =>
          following.text.includes(JSON.stringify(record.id)) && !first.text.includes(JSON.stringify(record.id)),
      );
      if (wanted.length === 0) continue;
      const emptied = noting(fetch, first.url.href);
      await using fresh = await connectedTo(withFetch(trial, emptied.fetch));
      const ended = await ending(() => fresh.stream(id, {}, { pageSize: 20 }).toArray());
      if (AtsError.is(ended)) continue;
      const found = new Set((ended as readonly { readonly id: string }[]).map((record) => record.id));
      assert.deepEqual(
        wanted.filter((record) => !found.has(record.id)).map((record) => record.id),
        [],
        "a page was empty, the answer said that more pages follow, and these of the next one are missing",
      );
    }
  },
};
