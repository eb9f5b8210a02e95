// Runs the kit on one adapter with one mutant in its sources: `mutant-worker.ts <job as JSON>`. Prints one JSON line.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { mutated, type Mutant } from "./mutant.ts";

/** What a worker has to try. */
export interface Job {
  readonly mutant: Mutant;
  /** The file with the mutant, absolute. */
  readonly file: string;
  readonly subject: string;
  /** The cells whose tests run through it, in the order in which to try them. */
  readonly capabilities: readonly string[];
}

/** What became of it. */
export interface Verdict {
  readonly killedBy: string | null;
}

const job = JSON.parse(process.argv[2]!) as Job;
const target = pathToFileURL(job.file).href;
registerHooks({
  load(url, context, nextLoad) {
    if (url !== target) return nextLoad(url, context);
    const source = mutated(readFileSync(fileURLToPath(url), "utf8"), job.mutant);
    return { format: "module-typescript", shortCircuit: true, source };
  },
});

async function verdict(): Promise<Verdict> {
  // Imported after the hook is in place. A mutant that prevents the adapter from loading is noticed by everybody.
  const { runTests } = await import("@anyats/conformance");
  const { subjects } = await import("./subjects.ts");
  const { adapter, world } = subjects[job.subject]!;
  for (const capability of job.capabilities) {
    const only = (test: { readonly capability: string }) => test.capability === capability;
    const results = await runTests(adapter, world, { only, stopAtFirstFailure: true });
    const red = results.find(({ failure }) => failure !== null);
    if (red) return { killedBy: `${red.capability}: ${red.promise}` };
  }
  return { killedBy: null };
}

const shown = await verdict().catch((error: unknown): Verdict => ({ killedBy: `loading: ${String(error)}` }));
// What the mutant left running must not keep the process.
process.stdout.write(`${JSON.stringify(shown)}\n`, () => process.exit(0));
