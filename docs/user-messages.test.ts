import { avionte } from "@anyats/avionte";
import { bullhorn } from "@anyats/bullhorn";
import type { Adapter } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { greenhouse } from "@anyats/greenhouse";
import { komboBase } from "@anyats/kombo-base";
import { describe, expect, it } from "vitest";

const adapters: readonly Adapter[] = [komboBase, avionte, bullhorn, greenhouse];

/** Words that only engineers use: names of code, of parts of AnyATS, and of the aggregator. */
const namesOfCode = /`|[a-z][A-Z]|\w\.\w+\(/;
const engineersWords =
  /\b(Kombo|API|JSON|HTTP|adapter|handler|passthrough|route|endpoint|aggregator|sync|webhook|null|id)\b/i;

describe.each(adapters)("$name", (adapter) => {
  const { cells } = coverageOf(adapter);

  it("words each gap for the people who use the app", () => {
    for (const [key, gap] of Object.entries(adapter.missing))
      expect([key, gap.userMessage]).toEqual([key, expect.any(String)]);
  });

  it("words each limitation for the people who use the app", () => {
    for (const { id, userMessage } of adapter.limitations) expect([id, userMessage]).toEqual([id, expect.any(String)]);
  });

  it("uses no engineer's word and whole sentences", () => {
    const messages = cells.flatMap(({ gap, limitations }) => [
      ...(gap ? [gap.userMessage] : []),
      ...limitations.map(({ userMessage }) => userMessage),
    ]);
    for (const message of new Set(messages)) {
      const own = message.replaceAll(adapter.name, "");
      expect(own).not.toMatch(engineersWords);
      expect(own).not.toMatch(namesOfCode);
      expect(message).toMatch(/^[A-ZÉ].{10,160}\.$/);
    }
  });
});
