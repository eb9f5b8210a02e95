import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { clientScript } from "./client-script.ts";
import { style } from "./style.ts";

interface Asset {
  /** Its name tells its contents: a browser may keep it indefinitely. */
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

const require = createRequire(import.meta.url);
const fileOf = (name: string) => readFileSync(require.resolve(name), "utf8");

function asset(extension: "css" | "js", type: string, parts: readonly string[]): Asset {
  const text = parts.join("\n");
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, 16);
  return { name: `console-${hash}.${extension}`, type, text };
}

/** What the pages load: one script and one style, made when first asked for. */
export const assets = {
  get script(): Asset {
    const morph = fileURLToPath(import.meta.resolve("idiomorph")).replace(/idiomorph\.esm\.js$/, "idiomorph.min.js");
    const made = asset("js", "text/javascript; charset=utf-8", [
      fileOf("uplot/dist/uPlot.iife.min.js"),
      readFileSync(morph, "utf8"),
      clientScript,
    ]);
    Object.defineProperty(this, "script", { value: made });
    return made;
  },
  get style(): Asset {
    const made = asset("css", "text/css; charset=utf-8", [fileOf("uplot/dist/uPlot.min.css"), style]);
    Object.defineProperty(this, "style", { value: made });
    return made;
  },
};
