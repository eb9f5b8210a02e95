import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { inPart } from "../src/parts.ts";

const sizes = { jobs: 40, applications: 30, candidates: 25, notes: 10, tags: 5 };
const tests = Object.entries(sizes).flatMap(([capability, size]) =>
  Array.from({ length: size }, (_, nth) => ({ capability, nth })),
);

describe("the parts of a suite", () => {
  it("hold each test once, and each capability whole", () => {
    const parts = ["1 of 3", "2 of 3", "3 of 3"].map((part) => tests.filter(inPart(part, tests)));
    expect(parts.flat()).toHaveLength(tests.length);
    expect(new Set(parts.flat())).toEqual(new Set(tests));
    const capabilities = parts.map((part) => new Set(part.map(({ capability }) => capability)));
    expect(capabilities.map((names) => [...names])).toEqual([
      ["jobs"],
      ["applications", "tags"],
      ["candidates", "notes"],
    ]);
  });

  it("are as long as each other where one capability takes most of the time", () => {
    const all = ["jobs.stream", "jobs.get", "tags.stream", "users.stream", "notes.stream"];
    const each = all.map((capability) => ({ capability }));
    const first = each.filter(inPart("1 of 2", each)).map(({ capability }) => capability);
    expect(first).toEqual(["jobs.stream"]);
  });

  it("hold everything where there is one", () => expect(tests.filter(inPart("1 of 1", tests))).toEqual(tests));

  it.for(["", "2", "0 of 2", "3 of 2", "1 of 0", "1 of 2 of 3", "-1 of 2"])("reject %j", (part) => {
    expect(() => inPart(part, tests)).toThrow("is not a part such as");
  });
});

describe("the suites of this repository that are run in parts", () => {
  const root = join(import.meta.dirname, "../../..");
  const files = globSync("{packages,examples}/*/test/*.conformance*.test.ts", { cwd: root });
  const parts = files.flatMap((file) => {
    const [, own, count] = /part: "(\d+) of (\d+)"/.exec(readFileSync(join(root, file), "utf8")) ?? [];
    return own === undefined
      ? []
      : [{ adapter: basename(file).split(".")[0]!, own: Number(own), count: Number(count) }];
  });

  it("leave no part out", () => {
    expect(parts.length).toBeGreaterThan(0);
    for (const [adapter, own] of Map.groupBy(parts, (part) => part.adapter)) {
      const all = Array.from({ length: own[0]!.count }, (_, nth) => nth + 1);
      expect(own.map((part) => part.own).toSorted(), adapter).toEqual(all);
    }
  });
});
