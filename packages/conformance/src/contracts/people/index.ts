import type { CoverageCell } from "@anyats/core";
import { type ContractPromise, ownPromises } from "../../contract-test.ts";
import { applyingAgainPromises } from "./applying-again.ts";
import { decidedAgainPromise, laggingSearchPromise } from "./decided-again.ts";
import { erasedPapersPromise, erasedPromise } from "./erased.ts";
import { heldPeoplePromises } from "./held-people.ts";
import { knownPeoplePromises } from "./known-people.ts";
import { manyOfOneAddressPromise } from "./many-of-one-address.ts";
import { refusedAgainPromise } from "./refused-again.ts";
import {
  eachAddressPromise,
  nearlyNamesakesPromise,
  pressedTwicePromise,
  samePersonPromise,
  sharedAddressPromise,
} from "./shared-address.ts";
import { twoToOneJobPromise } from "./two-to-one-job.ts";

/** What commands promise of people whom the ATS knows, or takes for one whom it knows. */
export const promisesOf = ({ capability }: CoverageCell): readonly ContractPromise[] => [
  decidedAgainPromise,
  laggingSearchPromise,
  sharedAddressPromise,
  nearlyNamesakesPromise,
  pressedTwicePromise,
  samePersonPromise,
  eachAddressPromise,
  manyOfOneAddressPromise,
  refusedAgainPromise,
  ...knownPeoplePromises,
  ...heldPeoplePromises,
  erasedPromise,
  erasedPapersPromise,
  twoToOneJobPromise,
  ...ownPromises(capability, [
    { "applications.create": applyingAgainPromises, "candidates.create": applyingAgainPromises },
  ]),
];
