import { AtsError, EventHub, type Clock, type InvalidInput } from "@anyats/core";
import { callOf } from "@anyats/core/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  defaultPolicy,
  HttpClient,
  HttpListPages,
  offsetList,
  policyWith,
  type HttpPolicy,
  type HttpProfile,
  type HttpRequest,
  type PolicyChanges,
} from "../src/index.ts";

const { bounds, atOnce: _atOnce, ...numbers } = defaultPolicy;
/** Every number that an app may set, alone: an option, or one of the bounds. */
const single: readonly (readonly [name: string, change: (value: unknown) => object])[] = [
  ...Object.keys(numbers).map((name) => [name, (value: unknown) => ({ [name]: value })] as const),
  ...Object.keys(bounds).map(
    (name) => [`bounds.${name}`, (value: unknown) => ({ bounds: { [name]: value } })] as const,
  ),
  ["atOnce.requests", (value: unknown) => ({ atOnce: { requests: value } })],
];

const merged = ({ bounds: changed, ...others }: Partial<HttpPolicy>) => ({
  ...defaultPolicy,
  ...others,
  bounds: { ...bounds, ...changed },
});
const issues = (changes: object) => {
  try {
    policyWith(changes as PolicyChanges);
  } catch (error) {
    return (error as InvalidInput).issues;
  }
  return [];
};

describe("the policy of a connection", () => {
  it.each(single)("changes %s alone where an app sets nothing else", (_name, change) => {
    expect(policyWith(change(1) as PolicyChanges)).toEqual(merged(change(1) as Partial<HttpPolicy>));
  });

  it.each(single.slice(0, -1))("keeps the default of %s where it is given as undefined", (_name, change) => {
    expect(policyWith(change(undefined) as PolicyChanges)).toEqual(defaultPolicy);
  });

  it.each(single)("rejects a %s that is negative, or not a number", (path, change) => {
    for (const value of [Number.NaN, -1, "5", null]) expect(issues(change(value))).toMatchObject([{ path }]);
  });

  it("rejects an unknown option, and values with which no request is sent", () => {
    for (const changes of [{ attempt: 2 }, { bounds: { byte: 1 } }, { attempts: 0 }, { atOnce: { requests: 0 } }])
      expect(issues(changes)).toHaveLength(1);
  });
});

const hourMs = 3_600_000;
const get: HttpRequest = { method: "GET", path: "/jobs", effect: "reads" };
const create: HttpRequest = { method: "POST", path: "/notes", effect: "creates" };
const status = (code: number, headers: Record<string, string> = {}) => new Response(null, { status: code, headers });

/** A connection with a policy to a server that answers so; no wait takes any time. */
function connected(changes: PolicyChanges, answer: () => Response) {
  let now = 0;
  const waits: number[] = [];
  const requests = { sent: 0, running: 0, most: 0 };
  const clock: Clock = {
    now: () => now,
    sleep(milliseconds) {
      waits.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
  const fetch = async () => {
    requests.sent += 1;
    requests.running += 1;
    requests.most = Math.max(requests.most, requests.running);
    await new Promise((resolve) => setTimeout(resolve, 0));
    requests.running -= 1;
    return answer();
  };
  const profile: HttpProfile = { name: "My ATS", destination: () => ({ baseUrl: "https://api.test", fetch }) };
  const shared = { clock, events: new EventHub(), profile, policy: policyWith(changes) };
  const http = new HttpClient({ ...shared, settings: {}, allowance: undefined });
  const pages = new HttpListPages({ ...shared, http });
  const call = () => callOf(clock, { deadline: now + 100 * hourMs, pageSize: 50 });
  const ended = (request: HttpRequest) =>
    http.json(request, call()).then(
      () => "success",
      (error: unknown) => (error as AtsError).code,
    );
  return { waits, requests, ended, pages, call };
}

/** What came of a page: how many records, or why none. */
async function pageWith(changes: PolicyChanges, items: readonly object[]): Promise<string> {
  const { pages, call } = connected({ attempts: 1, ...changes }, () => Response.json(items));
  const list = {
    format: offsetList({ results: "", size: "limit", offset: "skip", largestPage: 1_000 }),
    request: { path: "/things" },
    reading: { schema: z.looseObject({ id: z.string() }), map: (wire: { readonly id: string }) => wire },
  };
  try {
    const { records, quarantined } = (await pages.page(list, null, call())).decode();
    return `${records.length} read, ${quarantined.length} set aside`;
  } catch (error) {
    return (error as AtsError).code;
  }
}

async function waitsWith(changes: PolicyChanges, answer: Response, request = get): Promise<readonly number[]> {
  const { waits, ended } = connected(changes, () => answer.clone());
  await ended(request);
  return waits;
}

const many = (count: number, fields: object = {}) =>
  Array.from({ length: count }, (_each, index) => ({ id: String(index), ...fields }));

type Option = Exclude<keyof HttpPolicy, "bounds"> | `bounds.${keyof HttpPolicy["bounds"]}`;

/** Of each option: what it changes, and what that is by default. */
const effects: Readonly<
  Record<
    Option,
    readonly [set: PolicyChanges, seen: (policy: PolicyChanges) => Promise<unknown>, set: unknown, unset: unknown]
  >
> = {
  attempts: [
    { attempts: 2 },
    async (policy) => {
      const { requests, ended } = connected(policy, () => status(503));
      await ended(get);
      return requests.sent;
    },
    2,
    5,
  ],
  firstWaitMs: [{ firstWaitMs: 40 }, async (policy) => (await waitsWith(policy, status(503)))[0]! <= 40, true, false],
  longestWaitMs: [
    { longestWaitMs: 50 },
    async (policy) => Math.max(...(await waitsWith(policy, status(503)))) <= 50,
    true,
    false,
  ],
  longestAskedMs: [
    { longestAskedMs: 30_000 },
    async (policy) => (await waitsWith(policy, status(503, { "retry-after": "999999" })))[0],
    30_000,
    hourMs,
  ],
  shareForTheAnswer: [
    { shareForTheAnswer: 0.5 },
    async (policy) => Math.round((await waitsWith(policy, Response.json({}), create))[0]! / hourMs),
    50,
    70,
  ],
  atOnce: [
    { atOnce: { requests: 2 } },
    async (policy) => {
      const { requests, ended } = connected(policy, () => Response.json({}));
      await Promise.all([1, 2, 3].map(() => ended(get)));
      return requests.most;
    },
    2,
    3,
  ],
  "bounds.bytes": [
    { bounds: { bytes: 100 } },
    (policy) => pageWith(policy, many(20)),
    "ats.unreadable-answer",
    "20 read, 0 set aside",
  ],
  "bounds.values": [
    { bounds: { values: 30 } },
    (policy) => pageWith(policy, many(20)),
    "ats.unreadable-answer",
    "20 read, 0 set aside",
  ],
  "bounds.pages": [
    { bounds: { pages: 2 } },
    (policy) => pageWith(policy, many(150)),
    "ats.unreadable-answer",
    "150 read, 0 set aside",
  ],
  "bounds.recordValues": [
    { bounds: { recordValues: 3 } },
    (policy) => pageWith(policy, [...many(2), { id: "large", list: [1, 2, 3] }]),
    "2 read, 1 set aside",
    "3 read, 0 set aside",
  ],
  "bounds.depth": [
    { bounds: { depth: 2 } },
    (policy) => pageWith(policy, [...many(2), { id: "deep", a: { b: { c: 1 } } }]),
    "2 read, 1 set aside",
    "3 read, 0 set aside",
  ],
};

describe("what an app sets", () => {
  it.each(Object.entries(effects))("takes effect: %s", async (_option, [changes, seen, set, unset]) => {
    expect(await seen(changes)).toEqual(set);
    expect(await seen({})).toEqual(unset);
  });
});
