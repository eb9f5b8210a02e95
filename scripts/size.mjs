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
 * `goal` is what the project wants of what an app loads that reads a page and makes a write. `limit` is what must not be
 * exceeded today: where it is above the goal, the goal is missed. `start` is the limit of what loads before the first
 * call. What only some apps use loads when it is first used, and is listed with its size.
 */
const budgets = {
  "core, own code": { goal: 22, limit: 31.8, start: 28.5 },
  "core + kombo-base + avionte with all dependencies": { goal: 110, limit: 106.4, start: 94.7 },
};
/** What loads when it is first used, by what is in the chunk. `app` belongs to what every app loads. */
const onDemand = [
  { what: "the first request", has: /\/ky\//, app: true },
  { what: "the first write that creates", has: /\/safe-write/, app: true },
  { what: "the first HTML", has: /\/sanitize-html\/|\/dist\/html-/ },
  { what: "the first comparison of phone numbers", has: /\/libphonenumber-js\/|\/phone-matcher/ },
  { what: "coverage and agents: texts and derivation", has: /\/derive-/ },
  { what: "a module that needs inversify's container", has: /\/inversify\/|\/container-/ },
  { what: "webhooks", has: /webhook|\/incoming-reading/ },
  { what: "a customer's coverage", has: /\/narrow-report/ },
  { what: "Avionté's custom fields", has: /\/check-updates|\/values-/ },
  { what: "rejecting several at once", has: /\/reject-each/ },
  { what: "a second page: zod's compiler", has: /\/zod\/v4\/core\/compile/ },
  { what: "the first file", has: /\/opened-|\/to-wire-file|\/applicant-files|\/file-kinds/ },
];
/** The share of the official SDK's import time that an import may take. */
const importShare = 0.6;
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
  const start = closure(output.find(({ isEntry }) => isEntry));
  const lazy = output.filter((chunk) => !start.has(chunk));
  const of = ({ moduleIds }) => onDemand.find(({ has }) => moduleIds.some((id) => has.test(id)));
  const demanded = Object.groupBy(lazy, (chunk) => of(chunk)?.what ?? "something else");
  return {
    start: size([...start]),
    app: size([...start, ...lazy.filter((chunk) => of(chunk)?.app)]),
    onDemand: Object.entries(demanded).map(([what, chunks]) => [what, size(chunks)]),
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

/** The gzipped size of the core's capabilities and records: the schemas that calls are checked against. */
async function catalogueSize() {
  const bundle = await rolldown({
    input: join(root, "packages", "core", "src", "capabilities", "index.ts"),
    external: /^zod\b/,
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
const verdictOf = (size, goal, limit) =>
  size > limit ? "TOO LARGE" : size <= goal ? "goal reached" : "GOAL MISSED, within today's limit";
for (const [what, measured] of [
  ["core, own code", own],
  ["core + kombo-base + avionte with all dependencies", whole],
]) {
  const { goal, limit, start } = budgets[what];
  failed ||= measured.app / 1024 > limit || measured.start / 1024 > start;
  console.log(`${what}, gzip:`);
  console.log(
    `  an app that reads and writes loads ${kb(measured.app)} KB (goal ${goal}, limit ${limit}): ${verdictOf(measured.app / 1024, goal, limit)}`,
  );
  console.log(
    `  of it at start ${kb(measured.start)} KB (limit ${start}): ${verdictOf(measured.start / 1024, goal, start)}`,
  );
  for (const [demand, size] of measured.onDemand) console.log(`  with ${demand}: ${kb(size)} KB`);
}
console.log(`of the core, capabilities and records as schemas: ${kb(await catalogueSize())} KB`);
console.log(`of all three at start, our own code: ${kb(ours.start)} KB; zod: ${kb(whole.start - ours.start)} KB`);

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
