import type { CoverageCell } from "@anyats/core";
import { ownPromises, type ContractPromise } from "../../contract-test.ts";
import { isTold } from "../pieces/records.ts";
import { besideOthersPromises } from "./beside-others.ts";
import { directoryPromises } from "./directory.ts";
import { emptyAccountPromise } from "./empty-account.ts";
import { exchangedFieldsPromise } from "./exchanged-fields.ts";
import { fieldPromises, singleRecordPromises } from "./fields.ts";
import { contactsPromise } from "./contacts.ts";
import { derivedFilterPromises } from "./filters.ts";
import { filtersBesidePromises } from "./filters-beside.ts";
import { intactValuesPromise } from "./intact-values.ts";
import { littleChangedPromise } from "./little-changed.ts";
import { longListPromise, sameInstantsPromise } from "./long-lists.ts";
import { lookupPromises } from "./lookups.ts";
import { manyAlikePromise } from "./many-alike.ts";
import { matchingPromises } from "./matching.ts";
import { mergedPeoplePromise } from "./merged-people.ts";
import { missingFactPromise } from "./missing-facts.ts";
import { mixturePromises } from "./mixtures.ts";
import { noTracePromise } from "./no-trace.ts";
import { noughtPromise } from "./nought.ts";
import { oddIdPromise } from "./odd-ids.ts";
import { opaqueTextPromise } from "./opaque-text.ts";
import { otherTypesInStreamsPromise, otherTypesPromise } from "./other-types.ts";
import { emptyPagePromise } from "./page-ends.ts";
import { provenancePromise, tracedPromise } from "./provenance.ts";
import { anyStreamPromises, middlePromise, parentPromise, readingPromises, returningPromise } from "./reading.ts";
import { sameCodesPromise } from "./same-codes.ts";
import { sameRecordPromises } from "./same-record.ts";
import { shortPagesPromise } from "./short-pages.ts";
import { sparsePromises } from "./sparse.ts";
import { filterPromises, plainStreamPromises, streamPromises } from "./streams.ts";
import { textsBesideWordsPromise } from "./texts-beside-words.ts";
import { unknownRecordPromise } from "./unknown-records.ts";
import { wordPromises } from "./words.ts";
import { longerIdsPromise } from "./longer-ids.ts";
import { removedMeanwhilePromise } from "./removed-meanwhile.ts";
import { wordsByFormPromise } from "./words-by-form.ts";

/** What streams promise beside the rest; of those whose records a world tells in full, more. */
const ofStreams = (group: string): readonly ContractPromise[] => [
  ...(isTold(group) ? [...streamPromises, ...readingPromises] : plainStreamPromises),
  ...anyStreamPromises,
  ...fieldPromises,
  parentPromise,
  middlePromise,
  returningPromise,
  emptyPagePromise,
  ...derivedFilterPromises,
];

/** What reading promises: each record once, each field as the ATS holds it, each filter as it is meant. */
export const promisesOf = ({ kind, group, capability }: CoverageCell): readonly ContractPromise[] => [
  ...(kind === "stream" ? ofStreams(group) : []),
  ...singleRecordPromises,
  ...mixturePromises,
  ...besideOthersPromises,
  exchangedFieldsPromise,
  ...sameRecordPromises,
  sameCodesPromise,
  opaqueTextPromise,
  contactsPromise,
  shortPagesPromise,
  intactValuesPromise,
  unknownRecordPromise,
  ...sparsePromises,
  otherTypesPromise,
  missingFactPromise,
  mergedPeoplePromise,
  textsBesideWordsPromise,
  manyAlikePromise,
  otherTypesInStreamsPromise,
  ...wordPromises,
  wordsByFormPromise,
  provenancePromise,
  tracedPromise,
  littleChangedPromise,
  oddIdPromise,
  noughtPromise,
  noTracePromise,
  emptyAccountPromise,
  longListPromise,
  removedMeanwhilePromise,
  longerIdsPromise,
  sameInstantsPromise,
  ...filtersBesidePromises,
  ...ownPromises(capability, [
    filterPromises,
    lookupPromises,
    directoryPromises,
    { "candidates.find": matchingPromises },
  ]),
];
