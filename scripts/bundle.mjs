// Bundles a package's own code, dependencies left out: one file an entry point instead of hundreds that a cold start
// would have to find, read and link one by one. The types beside it come from tsc, file by file.
import { globSync, readFileSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { rolldown } from "rolldown";

const { exports, dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const sources = Object.values(exports).map((entry) => entry["@anyats/source"]);
const names = Object.keys(dependencies);

const bundle = await rolldown({
  input: Object.fromEntries(sources.map((source) => [basename(source, ".ts"), source])),
  platform: "node",
  external: (id) => id.startsWith("node:") || names.some((name) => id === name || id.startsWith(`${name}/`)),
  transform: { target: "es2024" },
});
// Chunks of an earlier build have other names, and would be published beside the new ones.
for (const file of globSync("dist/*.{js,js.map}")) rmSync(file);
await bundle.write({
  dir: "dist",
  format: "esm",
  sourcemap: true,
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
  // The kinds of files are exported, and otherwise only needed with the first file: apart from the rest that both share, an
  // app's bundler leaves them out of what loads at start.
  codeSplitting: {
    groups: [{ name: "file-kinds", test: /\/src\/files\/(check-content|file-kinds|text-content)\.ts$/ }],
  },
});
await bundle.close();
