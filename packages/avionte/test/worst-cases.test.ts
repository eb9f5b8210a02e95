import { customFieldTypes, InvalidInput, type CustomFieldDefinition } from "@anyats/core";
import { leastTime } from "@anyats/core/testing";
import { describe, expect, it } from "vitest";
import { checkUpdates } from "../src/custom-fields/check-updates.ts";
import { readValue } from "../src/custom-fields/values.ts";

const most = 100;

/** The least processor time of a few runs, in milliseconds. */
const time = (run: () => unknown): Promise<number> => leastTime(run, most);

const options = Array.from({ length: 1_000 }, (_, index) => `option ${index}`);
const pieces = [
  "0",
  "1",
  "0.0",
  "1e",
  " ",
  "-",
  "a",
  "@",
  "a@a.",
  "option 999;",
  "[",
  "a,",
  "2026-",
  "/Date(",
  "é",
  "https://",
];

describe("custom fields of 200,000 characters", () => {
  it.each(customFieldTypes)("are read and checked in at most 100 ms: %s", async (type) => {
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(200_000 / piece.length));
      for (const value of [text, `${text}x`, `1.${text}`, `1e${text}`]) {
        expect(await time(() => readValue(type, value, options)), `read ${piece}`).toBeLessThan(most);
        const definition = {
          id: "1",
          name: "One",
          type,
          nativeType: "Text",
          required: false,
          readOnly: false,
          options,
        } satisfies CustomFieldDefinition;
        const check = () => {
          try {
            checkUpdates({ "1": value }, [definition]);
          } catch (error) {
            if (!(error instanceof InvalidInput)) throw error;
          }
        };
        expect(await time(check), `check ${piece}`).toBeLessThan(most);
      }
    }
  });

  it("are reported within 100 ms when 5,000 are invalid, with 1,000 options each", async () => {
    const long = options.map((option) => option.repeat(10));
    const definitions = Array.from({ length: 50 }, (_, index) => ({
      id: `${index}`,
      name: `Field ${index}`,
      type: "single-select" as const,
      nativeType: "List",
      required: false,
      readOnly: false,
      options: long,
    }));
    const updates = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [index < 50 ? `${index}` : `unknown ${index}`, "x"]),
    );
    expect(await time(() => expect(() => checkUpdates(updates, definitions)).toThrow(InvalidInput))).toBeLessThan(most);
  });
});
