import { defineAdapter, type Adapter } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { adapterOf, adapterIds } from "../src/adapters.ts";
import { environmentSettings, variableOf } from "../src/environment-settings.ts";

const adapters = await Promise.all(adapterIds.map(adapterOf));

/** Each setting of each adapter that is not a text, and values of its type. */
const typed = adapters.flatMap((adapter) => {
  const { properties = {} } = z.toJSONSchema(adapter.settings as z.ZodType, { io: "input", unrepresentable: "any" });
  return Object.entries(properties as Readonly<Record<string, { type?: string; minimum?: number }>>).flatMap(
    ([name, { type, minimum = 0 }]) => {
      const values = { boolean: [true, false], integer: [minimum, minimum + 7], number: [0, 1.5] }[type ?? ""] ?? [];
      return values.map((value) => [adapter.id, name, value, adapter] as const);
    },
  );
});

const inherited = {
  id: "of-code",
  name: "Of code",
  package: { name: "@example/of-code", version: "1.0.0" },
  facts: {},
};

describe("a setting from the environment", () => {
  it.for(typed)("of %s: %s is %s where the variable says so", ([, name, value, adapter]) => {
    const env = { [variableOf(adapter, name)]: String(value) };
    expect(environmentSettings(adapter, env, undefined).given).toEqual({ [name]: value });
  });

  it.for(typed)("of %s: %s is no %s where the variable says something else", ([, name, , adapter]) => {
    for (const text of ["yes", "FALSE", "1e", "0x", " "]) {
      const { given } = environmentSettings(adapter, { [variableOf(adapter, name)]: text }, undefined);
      // Text of another kind stays text, so that the adapter's own schema refuses it by name.
      expect(given).toEqual({ [name]: text });
    }
  });

  it("is refused by name where no variable can hold it", () => {
    const tokens = z.custom<object>((value) => typeof value === "object");
    const settings = z.object({ shop: z.string(), tokens });
    const [odoo] = adapters.filter(({ id }) => id === "odoo");
    const ofCode = defineAdapter({ ...inherited, extends: odoo!, settings });
    const refusal = { code: "command.setting-in-code", message: expect.stringContaining('"tokens"') as string };
    const given = (of: Adapter, env: Record<string, string>) => environmentSettings(of, env, undefined).given;
    expect(() => given(ofCode, { OF_CODE_SHOP: "one" })).toThrow(expect.objectContaining(refusal));
    const optional = settings.extend({ tokens: tokens.optional() });
    const may = defineAdapter({ ...inherited, extends: odoo!, settings: optional });
    expect(given(may, { OF_CODE_SHOP: "one" })).toEqual({ shop: "one" });
    expect(() => given(may, { OF_CODE_TOKENS: "one" })).toThrow(expect.objectContaining(refusal));
  });

  it("is left out where its variable is empty, and named where it is required", () => {
    for (const adapter of adapters) {
      const all = Object.fromEntries(typed.map(([, name]) => [variableOf(adapter, name), ""]));
      expect(environmentSettings(adapter, all, undefined).given).toEqual({});
    }
    expect(typed.length).toBeGreaterThan(3);
  });
});
