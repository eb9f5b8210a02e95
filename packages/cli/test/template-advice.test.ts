import { komboSettings } from "@anyats/kombo-base";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod/mini";

it("shows how the settings of a Kombo adapter are extended, in code that runs", () => {
  const text = readFileSync(new URL("../templates/kombo/src/settings.ts", import.meta.url), "utf8");
  const [, code] = /`(z\.extend\([^`]+\))`/.exec(text)!;
  // oxlint-disable-next-line typescript/no-implied-eval -- the advice is a text, and is to be run as an author would.
  const extended = new Function("z", "komboSettings", `return ${code}`)(z, komboSettings) as z.ZodMiniObject;
  const settings = { apiKey: "a-key", integrationId: "my-provider:1" };
  expect(z.parse(extended, settings)).toMatchObject({ noteTypeName: "Note" });
});
