import fc from "fast-check";
import { expect, it } from "vitest";
import { encode, pageParameter } from "../src/store/encode.ts";
import { copy, startApp, syncDatabase, truth } from "./support/app.ts";

/** Texts of what PostgreSQL refuses, and of what looks like it once it is JSON. */
const refused = ["\0", "\ud800", "\udbff", "\udc00", "\udfff"];
const alike = [
  "\u0001",
  "\u001f",
  "\n",
  "\\",
  "\\u0000",
  "\\ud800",
  '"',
  "u0000",
  "ud800",
  "dc00",
  "0",
  "😀",
  "é",
  "\ufffd",
];
const piece = fc.constantFrom(...refused, ...alike);
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
/** What is stored of it. */
const stored = (of: string) => of.toWellFormed().replaceAll("\0", "\ufffd");

it("a text is stored, whatever it holds; what PostgreSQL refuses is replaced", async () => {
  await using place = await syncDatabase();
  const value = fc.record({ title: text, list: fc.array(text, { maxLength: 3 }), deep: fc.dictionary(text, text) });
  const storedOf = ({ title, list, deep }: { title: string; list: string[]; deep: Record<string, string> }) => ({
    title: stored(title),
    list: list.map(stored),
    deep: Object.fromEntries(Object.entries(deep).map(([key, each]) => [stored(key), stored(each)])),
  });
  const pages = fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (given) => {
    const records = given.map((one, index) => encode({ id: String(index), raw: one, ...one } as never, true));
    // PostgreSQL compares: JSON.parse of Node 26.10 confuses keys of one escaped character with each other.
    const { rows } = await place.database.query<{ differs: object }>(
      `select given.e as differs from jsonb_array_elements($1::jsonb) with ordinality as given (e, ord)
       join jsonb_array_elements($2::jsonb) with ordinality as wanted (e, ord) using (ord)
       where given.e - 'h' <> wanted.e`,
      [
        pageParameter(records),
        JSON.stringify(given.map(storedOf).map((w, index) => ({ r: { id: String(index), ...w }, w }))),
      ],
    );
    expect(rows).toEqual([]);
  });
  await fc.assert(pages, { numRuns: 300, seed: 22 });
});

it("no text of an ATS sets a record aside, nor one of its id", async () => {
  await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
  const { emulator } = app;
  const odd = fc.sample(text, { numRuns: 200, seed: 22 });
  const jobs = emulator.world.jobs.all();
  for (const [index, { id }] of jobs.entries()) emulator.world.jobs.update(id, { name: `${index}${odd[index]}` });
  // Ids that no world would take, on their way to and from the server.
  const given = emulator.settings();
  const replaced: typeof fetch = async (input, init) => {
    const answer = await given.fetch!(input, init);
    const body = await answer.text();
    return new Response(body.replaceAll(jobs[0]!.id, `${jobs[0]!.id}\\u0000`), { status: answer.status });
  };
  const sync = await app.another({ settings: () => ({ ...given, fetch: replaced }) });
  for (const kind of ["first", "verifying", "incremental"]) {
    await sync.workUntilIdle();
    const [status] = await sync.status("acme");
    expect(status, kind).toMatchObject({ state: "active", streams: [{ failures: 0, setAside: 0 }] });
    const ids = truth(emulator, "jobs").map((id) => (id === jobs[0]!.id ? `${id}\ufffd` : id));
    expect(await copy(app, "jobs"), kind).toEqual(ids.toSorted());
    if (kind === "first") await sync.connections.verify("acme");
    emulator.clock.advance(16 * 60_000);
    emulator.world.jobs.touch(jobs[0]!.id);
  }
  const titles = await app.query<{ id: string; title: string }>("select id, title from anyats.jobs");
  for (const { id, title } of titles)
    expect(title).toBe(stored(emulator.world.jobs.get(id.replace("\ufffd", ""))!.name!));
});

it("a queued write that cannot be stored is refused; its answer may hold anything", async () => {
  await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
  const [application] = truth(app.emulator, "applications");
  const given = app.emulator.settings();
  const message = "Odd\0\ud800\udc00\ud800";
  const warned: typeof fetch = async (input, init) => {
    const answer = await given.fetch!(input, init);
    const body = (await answer.json()) as object;
    return Response.json({ ...body, warnings: [{ message }] }, { status: answer.status });
  };
  const sync = await app.another({ settings: () => ({ ...given, fetch: warned }) });
  const enqueue = (note: string, idempotencyKey: string) =>
    sync.writes.enqueue("acme", "applications.addNote", { application, note }, { idempotencyKey });
  for (const part of ["\0", "\ud800", "\udc00\ud800"])
    await expect(enqueue(`a${part}b`, "one")).rejects.toMatchObject({ code: "sync.input-not-json", fault: "caller" });
  await expect(enqueue("x", "a\0b")).rejects.toMatchObject({ code: "sync.invalid-option", fault: "caller" });
  const { id } = await enqueue("Whole: 😀 \\u0000", "two");
  await sync.workUntilIdle();
  expect(await sync.writes.get(id)).toMatchObject({
    state: "done",
    tries: 1,
    error: null,
    output: { warnings: [{ message: stored(message) }] },
  });
});
