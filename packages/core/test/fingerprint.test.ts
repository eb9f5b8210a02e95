import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../src/stream/checkpoint.ts";

const data = fc.object({ values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)], maxDepth: 2 });

describe("a fingerprint", () => {
  it("does not depend on the order of the keys, at any depth", () => {
    const reversed = (value: unknown): unknown =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;
    fc.assert(
      fc.property(data, (value) => {
        expect(fingerprint(reversed(value))).toBe(fingerprint(value));
      }),
    );
  });

  it("differs where a value differs", () => {
    fc.assert(
      fc.property(data, fc.string(), fc.string(), (value, one, other) => {
        fc.pre(one !== other);
        expect(fingerprint({ ...value, x: one })).not.toBe(fingerprint({ ...value, x: other }));
      }),
    );
  });

  it("differs where the bytes of a file differ", () => {
    const file = (last: number) => ({ name: "cv.pdf", bytes: new Uint8Array([1, 2, last]) });
    expect(fingerprint(file(3))).toBe(fingerprint(file(3)));
    expect(fingerprint(file(3))).not.toBe(fingerprint(file(4)));
  });

  it("is short, whatever it is of", () => {
    expect(fingerprint({ base64: "x".repeat(1_000_000) }).length).toBeLessThan(30);
  });
});
