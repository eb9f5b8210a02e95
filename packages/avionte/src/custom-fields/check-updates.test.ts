import type { CustomFieldContent, CustomFieldDefinition, CustomFieldType } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { checkUpdates } from "./check-updates.ts";

const definition = (type: CustomFieldType, required: boolean): CustomFieldDefinition => ({
  id: "1",
  name: "Field",
  type,
  nativeType: type,
  required,
  readOnly: false,
  options: type.endsWith("select") ? ["Red", "Blue"] : null,
});
const check = (type: CustomFieldType, value: CustomFieldContent, required = false) =>
  checkUpdates({ "1": value }, [definition(type, required)]);

describe("an update of custom fields", () => {
  it.for([
    ["multi-select", []],
    ["single-select", ""],
    ["text", ""],
    ["text", " \n"],
    ["number", null],
  ] as const)("does not clear a required field: %s with %j", ([type, value]) => {
    expect(() => check(type, value as CustomFieldContent, true)).toThrow("is required");
  });

  it.for([
    ["multi-select", []],
    ["single-select", ""],
    ["date", null],
  ] as const)("clears an optional field: %s with %j", ([type, value]) => {
    expect(check(type, value as CustomFieldContent)).toEqual([{ definitionId: "1", value: null }]);
  });

  it.for([
    ["number", 1e-7, "0.0000001"],
    ["number", 1e21, "1000000000000000000000"],
    ["currency", -1.5, "-1.5"],
    ["boolean", false, "false"],
  ] as const)("writes %s %j as %s", ([type, value, native]) => {
    expect(check(type, value)).toEqual([{ definitionId: "1", value: native }]);
  });

  it.for([
    ["date", "0001-01-01"],
    ["date", "2026-02-30"],
    ["date-time", "0001-01-01T00:00:00Z"],
    ["number", Number.NaN],
    ["boolean", 0],
  ] as const)("rejects a value that would read back as something else: %s %j", ([type, value]) => {
    expect(() => check(type, value)).toThrow("must be");
  });
});
