import type { ContractPromise } from "../../contract-test.ts";
import { amidChangesPromise } from "./amid-changes.ts";
import { changedBetweenPromises } from "./changed-between.ts";
import { changesAtOncePromise } from "./changes-at-once.ts";
import { oddTagStaysPromise, onlyReadPromise } from "./only-read.ts";
import { sideEffectPromise } from "./side-effects.ts";

/** What commands promise of what they do not name: it stays as it is, also where others change it meanwhile. */
export const promisesOf = (): readonly ContractPromise[] => [
  changesAtOncePromise,
  sideEffectPromise,
  amidChangesPromise,
  ...changedBetweenPromises,
  onlyReadPromise,
  oddTagStaysPromise,
];
