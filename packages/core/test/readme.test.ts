import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { coverageOf } from "../src/coverage.ts";
import { acme, jane } from "./fixtures/readme-example.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

describe("the example of the README", () => {
  it("is a file that the compiler has checked", () => {
    const [, shown] = /```typescript\n(.*?)```/s.exec(read("../README.md")) ?? [];
    expect(shown).toBe(read("./fixtures/readme-example.ts"));
  });

  it("does what it says", () => {
    expect(jane).toMatchObject({ id: "c1", firstName: "Jane" });
    expect(coverageOf(acme).totals).toMatchObject({ supported: 1, own: 1 });
  });
});
