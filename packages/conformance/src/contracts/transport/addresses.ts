import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch, withSettings } from "../../trial.ts";
import { answerOf, counting } from "../../worlds/counting.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { failureOf, ofTheConnection, performing } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";
import { patient, reading } from "./read-once-more.ts";

/** An address without the ids that an ATS makes for one reading, such as that of an export. */
const withoutMadeIds = (address: string): string =>
  address.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, "{id}");

/** An address without what an answer gave for it, such as a page token that is made for one answer. */
function withoutGiven(address: string, answers: readonly string[]): string {
  const url = new URL(address);
  for (const [name, value] of url.searchParams)
    if (answers.some((answer) => answer.includes(value))) url.searchParams.set(name, "{given}");
  return url.href;
}

/** What reads promise of the addresses that they send requests to. */
export const addressPromises: readonly ContractPromise[] = [
  {
    promise: "follows no redirect, and never treats one as an answer",
    rules: [
      {
        rule: "a request has `manual` as its `redirect`: the platform's `fetch` follows a redirect otherwise, with the key (`HttpClient` sets it)",
        tried: "it answers with each status of a redirect, and looks at what the request says",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      const location = "https://elsewhere-4785.example.com/";
      await reading(trial, async ({ way, read }) => {
        for (const status of [300, 301, 302, 303, 307, 308]) {
          let isFollowed = false;
          const ended = await read((_nth, request) => {
            isFollowed ||= request.redirect === "follow";
            return answerOf(status, { location }, '{"data":{"results":[]}}');
          });
          const error = failureOf(ended);
          assert.ok(error, `${status}: every answer pointed elsewhere, and the call claims a success`);
          assert.match(error.fault, /^(ats|aggregator|configuration)$/, `${status}: whose fault it is (${error.code})`);
          const followed = way.addresses().filter((address) => address.startsWith(location));
          assert.deepEqual(followed, [], `${status}: the request went on to another address, with the key`);
          // What answers here is not the platform's own `fetch`, which goes on unless the request says otherwise.
          assert.ok(
            !isFollowed,
            `${status}: \`fetch\` follows a redirect of this request: give \`redirect: "manual"\``,
          );
        }
      });
    },
  },
  {
    promise: "asks the same where the address in its settings ends with a slash",
    applies: ofTheConnection,
    async run(trial) {
      const settings = trial.world.settings as Readonly<Record<string, unknown>>;
      const names = Object.keys(settings).filter((name) => /^https?:\/\/.*[^/]$/.test(String(settings[name])));
      const fetch = fetchIn(settings);
      for (const name of fetch ? names : []) {
        const ways = [settings, { ...settings, [name]: `${String(settings[name])}/` }].map((given) => ({
          given,
          way: counting(fetch!),
        }));
        // What connections of a customer share, such as an access token, is there afterwards.
        await using first = await connectedTo(trial);
        await ending(() => first.stream(trial.capability.id, {}, patient).toArray());
        const answers: unknown[] = [];
        for (const { given, way } of ways) {
          await using on = await connectedTo(withSettings(trial, { ...given, fetch: way.fetch }));
          answers.push(await ending(() => on.stream(trial.capability.id, {}, patient).toArray()));
        }
        const [usual, other] = answers;
        if (AtsError.is(other) && other.code === "settings.invalid") continue;
        assert.deepEqual(comparable(other), comparable(usual), `${name} with a slash at its end`);
        const [one, two] = ways.map(({ way }) => [
          ...new Set(way.addresses().map((address) => withoutMadeIds(withoutGiven(address, way.answers())))),
        ]);
        assert.deepEqual(two, one, `the addresses, where ${name} has a slash at its end`);
      }
    },
  },
  {
    promise: "sends the key to no other origin that an answer names",
    rules: [
      {
        rule: "the key goes to no other origin that an answer names",
        tried: "it moves each address in an answer to another server",
      },
    ],
    applies: ({ kind, capability }) => kind === "stream" && /^(jobs|applications|candidates)\./.test(capability),
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      if (!fetch) return;
      const elsewhere = "https://elsewhere-4786.example.com";
      const visits: string[] = [];
      const moved: typeof fetch = async (input, init) => {
        const request = requestOf(input, init);
        if (request.url.startsWith(elsewhere)) visits.push(request.headers.get("authorization") ?? "without a key");
        const { origin } = new URL(request.url);
        const response = await fetch(request);
        const text = (await response.text()).replaceAll(origin, elsewhere);
        return new Response(text, { status: response.status, headers: response.headers });
      };
      await using on = await connectedTo(withFetch(trial, moved));
      await ending(() => on.stream(trial.capability.id, {}, { ...patient, pageSize: 2 }).toArray());
      assert.deepEqual(visits, [], "requests to another origin, which was named in an answer");
    },
  },
  {
    promise: "goes to no private address that an answer names, and takes no key elsewhere",
    applies: ({ kind, capability }) =>
      kind !== "stream" && /\.(addAttachment|getResume|listAttachments)$/.test(capability),
    async run(trial) {
      for (const instead of [
        "https://169.254.169.254",
        "http://files-4788.example.com",
        "https://localhost",
        undefined,
      ]) {
        await using fresh = await trial.another();
        const { trial: on } = fresh;
        const [run, fetch] = [await performing(on), fetchIn(on.world.settings)];
        if (!run || !fetch) return;
        const own = new Set<string>();
        const [away, keys]: [string[], string[]] = [[], []];
        const moving: typeof fetch = async (input, init) => {
          const request = requestOf(input, init);
          const { origin } = new URL(request.url);
          if (own.size === 0) own.add(origin);
          else if (origin === instead) away.push(request.url);
          const key = request.headers.get("authorization");
          if (!own.has(origin) && key !== null) keys.push(request.url);
          const response = await fetch(request);
          if (instead === undefined || !/json/.test(response.headers.get("content-type") ?? "")) return response;
          const text = (await response.text()).replaceAll(/https?:\/\/[^/"\\]+/g, (named) =>
            own.has(named) ? named : instead,
          );
          return new Response([204, 205, 304].includes(response.status) ? null : text, {
            status: response.status,
            headers: response.headers,
          });
        };
        await using connected = await connectedTo(withFetch(on, moving));
        await ending(() => run(connected, { timeoutMs: 600_000 }));
        assert.deepEqual(away, [], "requests to an address that is not a public one by https");
        assert.deepEqual(keys, [], "requests to another origin, with the key");
      }
    },
  },
];
