import type { CoverageCell } from "@anyats/core";
import type { ContractPromise } from "../../contract-test.ts";
import { isTold } from "../pieces/records.ts";
import { emptiedPagePromise } from "./emptied-pages.ts";
import { emptyAccountPromise } from "./empty-account.ts";
import { iteratedAgainPromise } from "./iterated-again.ts";
import { littleChangedPromise } from "./little-changed.ts";
import { longListPromise, sameInstantsPromise } from "./long-lists.ts";
import { longerIdsPromise } from "./longer-ids.ts";
import { emptyPagePromise } from "./page-ends.ts";
import { manyDeletedPromise } from "./many-deleted.ts";
import { anyStreamPromises, middlePromise, parentPromise, readingPromises, returningPromise } from "./reading.ts";
import { removedMeanwhilePromise } from "./removed-meanwhile.ts";
import { shortPagesPromise } from "./short-pages.ts";
import { plainStreamPromises, streamPromises } from "./streams.ts";

/** What streams promise; of those whose records a world tells in full, more. */
const ofStreams = (group: string): readonly ContractPromise[] => [
  ...(isTold(group) ? [...streamPromises, ...readingPromises] : plainStreamPromises),
  ...anyStreamPromises,
  parentPromise,
  middlePromise,
  returningPromise,
  emptyPagePromise,
  emptiedPagePromise,
];

/** What reading many records promises: each once, to the end of the list, however long it is and whatever changes meanwhile. */
export const promisesOf = ({ kind, group }: CoverageCell): readonly ContractPromise[] => [
  ...(kind === "stream" ? ofStreams(group) : []),
  shortPagesPromise,
  littleChangedPromise,
  iteratedAgainPromise,
  manyDeletedPromise,
  emptyAccountPromise,
  longListPromise,
  removedMeanwhilePromise,
  longerIdsPromise,
  sameInstantsPromise,
];
