import type { CoverageCell } from "@anyats/core";
import { type ContractPromise, ownPromises } from "../../contract-test.ts";
import { afterTheWritePromise } from "./after-the-write.ts";
import { anyRequestPromise } from "./any-request.ts";
import { carriedOutBeforePromise } from "./carried-out-before.ts";
import { certainRepeatPromises } from "./certain-repeats.ts";
import { changedFilePromise } from "./changed-files.ts";
import { clockPromises } from "./clocks.ts";
import { followingFilePromises } from "./following-files.ts";
import { endlessTaskPromise } from "./endless-tasks.ts";
import { foundAgainPromise, namesItsReadsPromise } from "./found-again.ts";
import { foundByReadingPromise } from "./found-by-reading.ts";
import { grantedMeanwhilePromise } from "./granted-meanwhile.ts";
import { identicalWritePromises } from "./identical-writes.ts";
import { laterWritesPromise } from "./later-writes.ts";
import { mailsPromise } from "./mails.ts";
import { markedPromises } from "./marked-writes.ts";
import { nearTwinPromises } from "./near-twins.ts";
import { neverKnownPromise } from "./never-known.ts";
import { newcomerPromise } from "./newcomers.ts";
import { nothingSentPromise } from "./nothing-sent.ts";
import { ownRecordPromise, similarWritePromise } from "./own-records.ts";
import { partlyDonePromise } from "./partly-done.ts";
import { settlingPromises } from "./settling.ts";
import { warnedAgainPromise } from "./warned-again.ts";

const lostAnswers: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.create": [foundByReadingPromise],
  "candidates.create": [foundByReadingPromise],
  "applications.addResultLink": [neverKnownPromise],
  "candidates.addResultLink": [neverKnownPromise],
};

/** What commands promise where something is lost on the way: one effect, and a true account of it. */
export const promisesOf = ({ capability }: CoverageCell): readonly ContractPromise[] => [
  mailsPromise,
  ...certainRepeatPromises,
  ...markedPromises,
  carriedOutBeforePromise,
  partlyDonePromise,
  ...followingFilePromises,
  changedFilePromise,
  laterWritesPromise,
  afterTheWritePromise,
  endlessTaskPromise,
  ...clockPromises,
  anyRequestPromise,
  nothingSentPromise,
  ownRecordPromise,
  newcomerPromise,
  similarWritePromise,
  ...settlingPromises,
  foundAgainPromise,
  namesItsReadsPromise,
  grantedMeanwhilePromise,
  warnedAgainPromise,
  ...ownPromises(capability, [lostAnswers, nearTwinPromises, identicalWritePromises]),
];
