import { join } from "node:path";
import { defineConfig, type Plugin } from "vitest/config";
// @boundaries-ignore the tests run as they always do, on a broken engine
import base from "../../../vitest.config.ts";
import { brokenFiles, engineOf } from "./broken-source.ts";

const name = process.env["ANYATS_BROKEN_ENGINE"];
const files = name === undefined || name === "" ? new Map<string, string>() : brokenFiles(engineOf(name));

/** Gives the tests a broken engine in place of the real one. */
const breaks: Plugin = {
  name: "broken-engine",
  enforce: "pre",
  load: (id) => files.get(id.split("?", 1)[0]!) ?? null,
};

export default defineConfig({
  ...base,
  root: join(import.meta.dirname, "../../.."),
  // Projects inherit both. A plugin changes only what Vite loads.
  plugins: [breaks],
  test: { ...base.test, experimental: { viteModuleRunner: true } },
});
