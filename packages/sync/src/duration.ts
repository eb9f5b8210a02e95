import { invalidOption } from "./errors.ts";

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A length of time: milliseconds, or text such as `30s`, `15m`, `6h`, `7d`. */
export type Duration = number | string;

/** @throws {AtsError} `sync.invalid-option` when it is not a length of time between one second and a year. */
export function milliseconds(option: string, value: Duration): number {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(String(value)) ?? [];
  const result = typeof value === "number" ? value : amount === undefined ? Number.NaN : Number(amount) * units[unit!]!;
  if (!(result >= 1_000 && result <= 366 * units["d"]!))
    throw invalidOption(
      option,
      `is not a duration such as "15m" between one second and a year (given: ${JSON.stringify(value)})`,
    );
  return Math.round(result);
}
