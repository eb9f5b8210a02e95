import { describe, expect, it } from "vitest";
import { nativeInstant } from "./native-dates.ts";

describe("a date of Avionté's own API", () => {
  it.for([
    ["2024-01-24T15:27:14.8", "2024-01-24T15:27:14.800Z"],
    ["2024-01-24T15:27:14.1234567", "2024-01-24T15:27:14.123Z"],
    ["2024-01-24T15:27:14+00:00", "2024-01-24T15:27:14.000Z"],
    ["2024-01-24T15:27:14-05:00", "2024-01-24T20:27:14.000Z"],
    ["2024-01-24T15:27:14Z", "2024-01-24T15:27:14.000Z"],
    ["2024-01-24", "2024-01-24T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", null],
    ["soon", null],
    [null, null],
  ] as const)("%s is %s", ([native, instant]) => {
    expect(nativeInstant(native)).toBe(instant);
  });
});
