import { join } from "node:path";
import { avionte } from "@anyats/avionte";
import { describe, expect, it } from "vitest";
import { errorsPage } from "./errors-page.ts";
import { optionsPage } from "./options-page.ts";

describe("the index of error codes", () => {
  const page = errorsPage(join(import.meta.dirname, ".."));

  it.each(["capability.not-supported", "record.not-found", "connection.wrong-adapter", "webhook.body-too-slow"])(
    "has a cause and a remedy for %s",
    (code) => {
      expect(page).toMatch(new RegExp(`^\\| \`${code.replace(".", "\\.")}\` \\| [^|]{10,} \\| [^|]{10,} \\|$`, "m"));
    },
  );

  it("lists each code once", () => {
    const codes = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(30);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe("the reference of options", () => {
  it("has every setting of an adapter and every environment variable of the command", () => {
    const page = optionsPage([avionte]);
    for (const name of ["apiKey", "integrationId", "region", "KOMBO_API_KEY", "KOMBO_INTEGRATION_ID"])
      expect(page).toContain(`| \`${name}\` |`);
  });
});
