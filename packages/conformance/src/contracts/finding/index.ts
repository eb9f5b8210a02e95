import type { CoverageCell } from "@anyats/core";
import { type ContractPromise, ownPromises } from "../../contract-test.ts";
import { addedStagePromise } from "./added-stages.ts";
import { currentAddressesPromise } from "./current-addresses.ts";
import { directoryPromises } from "./directory.ts";
import { namesakeFilesPromise } from "./files-of-one-name.ts";
import { filtersBesidePromises } from "./filters-beside.ts";
import { derivedFilterPromises } from "./filters.ts";
import { listedTwicePromise } from "./listed-twice.ts";
import { lookupPromises } from "./lookups.ts";
import { matchingPromises } from "./matching.ts";
import { ownNamesPromise } from "./own-names.ts";
import { streamFilterPromises } from "./stream-filters.ts";

/** What filters and look-ups promise: what is meant, and nothing else. */
export const promisesOf = ({ kind, capability }: CoverageCell): readonly ContractPromise[] => [
  ...(kind === "stream" ? derivedFilterPromises : []),
  ...filtersBesidePromises,
  addedStagePromise,
  namesakeFilesPromise,
  currentAddressesPromise,
  listedTwicePromise,
  ownNamesPromise,
  ...ownPromises(capability, [
    streamFilterPromises,
    lookupPromises,
    directoryPromises,
    { "candidates.find": matchingPromises },
  ]),
];
