import { avionte } from "@anyats/avionte";
import { bullhorn } from "@anyats/bullhorn";
import type { Adapter } from "@anyats/core";
import { coverageOf, isOffered } from "@anyats/core/coverage";
import { greenhouse } from "@anyats/greenhouse";
import { komboBase } from "@anyats/kombo-base";
import { describe, expect, it } from "vitest";

const cell = (adapter: Adapter, id: string) => coverageOf(adapter).cells.find(({ capability }) => capability === id)!;
const limits = (adapter: Adapter, id: string) => cell(adapter, id).limitations.map((limitation) => limitation.id);
const adapters: readonly Adapter[] = [komboBase, avionte, bullhorn, greenhouse];

describe("a write that cannot be checked after a lost answer", () => {
  it.each([avionte, bullhorn, greenhouse])("limits notes on $name, whose notes cannot be read", (adapter) => {
    expect(cell(adapter, "applications.addNote").settledBy).toEqual(["notes.stream"]);
    expect(limits(adapter, "applications.addNote")).toContain("derived.lost-answers-stay-unknown");
  });

  it("does not limit notes where they can be read", () => {
    expect(limits(komboBase, "applications.addNote")).toEqual([]);
  });

  it("is explained by the adapter's own words on Avionté's candidate notes", () => {
    expect(limits(avionte, "candidates.addNote")).toContain("avionte.notes-cannot-be-read-back");
    expect(limits(avionte, "candidates.addNote")).not.toContain("derived.lost-answers-stay-unknown");
  });

  it.each(adapters)("is known of every creating write of $name", (adapter) => {
    const silent = coverageOf(adapter).cells.filter(
      (each) => isOffered(each) && each.effect === "creates" && each.settledBy === null,
    );
    expect(silent.map(({ capability }) => capability)).toEqual([]);
  });
});

describe("a route that no public source confirms", () => {
  it.each(["jobs.getEnhanced", "jobs.fetchEnhancedBatch", "candidates.getEnhanced"])("limits Avionté's %s", (id) => {
    expect(limits(avionte, id)).toContain("derived.routes-are-not-confirmed");
  });

  it("appears once where the adapter explains it", () => {
    expect(limits(avionte, "jobs.listCustomFields")).toEqual(["avionte.native-routes-are-not-confirmed"]);
  });
});
