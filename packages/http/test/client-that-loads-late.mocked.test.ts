import { CallAborted, EventHub } from "@anyats/core";
import { callOf, ManualClock } from "@anyats/core/testing";
import { afterAll, expect, it, vi } from "vitest";
import { HttpClient } from "../src/index.ts";

const { over } = vi.hoisted(() => ({ over: Promise.withResolvers<void>() }));
vi.mock("ky", async (original: () => Promise<object>): Promise<object> => {
  await over.promise;
  return original();
});
afterAll(() => over.resolve());

it("ends a write that is given up while ky is loaded as one that was not sent", async () => {
  const clock = new ManualClock();
  const profile = {
    name: "My ATS",
    destination: () => ({ baseUrl: "https://api.test", fetch: () => expect.unreachable() }),
  };
  const facts = { clock, events: new EventHub(), profile, policy: undefined, allowance: undefined, settings: {} };
  const given = new AbortController();
  const call = callOf(clock, { capability: "candidates.addNote", signal: given.signal });
  const sent = new HttpClient(facts).send({ method: "POST", path: "/notes", effect: "creates" }, call);
  given.abort(new CallAborted(true));
  await expect(sent).rejects.toMatchObject({ code: "call.aborted", retry: "safe" });
});
