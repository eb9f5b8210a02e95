import { expect, it } from "vitest";
import { calls, wrongCalls } from "./canary/calls.ts";
import { canaries } from "./canary.ts";
import { shownOf } from "./canary/shown.ts";

it("no key or personal data is in errors, events, logs, spans or the command line", async () => {
  const { errors, shown, leaks } = await canaries();
  expect(leaks).toEqual([]);
  expect(errors).toBeGreaterThan(Object.keys(calls).length * 20 + Object.keys(wrongCalls).length);
  expect(shown).toBeGreaterThan(errors);
});

it("would be found out: whatever way something is printed is looked at", () => {
  const error = new Error("outer", {
    cause: Object.assign(new Error("inner"), { config: { headers: { key: "k1" } } }),
  });
  Object.defineProperty(error, "hidden", { value: "k2", enumerable: false });
  const deep = Array.from({ length: 30 }).reduce((inner) => ({ inner }), { key: "k3" });
  const client = { parts: new Map([["settings", Object.defineProperty({}, "deep", { value: deep })]]) };
  for (const secret of ["k1", "k2"]) expect(shownOf(error)).toContain(secret);
  expect(shownOf(client)).toContain("k3");
});
