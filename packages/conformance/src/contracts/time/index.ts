import type { ContractPromise } from "../../contract-test.ts";
import { asNewPromise } from "./as-new.ts";
import { changedAccountPromise } from "./changed-account.ts";
import { changedFieldPromises } from "./changed-fields.ts";
import { changedByUsePromise } from "./changed-by-use.ts";
import { changedSincePromise } from "./changed-since.ts";
import { chosenFromListsPromises } from "./changed-lists.ts";
import { edgeInstantsPromise } from "./edge-instants.ts";
import { longDayPromises } from "./long-day.ts";
import { timesPromise } from "./times.ts";

/** What stays true over days, time zones and changes of what an ATS is set up with. */
export const promisesOf = (): readonly ContractPromise[] => [
  timesPromise,
  ...chosenFromListsPromises,
  ...changedFieldPromises,
  ...longDayPromises,
  changedSincePromise,
  changedByUsePromise,
  changedAccountPromise,
  asNewPromise,
  edgeInstantsPromise,
];
