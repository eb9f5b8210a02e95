import type { CoverageCell } from "@anyats/core";
import type { ContractPromise } from "../../contract-test.ts";
import { askedCoveragePromise } from "./asked-coverage.ts";
import { commonPromises, wrongKeyPromise } from "./every-capability.ts";
import { limitationPromise, triedLimitationPromise } from "./limitations.ts";
import { needsPromise } from "./needs.ts";
import { performingPromises } from "./performing.ts";

/** What the matrix promises of each cell, before anything of it is tried. */
export const promisesOf = ({ capability }: CoverageCell): readonly ContractPromise[] => [
  ...commonPromises,
  wrongKeyPromise,
  limitationPromise,
  triedLimitationPromise,
  ...performingPromises,
  // How rights are asked for may go by the version itself: one operation shows it.
  capability === "integration.checkKey" ? { ...needsPromise, ofVersions: "each" } : needsPromise,
  askedCoveragePromise,
];
