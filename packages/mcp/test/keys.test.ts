import { avionte } from "@anyats/avionte";
import { catalogue, capabilityIds } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  dictionary,
  integer,
  letrec,
  oneof,
  string,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { agentTools, type AtsConnection } from "../src/index.ts";

const offered = new Set(coverageOf(avionte).cells.flatMap((cell) => (cell.implementedBy ? [cell.capability] : [])));
const creating = capabilityIds.filter(
  (id) => catalogue[id].effect === "creates" && offered.has(id) && id !== "passthrough.send",
);

/** A connection whose every method only notes under which key it is called. */
function noting(keys: unknown[]): AtsConnection {
  const note = (_input: unknown, { idempotencyKey }: { readonly idempotencyKey: unknown }) => {
    keys.push(idempotencyKey);
    return Promise.resolve({});
  };
  const groups = new Proxy({}, { get: () => note });
  const own = { adapter: avionte, coverage: () => Promise.resolve(coverageOf(avionte)) };
  return new Proxy(own, { get: (has, name) => Reflect.get(has, name) ?? groups }) as unknown as AtsConnection;
}

async function keysOf(calls: readonly (readonly [id: string, input: unknown])[]): Promise<readonly unknown[]> {
  const keys: unknown[] = [];
  const tools = await agentTools(noting(keys), { allow: creating });
  for (const [id, input] of calls)
    await tools
      .find(({ capability }) => capability === id)!
      .run(input as Record<string, unknown>, AbortSignal.timeout(1_000));
  return keys;
}

const { input } = letrec((tie) => ({
  json: oneof(
    { depthSize: "small" },
    string({ maxLength: 3 }),
    integer(),
    boolean(),
    constant(null),
    tie("list"),
    tie("input"),
  ),
  list: array(tie("json"), { minLength: 1, maxLength: 3 }),
  input: dictionary(constantFrom("note", "text", "id", "updates"), tie("json"), { minKeys: 1, maxKeys: 3 }),
}));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The same, with the fields of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).toReversed();
  return Object.fromEntries(fields.map(([name, held]) => [name, reversed(held)]));
}

/** Every value that differs in one leaf. */
function neighbours(value: unknown): readonly unknown[] {
  if (Array.isArray(value))
    return value.flatMap((item, at) => neighbours(item).map((other) => value.with(at, other) as unknown));
  if (!isObject(value)) return [value === "another" ? "one more" : "another"];
  return Object.entries(value).flatMap(([name, held]) =>
    neighbours(held).map((other) => ({ ...value, [name]: other })),
  );
}

describe("the key that a write gets without one of its own", () => {
  it("is the same for the same input in any order, and another where anything differs", async () => {
    await assert(
      asyncProperty(constantFrom(...creating), input, async (id, given) => {
        const others = neighbours(given);
        const [key, again, ...different] = await keysOf([given, reversed(given), ...others].map((one) => [id, one]));
        expect(key).toMatch(/^.{20,}$/);
        expect(again).toBe(key);
        expect(different).toHaveLength(others.length);
        expect(different).not.toContain(key);
      }),
    );
  });

  it("is another for another capability", async () => {
    const keys = await keysOf(creating.map((id) => [id, { id: "1" }]));
    expect(new Set(keys).size).toBe(creating.length);
    expect(creating.length).toBeGreaterThan(3);
  });

  it("gives way to one of the agent's, which may be a number", async () => {
    for (const idempotencyKey of ["a", "7", 7, 0])
      expect(await keysOf([[creating[0]!, { id: "1", idempotencyKey }]])).toEqual([String(idempotencyKey)]);
  });
});
