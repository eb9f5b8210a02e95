import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../src/fingerprint/fingerprint.ts";

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

  it("is a SHA-256, whatever it is of", () => {
    expect(fingerprint({ base64: "x".repeat(1_000_000) })).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is equal for the same bytes in a Buffer, Uint8Array, other view or ArrayBuffer", () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const padded = new Uint8Array([9, 1, 2, 3, 4, 9]).subarray(1, 5);
    const held = [bytes, Buffer.from(bytes), padded, new DataView(bytes.buffer), bytes.buffer];
    expect(new Set(held.map((content) => fingerprint({ content }))).size).toBe(1);
  });

  it("distinguishes kinds of values that read alike", () => {
    const alike = ["1", 1, 1n, true, "true", null, "null", new Date(1), [1], { 0: 1 }, "1n", "@1"];
    expect(new Set(alike.map((value) => fingerprint(value))).size).toBe(alike.length);
  });

  it("confirms a guess only to the holder of the secret", () => {
    const filter = { email: "jane@example.com" };
    const keyed = fingerprint(filter, "a secret of the app");
    expect(keyed).toMatch(/^[0-9a-f]{64}$/);
    expect(keyed).not.toBe(fingerprint(filter));
    expect(keyed).not.toBe(fingerprint(filter, "another secret of it"));
    expect(keyed).toBe(fingerprint({ ...filter }, "a secret of the app"));
  });
});
