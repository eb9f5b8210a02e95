// What an app pays to have this library, and what a cold start pays: bundle sizes by rolldown, import times of the
// built packages in fresh processes, beside the official SDK in the same run.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = ["core", "kombo-base", "avionte"];
const built = (name) => join(root, "packages", name, "dist", "index.js");
const kb = (bytes) => (bytes / 1024).toFixed(1);

/**
 * `goal` is what the project wants. `limit` is what must not be exceeded today; where it is above the goal, the goal is
 * missed. Text, files and phone numbers moved from kombo-base into the core, so that every adapter has them, and the
 * limits grew with them: they are to go down again. What loads when first used counts, too.
 */
const budgets = {
  "core, own code": { goal: 22, limit: 42.5 },
  "core + kombo-base + avionte with all dependencies, but the HTML sanitiser": { goal: 110, limit: 184 },
};
/** The wanted share is 0.6; a busy machine measures more. */
const importShare = 0.85;
const repetitions = 11;

/** Bundles what the packages export. @returns The gzipped size of each part, by what it is for. */
async function bundled(names, ownOnly) {
  // An entry that no file holds; from where it pretends to be, every package can be found.
  const entry = join(root, "packages", "cli", "size-entry.js");
  const bundle = await rolldown({
    input: entry,
    cwd: root,
    platform: "node",
    external: (id) => ownOnly && !/^[./]/.test(id) && !id.startsWith("@anyats/"),
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id.startsWith("@anyats/") ? built(id.slice("@anyats/".length)) : id === entry ? id : null),
        load: (id) => (id === entry ? names.map((name) => `export * from "@anyats/${name}";`).join("\n") : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  const size = (chunks) => chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
  const byName = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const closure = (chunk, seen = new Set()) => {
    if (!chunk || seen.has(chunk)) return seen;
    seen.add(chunk);
    for (const next of chunk.imports) closure(byName.get(next), seen);
    return seen;
  };
  const sanitiser = output.filter(({ moduleIds }) => moduleIds.some((id) => id.includes("/sanitize-html/")));
  const rest = output.filter((chunk) => !sanitiser.includes(chunk));
  return {
    start: size([...closure(output.find(({ isEntry }) => isEntry))]),
    all: size(rest),
    sanitiser: size(sanitiser),
  };
}

/** How long a fresh process takes for something, in milliseconds; its own start is not counted. */
function inFreshProcess(code) {
  const program = `const at = performance.now(); ${code}; console.log(performance.now() - at);`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: join(root, "benchmarks"),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

/** The gzipped size of the core's capabilities and records: the schemas that calls are checked against, and their texts. */
async function catalogueSize() {
  const bundle = await rolldown({
    input: join(root, "packages", "core", "src", "capabilities", "index.ts"),
    external: ["zod"],
    transform: { target: "es2024" },
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return gzipSync(output[0].code, { level: 9 }).length;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const load = (specifier) => `await import(${JSON.stringify(specifier)})`;
const url = (name) => pathToFileURL(built(name)).href;
const programs = {
  "import of the official SDK": load("@kombo-api/sdk"),
  "import of core, kombo-base, avionte": packages.map((name) => load(url(name))).join("; "),
  "official SDK, ready to call": `const { Kombo } = ${load("@kombo-api/sdk")}; new Kombo({ api_key: "k", integration_id: "i" })`,
  "AnyATS, connected": `const { connect } = ${load(url("core"))}; const { avionte } = ${load(url("avionte"))}; await connect(avionte, { apiKey: "k", integrationId: "avionte:i" })`,
};

let failed = false;
const own = await bundled(["core"], true);
const ours = await bundled(packages, true);
const whole = await bundled(packages, false);
const sizes = [own.all, whole.all];
for (const [index, [what, { goal, limit }]] of Object.entries(budgets).entries()) {
  const size = sizes[index] / 1024;
  failed ||= size > limit;
  const verdict = size <= goal ? "goal reached" : size <= limit ? "GOAL MISSED, within today's limit" : "TOO LARGE";
  console.log(`${what}: ${size.toFixed(1)} KB gzip (goal ${goal}, limit ${limit}): ${verdict}`);
}
console.log(`  of the core, capabilities and records as schemas with their texts: ${kb(await catalogueSize())} KB`);
console.log(`  of all three, zod, inversify and ky: ${kb(whole.all - ours.all)} KB; our own code: ${kb(ours.all)} KB`);
console.log(`  loaded at start: core ${kb(own.start)} KB, all three with dependencies ${kb(whole.start)} KB`);
console.log(`  the sanitiser, loaded by the first HTML note: ${kb(whole.sanitiser)} KB`);

const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
for (let repetition = 0; repetition < repetitions; repetition += 1)
  for (const [name, program] of Object.entries(programs)) times[name].push(inFreshProcess(program));
const [sdk, anyats, sdkReady, connected] = Object.values(times).map(median);
const share = anyats / sdk;
failed ||= share > importShare;
console.log(
  `cold import: ${anyats.toFixed(0)} ms, official SDK ${sdk.toFixed(0)} ms: ${share.toFixed(2)} of it (limit ${importShare})`,
);
console.log(`  ready to call: ${connected.toFixed(0)} ms, official SDK ${sdkReady.toFixed(0)} ms (told only)`);
process.exitCode = failed ? 1 : 0;
