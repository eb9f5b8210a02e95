import type { Reporter, SerializedError, TestModule } from "vitest/node";

const firstLine = (error: { readonly message: string } | undefined) => error?.message.split("\n")[0] ?? "";

/**
 * Ends a run with a line for every failure, and one plain line that counts, so that a run which executed no test
 * can be told from a green one, and the end of a log is enough to know what failed.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    const failures = errors.map((error) => `outside of any test: ${firstLine(error)}`);
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state, errors: why } = test.result();
        count[state] += 1;
        if (state === "failed") failures.push(`${module.relativeModuleId} > ${test.fullName}: ${firstLine(why?.[0])}`);
      }
      // What fails outside of a test, as a hook does, leaves its tests skipped, and still is a failure.
      for (const where of [module, ...module.children.allSuites()])
        for (const error of where.errors()) {
          count.failed += 1;
          const name =
            where.type === "suite" ? `${module.relativeModuleId} > ${where.fullName}` : module.relativeModuleId;
          failures.push(`${name}: ${firstLine(error)}`);
        }
    }
    console.log(["", ...failures.map((failure) => `FAILED ${failure}`)].join("\n"));
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped`);
  }
}
