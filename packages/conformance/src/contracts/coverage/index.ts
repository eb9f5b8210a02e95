import type { ContractPromise } from "../../contract-test.ts";
import { askedCoveragePromise } from "./asked-coverage.ts";
import { commonPromises, wrongKeyPromise } from "./every-capability.ts";
import { limitationPromise, triedLimitationPromise } from "./limitations.ts";
import { needsPromise } from "./needs.ts";
import { performingPromises } from "./performing.ts";

/** What the matrix promises of each cell, before anything of it is tried. */
export const promisesOf = (): readonly ContractPromise[] => [
  ...commonPromises,
  wrongKeyPromise,
  limitationPromise,
  triedLimitationPromise,
  ...performingPromises,
  needsPromise,
  askedCoveragePromise,
];
