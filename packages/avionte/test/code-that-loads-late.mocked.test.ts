import { connect } from "@anyats/core";
import { afterAll, expect, it, vi } from "vitest";
import { avionte } from "../src/index.ts";

const { over, late } = vi.hoisted(() => {
  const over = Promise.withResolvers<void>();
  const late = async (original: () => Promise<object>): Promise<object> => {
    await over.promise;
    return original();
  };
  return { over, late };
});
vi.mock("../src/custom-fields/check-updates.ts", late);
afterAll(() => over.resolve());

it("is known not to have run: custom fields whose time ends while code is loaded", async () => {
  const fetch = () => expect.unreachable();
  await using ats = await connect(avionte, { apiKey: "k", integrationId: "avionte:x", fetch });
  const change = { candidate: { id: "c1", remoteId: "12" }, updates: { "Shirt size": "L" } };
  const ended = ats.candidates.updateCustomFields(change, { timeoutMs: 30 });
  await expect(ended).rejects.toMatchObject({ code: "call.deadline-exceeded", retry: "safe" });
});
