import { catalogue, capabilityIds } from "@anyats/core";
import { textsOf } from "@anyats/core/texts";
import { contractTests } from "@anyats/conformance";
import { sentencesOf, statedRules } from "@anyats/conformance/contracts";
import { describe, expect, it } from "vitest";
import { subjectIds, subjectOf } from "../src/mutants/subjects.ts";

const rulesOf = (id: (typeof capabilityIds)[number]) => sentencesOf(textsOf(catalogue[id]).details);

/** The promises that are tested of a capability, by any of the adapters. */
const tested = new Map<string, Set<string>>();
for (const { adapter } of await Promise.all(subjectIds.map(subjectOf)))
  for (const { capability, promise } of contractTests(adapter)) {
    if (!tested.has(capability)) tested.set(capability, new Set());
    tested.get(capability)!.add(promise);
  }

describe("the rules that the catalogue's docs state", () => {
  it.for(capabilityIds.filter((id) => rulesOf(id).length > 0))("are tested, each of %s", (id) => {
    for (const sentence of rulesOf(id)) {
      const rule = statedRules[sentence];
      expect(rule, `add a row to statedRules: "${sentence}"`).toBeDefined();
      if (!rule || !("promises" in rule)) continue;
      for (const promise of rule.promises)
        expect([...(tested.get(id) ?? [])], `"${sentence}" has no test for ${id}`).toContain(promise);
    }
  });

  it("are all stated somewhere", () => {
    const stated = new Set(capabilityIds.flatMap(rulesOf));
    expect(Object.keys(statedRules).filter((sentence) => !stated.has(sentence))).toEqual([]);
  });
});
