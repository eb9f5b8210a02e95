import { EventHub, page, RecordNotFound, type Call, type Clock, type Position } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  allByIds,
  cursorList,
  HttpClient,
  HttpListPages,
  inBatches,
  linkList,
  offsetList,
  oneByOne,
  path,
  pageNumberList,
  type HttpProfile,
  type List,
  type ListFormat,
} from "../src/index.ts";
import { callOf, ManualClock } from "@anyats/core/testing";

interface Thing {
  readonly id: string;
}
const reading = { schema: z.looseObject({ id: z.string() }), map: ({ id }: Thing): Thing => ({ id }) };
const ids = Array.from({ length: 7 }, (_, index) => `t${index}`);

/** Lists over a server that is asked through `fetch`. */
function lists(answer: (request: Request) => unknown, clock: Clock = new ManualClock()) {
  const seen: Request[] = [];
  const profile: HttpProfile = {
    name: "My ATS",
    destination: () => ({
      baseUrl: "https://api.test/v1",
      fetch: async (input, init) => {
        const request = new Request(input, init);
        seen.push(request.clone());
        const answered = await answer(request);
        return answered instanceof Response ? answered : Response.json(answered);
      },
    }),
  };
  const shared = { clock, events: new EventHub(), profile, policy: undefined };
  const http = new HttpClient({ ...shared, settings: {}, allowance: undefined });
  const pages = new HttpListPages({ ...shared, http });
  const call = (facts: Partial<Call> = {}) =>
    callOf(clock, { capability: "applications.reject", pageSize: 3, ...facts });
  const all = async (list: List<Thing, Thing>) => {
    const found: string[] = [];
    for await (const { records } of pages.all(list, call())) for (const { id } of records) found.push(id);
    return found;
  };
  return { pages, seen, call, all };
}

const things = (from: number, size: number) => ids.slice(from, from + size).map((id) => ({ id }));
const number = (request: Request, name: string) => Number(new URL(request.url).searchParams.get(name) ?? 0);
const common = { results: "data.items", size: "limit", largestPage: 100 };

it("the provenance of a page behind a link names the route of the list", async () => {
  const next = "https://api.test/v1/things?after=t2";
  const { pages, call } = lists(() => ({ data: { items: [{ id: "t3" }] } }));
  const list = { format: linkList({ ...common, link: "next" }), request: { path: "/things" }, reading };
  const page = await pages.page(list, next, call({ provenance: true }));
  expect(page.decode().records).toMatchObject([{ provenance: { route: "GET /things" } }]);
});

it("byIds names a filter value with a comma as the caller named it", async () => {
  const { pages, call } = lists(() => ({ data: { items: [] } }));
  const format = offsetList({ ...common, offset: "from" });
  const of = (filter: { readonly ids?: readonly string[]; readonly jobIds?: readonly string[] }) =>
    pages.byIds(
      filter,
      (id) => ({ format, request: { path: "/things", parameters: { id, job: filter.jobIds } }, reading }),
      null,
      call(),
    );
  const said = (path: string) => ({ issues: [{ path, message: "must hold no comma: it separates the values" }] });
  await expect(of({ jobIds: ["j1", "j2,j3"] })).rejects.toMatchObject(said("jobIds[1]"));
  await expect(of({ ids: ["t1,t2"] })).rejects.toMatchObject(said("ids[0]"));
});

describe("allByIds", () => {
  const format = cursorList({ ...common, cursor: "after", next: "data.next", more: "more", largestPage: 3 });
  const list = (some?: readonly string[]) => ({
    format,
    request: { path: "/things", parameters: { id: some } },
    reading,
  });
  /** A server that gives two records at a time of those that are asked for. */
  const serving = () =>
    lists((request) => {
      const asked = new URL(request.url).searchParams.get("id")?.split(",") ?? ids;
      const from = number(request, "after");
      const items = asked.slice(from, from + 2).map((id) => ({ id }));
      return { data: { items, next: String(from + 2) }, more: from + 2 < asked.length };
    });
  const read = async ({ pages, call }: ReturnType<typeof serving>, thingIds?: readonly string[]) => {
    const found: string[] = [];
    for await (const { records } of allByIds(pages, { thingIds }, list, call()))
      found.push(...records.map(({ id }) => id));
    return found;
  };

  it("reads every page of as many ids at a time as a page holds, each once", async () => {
    const server = serving();
    expect(await read(server, [...ids, "t0"])).toEqual(ids);
    expect([...new Set(server.seen.map(({ url }) => new URL(url).searchParams.get("id")))]).toEqual([
      "t0,t1,t2",
      "t3,t4,t5",
      "t6",
    ]);
  });

  it("reads the whole list without ids, and nothing of none", async () => {
    const server = serving();
    expect(await read(server, [])).toEqual([]);
    expect(server.seen).toEqual([]);
    expect(await read(server)).toEqual(ids);
  });

  it("names a value with a comma as the caller named it", async () => {
    await expect(read(serving(), ["t1", "t2", "t3", "t4,t5"])).rejects.toMatchObject({
      issues: [{ path: "thingIds[3]", message: "must hold no comma: it separates the values" }],
    });
  });
});

describe("a list", () => {
  const formats: readonly [string, ListFormat, (request: Request) => unknown][] = [
    [
      "by cursor",
      cursorList({ ...common, cursor: "after", next: "data.next" }),
      (request) => {
        const from = number(request, "after");
        return { data: { items: things(from, 3), next: from + 3 < 7 ? String(from + 3) : null } };
      },
    ],
    [
      "by cursor, where a flag says whether there is more and the last page still has a cursor",
      cursorList({ ...common, cursor: "after", next: "data.next", more: "more" }),
      (request) => {
        const from = number(request, "after");
        return { data: { items: things(from, 3), next: String(from + 3) }, more: from + 3 < 7 };
      },
    ],
    [
      "by page number",
      pageNumberList({ ...common, page: "page" }),
      (request) => ({ data: { items: things((number(request, "page") - 1) * 3, 3) } }),
    ],
    [
      "by page number from 0, with a number of pages",
      pageNumberList({ ...common, page: "page", first: 0, pages: "pages" }),
      (request) => ({ data: { items: things(number(request, "page") * 3, 3) }, pages: 3 }),
    ],
    [
      "by page number, with a number of records",
      pageNumberList({ ...common, page: "page", total: "total" }),
      (request) => ({ data: { items: things((number(request, "page") - 1) * 3, 3) }, total: 7 }),
    ],
    [
      "by page number, where a flag says whether there is more, and the page says its number",
      pageNumberList({ ...common, page: "page", more: "info.more", number: "info.page" }),
      (request) => {
        const page = number(request, "page");
        return { data: { items: things((page - 1) * 3, 3) }, info: { page, more: page < 3 } };
      },
    ],
    [
      "by offset",
      offsetList({ ...common, offset: "skip" }),
      (request) => ({ data: { items: things(number(request, "skip"), 3) } }),
    ],
    [
      "by offset, with a total",
      offsetList({ ...common, offset: "skip", total: "total" }),
      (request) => ({ data: { items: things(number(request, "skip"), 3) }, total: 7 }),
    ],
    ...["https://api.test/v1/things?from=", "/v1/things?from=", "?from=", "things?from="].map(
      (link): (typeof formats)[number] => [
        `by a link such as ${link}`,
        linkList({ ...common, link: "next" }),
        (request) => {
          const from = number(request, "from");
          return { data: { items: things(from, 3) }, next: from + 3 < 7 ? `${link}${from + 3}` : null };
        },
      ],
    ),
    ...["@odata.nextLink", "page.@odata.nextLink"].map((link): (typeof formats)[number] => [
      `by a link under a key with a dot in it, ${link}`,
      linkList({ ...common, link }),
      (request) => {
        const from = number(request, "from");
        const last = from + 3 < 7 ? { "@odata.nextLink": `?from=${from + 3}` } : {};
        return { data: { items: things(from, 3) }, ...(link.startsWith("page") ? { page: last } : last) };
      },
    ]),
    ...[
      (next: string) => `<${next}>; rel="next"`,
      (next: string) => `<?from=0>; rel=first, <${next}>; title="on; rel=last, and on"; rel="next last"`,
      (next: string) => `</v1/things?from=0>;rel=prev,<${next}>;REL=Next`,
    ].map((link): (typeof formats)[number] => [
      `by a header such as ${link("?from=3")}`,
      linkList(common),
      (request) => {
        const from = number(request, "from");
        const headers = {
          link: from + 3 < 7 ? link(`?from=${from + 3}`) : '<?from=0>; rel="first"; title="the next one"',
        };
        return Response.json({ data: { items: things(from, 3) } }, { headers });
      },
    ]),
    [
      "by a cursor in a header that its format reads",
      {
        ...cursorList({ ...common, cursor: "after", next: "" }),
        read: (body, _asked, _url, headers) => ({
          results: (body as { data: { items: unknown[] } }).data.items,
          next: headers.get("x-next") === "none" ? null : (headers.get("x-next") ?? undefined),
        }),
      },
      (request) => {
        const from = number(request, "after");
        const headers = { "x-next": from + 3 < 7 ? String(from + 3) : "none" };
        return Response.json({ data: { items: things(from, 3) } }, { headers });
      },
    ],
  ];

  it.for(formats)("%s gives every record once", async ([, format, answer]) => {
    const { all, seen } = lists(answer);
    expect(
      await all({ format, request: { path: "/things", parameters: { q: "x", none: undefined } }, reading }),
    ).toEqual(ids);
    expect(seen).toHaveLength(3);
    expect(new URL(seen[0]!.url).searchParams.get("q")).toBe("x");
    expect(new URL(seen[0]!.url).searchParams.has("none")).toBe(false);
  });

  it("goes on by page number with the size that the list began with", () => {
    const format = pageNumberList({ ...common, page: "page" });
    const body = { data: { items: things(0, 3) } };
    const asked = { position: null, pageSize: 3, parameters: {} };
    const { next } = format.read(body, asked, "https://api.test/things", new Headers());
    expect(next).toBe("2/3");
    expect(format.ask(next!, 50)).toEqual({ [common.size]: 3, page: 2 });
    expect(format.ask(2, 50)).toEqual({ [common.size]: 50, page: 2 });
  });

  const fixed = { results: common.results, largestPage: 3 };
  it.for<[string, ListFormat, number, (request: Request) => unknown]>([
    ["by page number", pageNumberList({ ...fixed, page: "page" }), 3, (request) => (number(request, "page") - 1) * 3],
    ["by offset", offsetList({ ...fixed, offset: "skip" }), 3, (request) => number(request, "skip")],
    [
      "by page number, in pages larger than asked for",
      pageNumberList({ ...fixed, page: "page" }),
      1,
      (request) => (number(request, "page") - 1) * 3,
    ],
    [
      "by offset, in pages larger than asked for",
      offsetList({ ...fixed, offset: "skip" }),
      1,
      (request) => number(request, "skip"),
    ],
  ])("reads pages of one size, %s", async ([, format, pageSize, from]) => {
    const { pages, call, seen } = lists((request) => ({ data: { items: things(Number(from(request)), 3) } }));
    const found: Thing[] = [];
    const list = { format, request: { path: "/things" }, reading };
    for await (const { records } of pages.all(list, call({ pageSize }))) found.push(...records);
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(seen.map(({ url }) => new URL(url).searchParams.has(common.size))).toEqual([false, false, false]);
  });

  it("leaves out what its format leaves undefined, also a filter", async () => {
    const { all, seen } = lists(() => ({ data: { items: things(0, 3), next: null } }));
    const format: ListFormat = {
      ...cursorList({ ...common, cursor: "after", next: "data.next" }),
      ask: (position) => ({ after: position ?? undefined, filter: undefined }),
    };
    await all({ format, request: { path: "/things", parameters: { filter: "x" } }, reading });
    expect(new URL(seen[0]!.url).search).toBe("");
  });

  it("asks by POST with its parameters in the body", async () => {
    const { all, seen } = lists(() => ({ data: { items: things(0, 3), next: null } }));
    const format = cursorList({ ...common, cursor: "after", next: "data.next" });
    await all({ format, request: { method: "POST", path: "/things.list", parameters: { q: ["x"] } }, reading });
    expect(await seen[0]!.json()).toEqual({ q: ["x"], limit: 3 });
  });

  it("goes on after a page by offset that is empty, where the list counts more", async () => {
    const { all, seen } = lists((request) => {
      const from = number(request, "skip");
      return { data: { items: from === 3 ? [] : things(from, 3) }, total: 7 };
    });
    const format = offsetList({ ...common, offset: "skip", total: "total" });
    expect(await all({ format, request: { path: "/things" }, reading })).toEqual([...ids.slice(0, 3), ids[6]]);
    expect(seen).toHaveLength(3);
  });

  it("may wrap its parameters, such as into a call of JSON-RPC", async () => {
    const { all, seen } = lists(async (request) => {
      const { params } = (await request.json()) as { params: { offset: number; limit: number } };
      return { jsonrpc: "2.0", result: things(params.offset, params.limit) };
    });
    const format = offsetList({ results: "result", size: "limit", offset: "offset", largestPage: 100 });
    const request = (params: object) =>
      ({ method: "POST", path: "/jsonrpc", body: { jsonrpc: "2.0", params } }) as const;
    expect(await all({ format, request, reading })).toEqual(ids);
    expect(seen).toHaveLength(3);
  });

  it("shows each page to who looks for something in it, such as a token on the last", async () => {
    const { all } = lists((request) => {
      const from = number(request, "after");
      const isLast = from + 3 >= 7;
      return {
        data: { items: things(from, 3), next: isLast ? null : String(from + 3) },
        token: isLast ? "sync" : null,
      };
    });
    const tokens: unknown[] = [];
    const format = cursorList({ ...common, cursor: "after", next: "data.next" });
    const seen = (body: unknown) => void tokens.push((body as { token: unknown }).token);
    await all({ format, request: { path: "/things" }, reading, seen });
    expect(tokens).toEqual([null, null, "sync"]);
  });

  it.each([
    ["says nothing of what follows", { data: { items: [] } }, "whether there are more records"],
    [
      "says that there is more and not where",
      { data: { items: [], next: null }, more: true },
      "whether there are more",
    ],
    ["is not a list", { data: { items: "none", next: null } }, "not a list"],
    [
      "holds more than was asked for",
      { data: { items: Array.from({ length: 2_000 }, () => ({ id: "x" })), next: null } },
      "more records",
    ],
  ])("ends in an error where a page %s", async (what, body, message) => {
    const { all } = lists(() => body);
    const more = what.startsWith("says that") ? { more: "more" } : {};
    const format = cursorList({ ...common, cursor: "after", next: "data.next", ...more });
    await expect(all({ format, request: { path: "/things" }, reading })).rejects.toMatchObject({
      code: "ats.unreadable-answer",
      message: expect.stringContaining(message) as string,
    });
  });

  it("ends with a page without a cursor where the format says so", async () => {
    const { all } = lists(() => ({ data: { items: things(0, 3) } }));
    const format = cursorList({ ...common, cursor: "after", next: "data.next", absentNextEnds: true });
    expect(await all({ format, request: { path: "/things" }, reading })).toEqual(ids.slice(0, 3));
  });

  it.for<[string, unknown]>([
    ["an object", { href: "/v1/things?from=3" }],
    ["a number", 7],
    ["a script", "javascript:next()"],
    ["an address without a host", "https://"],
    ["an address of 9,000 characters", `?from=${"3".repeat(9_000)}`],
  ])("is not over, and an error, where its link is %s", async ([, next]) => {
    const { all } = lists(() => ({ data: { items: things(0, 3) }, next }));
    const format = linkList({ ...common, link: "next" });
    await expect(all({ format, request: { path: "/things" }, reading })).rejects.toMatchObject({
      code: "ats.unreadable-answer",
      fault: "ats",
    });
  });

  it.for(["https://elsewhere.test/things", "//elsewhere.test/things"])("follows no link to %s", async (next) => {
    const { all, seen } = lists(() => ({ data: { items: [] }, next }));
    const format = linkList({ ...common, link: "next" });
    await expect(all({ format, request: { path: "/things" }, reading })).rejects.toMatchObject({
      code: "request.foreign-address",
    });
    expect(seen).toHaveLength(1);
  });

  it.for<[string, object]>([
    ["names another page than the one that was asked for", { page: 7, more: true }],
    ["names no page", { more: true }],
    ["does not say whether there is more", { page: 1 }],
  ])("is not over, and an error, where a numbered page %s", async ([, info]) => {
    const { all } = lists(() => ({ data: { items: things(0, 3) }, info }));
    const format = pageNumberList({ ...common, page: "page", more: "info.more", number: "info.page" });
    await expect(all({ format, request: { path: "/things" }, reading })).rejects.toMatchObject({
      code: "ats.unreadable-answer",
      fault: "ats",
    });
  });

  const byCursor = { ...common, cursor: "after", next: "data.next" };
  const refused = () => Response.json({}, { status: 410 });
  const forgetful = (refusals: number) => {
    let left = refusals;
    return lists((request) => {
      const after = new URL(request.url).searchParams.get("after");
      if (after !== null && left-- > 0) return refused();
      return { data: after === null ? { items: things(0, 3), next: "3" } : { items: things(3, 2), next: null } };
    });
  };
  const forgotten: List<Thing, Thing> = {
    format: cursorList(byCursor),
    request: { path: "/things" },
    reading,
    cursorRefused: ["record.not-found"],
  };

  it("begins again in a query where its cursor is refused, and gives each record once", async () => {
    const { all, seen } = forgetful(1);
    expect(await all(forgotten)).toEqual(ids.slice(0, 5));
    expect(seen).toHaveLength(4);
  });

  it("ends a query in an error that a repeat may pass where no cursor lasts", async () => {
    await expect(forgetful(9).all(forgotten)).rejects.toMatchObject({ code: "ats.unreadable-answer", retry: "safe" });
  });

  it("gives a record once in a query where it comes twice, and each of two of one id", async () => {
    const items = [{ id: "t0" }, { id: "t1" }, { id: "t0" }];
    const named = { schema: z.looseObject({ id: z.string() }), map: (wire: object) => wire as Thing };
    const list = { ...forgotten, reading: named };
    expect(await lists(() => ({ data: { items, next: null } })).all(list)).toEqual(["t0", "t1"]);
    const two = items.map((item, nth) => ({ ...item, nth }));
    expect(await lists(() => ({ data: { items: two, next: null } })).all(list)).toEqual(["t0", "t1", "t0"]);
  });

  it("never ends where it repeats a cursor, which is an error", async () => {
    const { all } = lists(() => ({ data: { items: [], next: "1" } }));
    const format = cursorList({ ...common, cursor: "after", next: "data.next" });
    await expect(all({ format, request: { path: "/things" }, reading })).rejects.toMatchObject({
      code: "stream.repeated-cursor",
      fault: "ats",
    });
  });

  it("gives what each entry holds, however many, with its digits", async () => {
    const text = `{"data":{"items":[[${Array.from({ length: 399 }, () => '{"id":"a"}').join()}],[{"id":"b","n":9007199254740993}]]}}`;
    const { pages, call } = lists(() => new Response(text));
    const format = offsetList({ ...common, offset: "skip" });
    const list = { format, request: { path: "/things" }, reading, flatten: (entry: unknown) => entry as unknown[] };
    const { records } = (await pages.page(list, null, call({ raw: true }))).decode();
    expect(records).toHaveLength(400);
    expect(records.at(-1)).toMatchObject({ id: "b", raw: { n: "9007199254740993" } });
  });

  it("reads the whole of which an entry is a part, with its digits", async () => {
    const text = '{"data":{"items":[{"id":"a","n":9007199254740993},{"id":7},{"id":"b"}]}}';
    const { pages, call } = lists(() => new Response(text));
    const format = offsetList({ ...common, offset: "skip" });
    const whole = (entry: unknown) => ({ ...(entry as object), parts: [entry] });
    const list = { format, request: { path: "/things" }, reading: { ...reading, whole } };
    const { records, quarantined } = (await pages.page(list, null, call({ raw: true }))).decode();
    const first = { id: "a", n: "9007199254740993" };
    expect(records).toMatchObject([
      { id: "a", raw: { ...first, parts: [first] } },
      { id: "b", raw: { parts: [{ id: "b" }] } },
    ]);
    expect(quarantined).toMatchObject([{ path: "$.id" }]);
  });

  it("loses one bad record and no other, with its place", async () => {
    const { pages, call } = lists(() => ({ data: { items: [{ id: "a" }, { id: 7 }, { id: "b" }], next: null } }));
    const format = cursorList({ ...common, cursor: "after", next: "data.next" });
    const fetched = await pages.page({ format, request: { path: "/things" }, reading }, null, call({ raw: true }));
    expect(fetched.decode()).toMatchObject({
      records: [{ id: "a", raw: { id: "a" } }, { id: "b" }],
      quarantined: [{ id: null, path: "$.id" }],
    });
  });
});

it("a list that decides about a write is read to its end, or not at all", async () => {
  const format = offsetList({ ...common, offset: "skip" });
  const asked = (odd: object) => {
    const { pages, call } = lists((request) => {
      const items = things(number(request, "skip"), 3);
      return { data: { items: items.map((each) => (each.id === "t5" ? odd : each)) } };
    });
    return pages.whole("thing", { format, request: { path: "/things" }, reading }, call());
  };
  expect((await asked({ id: "t5" })).map(({ id }) => id)).toEqual(ids);
  await expect(asked({ id: 5 })).rejects.toMatchObject({ code: "record.unreadable", fault: "ats", retry: "never" });
});

describe("the time that reading a page takes", () => {
  it.each([
    [8_000, 7],
    [10_001, 6],
    [60_001, 1],
  ])("ends with the call's, where each record takes %i ms", async (milliseconds, read) => {
    let now = 0;
    const clock: Clock = { now: () => now, sleep: () => new Promise(() => {}) };
    const { pages, call } = lists(() => ({ data: { items: things(0, 7) } }), clock);
    let parsed = 0;
    const slow = reading.schema.transform((thing) => {
      parsed += 1;
      now += milliseconds;
      return thing;
    });
    const list = {
      format: offsetList({ ...common, offset: "skip" }),
      request: { path: "/things" },
      reading: { ...reading, schema: slow },
    };
    const fetched = await pages.page(list, null, call({ deadline: 60_000, pageSize: 100 }));
    if (read === 7) expect(fetched.decode().records).toHaveLength(7);
    else expect(() => fetched.decode()).toThrow(expect.objectContaining({ code: "call.deadline-exceeded" }));
    expect(parsed).toBe(read);
  });
});

describe("records by their ids", () => {
  const read = async (fetch: (position: Position) => ReturnType<typeof inBatches<string>>) => {
    const found: string[] = [];
    let position: Position = null;
    do {
      const fetched = await fetch(position);
      for (const id of fetched.decode().records) found.push(id);
      position = fetched.next;
    } while (position !== null);
    return found;
  };

  it("are asked for some at a time, each once", async () => {
    const asked: string[][] = [];
    const found = await read((position) =>
      inBatches([...ids, "t0"], 3, position, (some, cursor) => {
        asked.push([...some]);
        return Promise.resolve(cursor === null ? page(some.slice(0, 1), "rest") : page(some.slice(1), null));
      }),
    );
    expect(found).toEqual(ids);
    expect(asked.map((some) => some.length)).toEqual([3, 3, 3, 3, 1, 1]);
  });

  it("are requested one by one if the server has no batch, without missing ones", async () => {
    const found = await read((position) =>
      oneByOne(ids, 3, position, (id) =>
        id === "t4" ? Promise.reject(new RecordNotFound("thing")) : Promise.resolve({ records: [id], quarantined: [] }),
      ),
    );
    expect(found).toEqual(ids.filter((id) => id !== "t4"));
  });

  it("are not requested one by one if one cannot be part of an address", async () => {
    const found = await read((position) =>
      oneByOne(["t1", "a/b", "t2"], 3, position, (id) => {
        const address = path`/things/${id}`;
        return Promise.resolve({ records: [address], quarantined: [] });
      }),
    );
    expect(found).toEqual(["/things/t1", "/things/t2"]);
  });
});
