import type { CoverageCell } from "@anyats/core";
import type { ContractPromise } from "../../contract-test.ts";
import { isTold } from "../pieces/records.ts";
import { changedMeanwhilePromise } from "./changed-meanwhile.ts";
import { askedForPromises, lackingFiltersPromise, noIdsPromise } from "./asked-for.ts";
import { brokenOffPromises, middlePromise } from "./broken-off.ts";
import { deletedBeforePromise, deletionPromises, parentPromise } from "./deletions.ts";
import { emptiedPagePromise } from "./emptied-pages.ts";
import { emptyAccountPromise } from "./empty-account.ts";
import { iteratedAgainPromise } from "./iterated-again.ts";
import { littleChangedPromise } from "./little-changed.ts";
import { longListPromise, sameInstantsPromise } from "./long-lists.ts";
import { longerIdsPromise } from "./longer-ids.ts";
import { manyDeletedPromise } from "./many-deleted.ts";
import { oddRecordPromises, oddValuePromises } from "./odd-records.ts";
import { emptyPagePromise } from "./page-ends.ts";
import { anyPagesPromise, pagePromises } from "./pages.ts";
import { removedMeanwhilePromise } from "./removed-meanwhile.ts";
import { returningPromise } from "./returning.ts";
import { shortPagesPromise } from "./short-pages.ts";
import { updatedAfterPromises } from "./updated-after.ts";

/** What streams promise whose records a world tells in full: it can change and remove each. */
const ofToldStreams: readonly ContractPromise[] = [
  ...pagePromises,
  ...askedForPromises,
  ...updatedAfterPromises,
  ...deletionPromises,
  changedMeanwhilePromise,
  ...oddRecordPromises,
  ...brokenOffPromises,
];

const ofStreams = (group: string): readonly ContractPromise[] => [
  ...(isTold(group) ? ofToldStreams : [anyPagesPromise]),
  noIdsPromise,
  ...oddValuePromises,
  deletedBeforePromise,
  lackingFiltersPromise,
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
