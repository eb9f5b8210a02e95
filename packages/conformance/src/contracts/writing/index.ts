import type { CoverageCell } from "@anyats/core";
import { ownPromises, type ContractPromise } from "../../contract-test.ts";
import { afterTheWritePromise } from "./after-the-write.ts";
import { amidChangesPromise } from "./amid-changes.ts";
import { anyRequestPromise } from "./any-request.ts";
import { awkwardTextsPromise } from "./awkward-texts.ts";
import { batchPromises } from "./batches.ts";
import { carriedOutBeforePromise } from "./carried-out-before.ts";
import { certainRepeatPromises } from "./certain-repeats.ts";
import { changesAtOncePromise } from "./changes-at-once.ts";
import { clockPromises } from "./clocks.ts";
import { closeNumbersPromise } from "./close-numbers.ts";
import { combinedPromise } from "./combined.ts";
import { commandPromises } from "./commands.ts";
import { decidedAgainPromise, laggingSearchPromise } from "./decided-again.ts";
import { erasedPromise } from "./erased.ts";
import { everyStatePromises } from "./every-state.ts";
import { followingFilePromises } from "./following-files.ts";
import { foundAgainPromise, namesItsReadsPromise } from "./found-again.ts";
import { heldPeoplePromises } from "./held-people.ts";
import { identicalWritePromises } from "./identical-writes.ts";
import { knownPeoplePromises } from "./known-people.ts";
import { laterWritesPromise } from "./later-writes.ts";
import { longInputsPromise } from "./long-inputs.ts";
import { mailsPromise } from "./mails.ts";
import { manyOfOnePromise } from "./many-of-one.ts";
import { markedPromises } from "./marked-writes.ts";
import { nearTwinPromises } from "./near-twins.ts";
import { newerFilePromise } from "./newer-files.ts";
import { ofOneNamePromise } from "./of-one-name.ts";
import { onlyOfferedPromise } from "./only-offered.ts";
import { oddTagStaysPromise, onlyReadPromise } from "./only-read.ts";
import { otherTextsPromise } from "./other-texts.ts";
import { otherWordsPromise } from "./other-words.ts";
import { outcomePromises } from "./outcomes.ts";
import { ownAddressFirstPromise } from "./own-address-first.ts";
import { partlyDonePromise } from "./partly-done.ts";
import { emptyListsPromise, partsAlonePromise } from "./parts-alone.ts";
import { ownFieldsStayPromise, remoteFieldsPromise } from "./remote-fields.ts";
import { seenByOthersPromise } from "./seen-by-others.ts";
import { seriesPromise } from "./series.ts";
import { settlingPromises } from "./settling.ts";
import {
  eachAddressPromise,
  nearlyNamesakesPromise,
  pressedTwicePromise,
  samePersonPromise,
  sharedAddressPromise,
} from "./shared-address.ts";
import { sideEffectPromise } from "./side-effects.ts";
import { sparseWritesPromise } from "./sparse-writes.ts";
import { storedPromises } from "./stored.ts";
import { noTagIsMadePromise, tagsOfOneNamePromise, tagsOfTwoCasesPromise } from "./tags-of-one-name.ts";
import { undonePromise } from "./undone.ts";
import { unknownReferencesPromise } from "./unknown-references.ts";
import { usersOutOfUsePromise } from "./users-out-of-use.ts";
import { wholeTimesPromise } from "./whole-times.ts";
import { warnedAgainPromise } from "./warned-again.ts";

/** What commands promise: one effect, told as it is, whatever the ATS holds and whatever is lost on the way. */
export const promisesOf = ({ capability }: CoverageCell): readonly ContractPromise[] => [
  mailsPromise,
  ...certainRepeatPromises,
  decidedAgainPromise,
  laggingSearchPromise,
  tagsOfOneNamePromise,
  tagsOfTwoCasesPromise,
  noTagIsMadePromise,
  wholeTimesPromise,
  ...markedPromises,
  carriedOutBeforePromise,
  partlyDonePromise,
  ...followingFilePromises,
  laterWritesPromise,
  afterTheWritePromise,
  ...clockPromises,
  seriesPromise,
  manyOfOnePromise,
  anyRequestPromise,
  ...settlingPromises,
  foundAgainPromise,
  namesItsReadsPromise,
  combinedPromise,
  partsAlonePromise,
  emptyListsPromise,
  sharedAddressPromise,
  nearlyNamesakesPromise,
  pressedTwicePromise,
  samePersonPromise,
  eachAddressPromise,
  ...knownPeoplePromises,
  ...heldPeoplePromises,
  seenByOthersPromise,
  changesAtOncePromise,
  otherWordsPromise,
  sideEffectPromise,
  sparseWritesPromise,
  remoteFieldsPromise,
  ownFieldsStayPromise,
  amidChangesPromise,
  ...everyStatePromises,
  awkwardTextsPromise,
  closeNumbersPromise,
  undonePromise,
  usersOutOfUsePromise,
  newerFilePromise,
  otherTextsPromise,
  unknownReferencesPromise,
  longInputsPromise,
  ofOneNamePromise,
  erasedPromise,
  onlyReadPromise,
  oddTagStaysPromise,
  warnedAgainPromise,
  onlyOfferedPromise,
  ownAddressFirstPromise,
  ...ownPromises(capability, [
    commandPromises,
    storedPromises,
    outcomePromises,
    nearTwinPromises,
    identicalWritePromises,
    batchPromises,
  ]),
];
