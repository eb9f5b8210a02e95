import { avionte } from "@anyats/avionte";
import { describe, expect, it } from "vitest";
import { agent } from "./agent.ts";

interface Page {
  readonly records: readonly { readonly id: string; readonly [field: string]: unknown }[];
  readonly nextCursor: string | null;
  readonly unreadable: number;
}

describe("an agent that reads", () => {
  it.for([1, 7, 25])("gets every record once, page by page of at most %i", async (limit) => {
    await using linked = await agent(avionte);
    const all = await linked.ats.candidates.stream().toArray();
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const { given } = await linked.call("candidates_stream", { limit, ...(cursor && { cursor }) });
      const page = given as unknown as Page;
      expect(page.records.length).toBeLessThanOrEqual(limit);
      ids.push(...page.records.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });

  it("loses no record where an answer is full before its page ends", async () => {
    await using linked = await agent(avionte, { maxCharacters: 2_000 });
    const all = await linked.ats.applications.stream().toArray();
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const { given, text } = await linked.call("applications_stream", cursor === null ? {} : { cursor });
      const page = given as unknown as Page;
      if (page.records.length > 1) expect(text.length).toBeLessThan(40_000);
      ids.push(...page.records.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });

  it("gets every record once, whatever limit it gives with a cursor", async () => {
    // An answer full of characters ends amid a page; the next call reads that page again, in pieces of its own limit.
    await using linked = await agent(avionte, { maxCharacters: 5_000 });
    const all = await linked.ats.applications.stream().toArray();
    const limits = [25, 2, 1, 7, 3];
    const ids: string[] = [];
    let cursor: string | null = null;
    for (let call = 0; call === 0 || cursor !== null; call += 1) {
      const asked = { limit: limits[call % limits.length]!, ...(cursor !== null && { cursor }) };
      const page = (await linked.call("applications_stream", asked)).given as unknown as Page;
      ids.push(...page.records.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(ids.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });

  it.for([
    ["in however many pieces its page comes", 100, 25, { records: 4, unreadable: 1 }],
    ["where an answer is full before a page's first record", 1_000, 2, { records: 2, unreadable: 3 }],
  ] as const)("counts an unreadable record once, %s", async ([, maxCharacters, limit, counted]) => {
    await using linked = await agent(avionte, { maxCharacters }, { candidates: 5 });
    linked.emulator.faults.inject({ kind: "malformedRecord", index: 0, times: 100, match: { path: /\/candidates$/ } });
    let [records, unreadable, cursor] = [0, 0, undefined as string | null | undefined];
    do {
      const { given } = await linked.call("candidates_stream", { limit, ...(cursor ? { cursor } : {}) });
      const page = given as unknown as Page;
      [records, unreadable, cursor] = [records + page.records.length, unreadable + page.unreadable, page.nextCursor];
    } while (cursor !== null);
    expect({ records, unreadable }).toEqual(counted);
  });

  it("gets no more characters than an answer may have, its cursor among them", async () => {
    await using linked = await agent(avionte, { maxCharacters: 5_000 });
    for (const tool of ["jobs_stream", "candidates_stream", "applications_stream"]) {
      let cursor: string | null | undefined;
      do {
        const { given, text } = await linked.call(tool, { limit: 7, ...(cursor ? { cursor } : {}) });
        expect(text.length, tool).toBeLessThanOrEqual(5_000);
        cursor = (given as unknown as Page).nextCursor;
      } while (cursor !== null);
    }
    const { candidates } = linked.emulator.world;
    const [one] = candidates.all();
    const { text } = await linked.call("candidates_find", { firstName: one!.first_name! });
    expect(text.length).toBeLessThanOrEqual(5_000);
  });

  it("asks the ATS for no page beyond the one it sees", async () => {
    await using linked = await agent(avionte);
    const before = linked.emulator.requests.count();
    await linked.call("candidates_stream", { limit: 5 });
    expect(linked.emulator.requests.count()).toBe(before + 1);
  });

  it("gets a record that is larger than an answer may be, cut, and says so", async () => {
    await using linked = await agent(avionte);
    const [row, other] = linked.emulator.world.jobs.all();
    linked.emulator.world.jobs.update(row!.id, { description: "long ".repeat(100_000) });
    const { given, text } = await linked.call("jobs_stream", { ids: [row!.id] });
    expect(text.length).toBeLessThan(61_000);
    expect(given).toMatchObject({ records: [{ id: row!.id }], truncated: true, nextCursor: null });
    expect((await linked.call("jobs_stream", { ids: [other!.id] })).given).not.toHaveProperty("truncated");
  });

  it.for([
    ["another filter", "applications_stream", { outcomes: ["HIRED"] }],
    ["another stream", "candidates_stream", {}],
  ] as const)("is refused when a cursor from amid a page comes with %s", async ([, tool, filter]) => {
    await using linked = await agent(avionte, { maxCharacters: 2_000 });
    const { given } = await linked.call("applications_stream", {});
    const { nextCursor } = given as unknown as Page;
    const { isError, text } = await linked.call(tool, { ...filter, cursor: nextCursor });
    expect({ isError, text }).toEqual({ isError: true, text: expect.stringContaining("cursor") as string });
  });

  it("sees nothing about a person unless it is shown", async () => {
    await using hidden = await agent(avionte);
    await using open = await agent(avionte, { personal: "shown" });
    const [candidate] = await hidden.ats.candidates.stream().toArray();
    const told = await hidden.call("candidates_get", { id: candidate!.id });
    for (const secret of [candidate!.lastName!, candidate!.emailAddresses[0]!.address]) {
      expect(told.text).not.toContain(secret);
      expect((await open.call("candidates_get", { id: candidate!.id })).text).toContain(secret);
    }
    expect(told.given["result"]).toMatchObject({ id: candidate!.id, lastName: "[personal]" });
  });

  it("is told to ask for less where a batch was cut before its cursor", async () => {
    await using linked = await agent(avionte, {}, { candidates: 400 });
    const batch = async (input: Record<string, unknown>) => {
      const { given } = await linked.call("jobs_fetchEnhancedBatch", input);
      return given as unknown as { result: { jobs: object[]; cursor: string | null }; truncated?: true; hint?: string };
    };
    const cut = await batch({});
    expect(cut).toMatchObject({ truncated: true, hint: expect.stringContaining("smaller `limit`") as string });
    const whole = await batch({ limit: 5 });
    expect(whole.result.jobs).toHaveLength(5);
    expect(whole).not.toHaveProperty("hint");
    expect((await linked.call("jobs_fetchEnhancedBatch", {})).text.length).toBeLessThanOrEqual(60_000);
  });

  it("is asked to refine where several people match", async () => {
    await using linked = await agent(avionte);
    const people = await linked.ats.candidates.stream().toArray();
    const names = Map.groupBy(people, ({ firstName }) => firstName);
    const [firstName] = [...names].find(([name, same]) => name !== null && same.length > 1)!;
    const { given } = await linked.call("candidates_find", { firstName: firstName! });
    expect(given["hint"]).toMatch(/candidates match\. Refine/);
  });

  it.for([
    ["a text that is not a cursor", "nonsense"],
    ["an empty cursor", ""],
    ["a number", 7],
    ["a cursor of another stream", null],
    ["a cursor as long as a book", "x".repeat(100_000)],
    ["a prototype", Buffer.from('{"__proto__":{"after":null,"skip":0}}').toString("base64url")],
    ["a place before the start", Buffer.from('{"after":null,"skip":-1}').toString("base64url")],
  ] as const)("is refused, with what to do, when it gives %s", async ([, given]) => {
    await using linked = await agent(avionte);
    const jobs = await linked.call("jobs_stream", { limit: 1 });
    const cursor = given ?? (jobs.given as unknown as Page).nextCursor;
    const { isError, text } = await linked.call("candidates_stream", { cursor });
    expect(isError).toBe(true);
    const { error } = JSON.parse(text) as { error: Record<string, string> };
    expect(error["retry"]).toBe("never");
    expect(error["code"]).toMatch(/^(agent\.cursor-invalid|stream\.checkpoint-mismatch)/);
    expect(error["advice"]!.length).toBeGreaterThan(10);
  });

  it("sees which field of its input is wrong", async () => {
    await using linked = await agent(avionte);
    const { isError, text } = await linked.call("applications_stream", { outcomes: ["PENDING"], jobsIds: ["1"] });
    expect(isError).toBe(true);
    expect(text).toContain("jobsIds");
    expect(text).toContain("input.invalid");
  });
});
