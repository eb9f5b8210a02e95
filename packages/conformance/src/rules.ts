import type { ContractTest } from "./contract-test.ts";

/** The same failure with more below its message, which of a `DOMException` can only be defined. */
export function withMore(error: unknown, text: string): unknown {
  if (!(error instanceof Error) || text === "") return error;
  const value = `${error.message}\n\n${text}`;
  return Object.defineProperty(error, "message", { value, writable: true, configurable: true });
}

/** What a red test prints below its failure: the promise, the rules that it tests, and where to read on. */
export function rulesText({ capability, promise, subject, rules }: ContractTest): string {
  return [
    `Promise: ${capability} ${promise}.`,
    ...rules.flatMap(({ rule, tried }) => [`Rule: ${rule}.`, `  Test: ${tried}.`]),
    `Read on: docs/conformance-rules.md, "${subject}".`,
  ].join("\n");
}
