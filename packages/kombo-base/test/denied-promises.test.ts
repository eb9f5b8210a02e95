import { contractTests } from "@anyats/conformance";
import { defineAdapter, type Limitation } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";

const streamed = "shows a deletion only when asked to";
const withLimitation = (denies: readonly string[]) => {
  const limitation: Limitation<"jobs.stream"> = {
    id: "acme.no-deletions",
    capabilities: ["jobs.stream"],
    imposedBy: "ats",
    summary: "Deleted jobs cannot be told from others.",
    reason: "Acme keeps no trace of a deleted job.",
    advice: "Compare two complete reads.",
    certainty: "documented",
    effect: { kind: "told-only", because: "Acme keeps no trace of a deleted job" },
    denies,
  };
  return defineAdapter({
    id: "acme",
    name: "Acme",
    package: { name: "@example/acme", version: "1.0.0" },
    extends: komboBase,
    facts: { providerId: "acme" },
    handlers: [],
    limitations: [limitation],
  });
};
const promisesOf = (adapter: Parameters<typeof contractTests>[0], capability: string) =>
  contractTests(adapter)
    .filter((test) => test.capability === capability)
    .map(({ promise }) => promise);

describe("a promise that a limitation rules out", () => {
  it("is not tested for the limited capability, and nothing else is left out", () => {
    const all = promisesOf(komboBase, "jobs.stream");
    expect(all).toContain(streamed);
    expect(promisesOf(withLimitation([streamed]), "jobs.stream")).toEqual(
      all.filter((promise) => promise !== streamed),
    );
    expect(promisesOf(withLimitation([streamed]), "candidates.stream")).toContain(streamed);
  });

  it.each(["writes poems", "can be called where it says that it is supported"])(
    "is refused when it is not a promise that can be denied: %s",
    (promise) => {
      expect(() => contractTests(withLimitation([promise]))).toThrow(
        /acme\.no-deletions.*not a promise of jobs\.stream/,
      );
    },
  );
});
