import { InvalidInput, type CustomFieldDefinition } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { checkCustomFieldUpdates, checkedAgainstKept } from "@anyats/http";

const field = (name: string, options: readonly string[] | null = null): CustomFieldDefinition => ({
  id: name.toLowerCase(),
  name,
  type: options ? "single-select" : "text",
  nativeType: "String",
  required: false,
  readOnly: false,
  options: options && [...options],
});

/** A connection's definitions: those that it has kept, and those of now. */
function definitions(kept: readonly CustomFieldDefinition[], now: readonly CustomFieldDefinition[]) {
  const asked: boolean[] = [];
  const read = async (refresh: boolean) => {
    asked.push(refresh);
    return refresh ? now : kept;
  };
  return { asked, read };
}

const check = (updates: Readonly<Record<string, string>>) => (all: readonly CustomFieldDefinition[]) =>
  checkCustomFieldUpdates(updates, all).map(({ definition, value }) => [definition.id, value]);

describe("updates checked against kept definitions", () => {
  it("are not checked again when they are right", async () => {
    const { asked, read } = definitions([field("Shift")], []);
    expect(await checkedAgainstKept(true, read, check({ Shift: "Days" }))).toEqual([["shift", "Days"]]);
    expect(asked).toEqual([false]);
  });

  it.each([
    ["a field", [field("Shift")], [field("Shift"), field("Team")], { Team: "North" }, [["team", "North"]]],
    [
      "an option",
      [field("Team", ["South"])],
      [field("Team", ["South", "North"])],
      { team: "North" },
      [["team", "North"]],
    ],
  ] as const)("know %s that was added since", async (_what, kept, now, updates, checked) => {
    const { read } = definitions(kept, now);
    expect(await checkedAgainstKept(true, read, check(updates))).toEqual(checked);
  });

  it.each([
    ["definitions of now do not know it either", true, [false, true]],
    ["nothing was kept, so that these are the definitions of now", false, [false]],
  ])("are refused where %s", async (_why, isKept, reads) => {
    const { asked, read } = definitions([field("Shift")], [field("Shift")]);
    await expect(checkedAgainstKept(isKept, read, check({ Team: "North" }))).rejects.toThrow(InvalidInput);
    expect(asked).toEqual(reads);
  });
});
