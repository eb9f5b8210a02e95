import { format, inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret, secret } from "../src/index.ts";

const value = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";

describe("a secret", () => {
  it("is given out by reveal alone", () => {
    expect(new Secret(value).reveal()).toBe(value);
  });

  it.each<[string, (hidden: Secret) => unknown]>([
    ["String", (hidden) => String(hidden)],
    ["a template", (hidden) => `${hidden}`],
    ["concatenation", (hidden) => `${hidden as unknown as string}`.concat(hidden as unknown as string)],
    ["JSON", (hidden) => JSON.stringify({ hidden, list: [hidden] })],
    ["inspect", (hidden) => inspect({ hidden }, { depth: 10, showHidden: true, getters: true })],
    [
      "inspect without custom inspection",
      (hidden) => inspect(hidden, { depth: 10, showHidden: true, customInspect: false }),
    ],
    ["the console's formats", (hidden) => format("%s %o %O %j %d", hidden, hidden, hidden, hidden, hidden)],
    ["Object.keys", (hidden) => Object.keys(hidden).join()],
    ["Object.entries", (hidden) => JSON.stringify(Object.entries(hidden))],
    ["own property names", (hidden) => Reflect.ownKeys(hidden).map(String).join()],
    ["spreading", (hidden) => inspect({ ...hidden })],
    ["structuredClone", (hidden) => inspect(structuredClone(hidden), { showHidden: true })],
    ["an error's message", (hidden) => new Error(`failed with ${hidden}`).stack],
  ])("is not shown by %s", (_how, show) => {
    expect(show(new Secret(value))).not.toContain(value);
  });

  it.each([[""], ["two words"], [" padded "], ["line\nbreak"], ["nul\0"]])(
    "that is %j is refused without being shown",
    (wrong) => {
      const parsed = secret().safeParse(wrong);
      expect(parsed.success).toBe(false);
      if (wrong !== "") expect(JSON.stringify(parsed.error)).not.toContain(wrong.trim());
    },
  );
});
