import { connect, type AtsError } from "@anyats/core";
import { unanswered } from "@anyats/core/testing";
import { describe, expect, it } from "vitest";
import { avionte } from "../src/index.ts";

const settings = { apiKey: "k", integrationId: "avionte:x" };

/** Answers nothing until the call is given up. */
const silent: typeof globalThis.fetch = (input) => unanswered(input as Request);

const failed = (call: Promise<unknown>): Promise<AtsError> =>
  call.then(
    () => Promise.reject(new Error("it succeeded")),
    (error: unknown) => error as AtsError,
  );

describe("a write of which nothing was sent yet when its time was over", () => {
  it.each([
    ["the id in Avionté", "as-known", "c1"],
    ["the types of activities", "documented", { id: "c1", remoteId: "12" }],
  ] as const)("is known not to have run: a note that waits for %s", async (_what, nativeRoutes, candidate) => {
    await using ats = await connect(avionte, { ...settings, nativeRoutes, fetch: silent });
    const error = await failed(ats.candidates.addNote({ candidate, note: "Hello" }, { timeoutMs: 50 }));
    expect(error).toMatchObject({ code: "call.deadline-exceeded", retry: "safe" });
  });

  it.each([
    ["the id in Avionté", "c1"],
    ["the definitions", { id: "c1", remoteId: "12" }],
  ])("is known not to have run: custom fields that wait for %s", async (_what, candidate) => {
    await using ats = await connect(avionte, { ...settings, fetch: silent });
    const updates = { "Shirt size": "L" };
    const error = await failed(ats.candidates.updateCustomFields({ candidate, updates }, { timeoutMs: 50 }));
    expect(error).toMatchObject({ code: "call.deadline-exceeded", retry: "safe" });
  });

  it("is known not to have run: a note that was refused for quota, then given up", async () => {
    const data = { url: "https://api.avionte.com/", status: 429, headers: {}, data: "" };
    let requests = 0;
    const fetch = async () => {
      requests += 1;
      return Response.json({ status: "success", data, warnings: [] });
    };
    await using ats = await connect(avionte, { ...settings, fetch });
    const call = { signal: AbortSignal.timeout(100) };
    const note = { candidate: { id: "c1", remoteId: "12" }, note: "Hello" };
    expect(await failed(ats.candidates.addNote(note, call))).toMatchObject({ code: "call.aborted", retry: "safe" });
    expect(requests).toBe(1);
  });
});

it.each([
  ["007", "007"],
  ["9007199254740993", "9007199254740993"],
  ["12", 12],
])("a custom field of the id %s is written by that id", async (id, written) => {
  const sent: unknown[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    const { method, data } = (await (input as Request).json()) as { method: string; data?: unknown };
    if (method === "PATCH") sent.push(data);
    const definitions = [{ id, name: "Shirt size", dataType: "Text" }];
    const native = { url: "https://api.avionte.com/", status: 200, headers: {}, data: definitions };
    return Response.json({ status: "success", data: native, warnings: [] });
  };
  await using ats = await connect(avionte, { ...settings, fetch });
  await ats.jobs.updateCustomFields({ job: { id: "j1", remoteId: "7" }, updates: { [id]: "L" } });
  expect(sent).toEqual([{ customDetails: [{ definitionId: written, value: "L" }] }]);
});
