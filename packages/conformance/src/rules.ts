import type { ContractTest } from "./contract-test.ts";

/** What a red test prints below its failure: the promise, the rules that it tests, and where to read on. */
export function rulesText({ capability, promise, subject, rules }: ContractTest): string {
  return [
    `Promise: ${capability} ${promise}.`,
    ...rules.flatMap(({ rule, tried }) => [`Rule: ${rule}.`, `  Test: ${tried}.`]),
    `Read on: docs/conformance-rules.md, "${subject}".`,
  ].join("\n");
}
