import type { CoverageCell } from "@anyats/core";
import type { ContractPromise } from "../../contract-test.ts";
import { alikeEntriesPromise } from "./alike-entries.ts";
import { besideOthersPromises } from "./beside-others.ts";
import { contactsPromise } from "./contacts.ts";
import { costsItselfPromise } from "./costs-itself.ts";
import { countriesPromise } from "./countries.ts";
import { endsLaterPromise } from "./ends-later.ts";
import { exchangedFieldsPromise } from "./exchanged-fields.ts";
import { fieldPromises, singleRecordPromises } from "./fields.ts";
import { groupedAmountsPromise } from "./grouped-amounts.ts";
import { intactValuesPromise } from "./intact-values.ts";
import { freeProvenancePromise, keptAtOncePromise } from "./kept-at-once.ts";
import { listsOfOnePromise } from "./lists-of-one.ts";
import { wholeListsPromise } from "./whole-lists.ts";
import { manyAlikePromise } from "./many-alike.ts";
import { mergedPeoplePromise } from "./merged-people.ts";
import { missingFactPromise } from "./missing-facts.ts";
import { mixturePromises } from "./mixtures.ts";
import { neitherPromise } from "./neither-yes-nor-no.ts";
import { noTracePromise } from "./no-trace.ts";
import { noughtPromise } from "./nought.ts";
import { idAsWordPromise, oddIdPromise } from "./odd-ids.ts";
import { opaqueTextPromise } from "./opaque-text.ts";
import { otherTypesInStreamsPromise, otherTypesPromise } from "./other-types.ts";
import { provenancePromise, tracedPromise } from "./provenance.ts";
import { renamedWordsPromise } from "./renamed-words.ts";
import { sameCodesPromise } from "./same-codes.ts";
import { sameRecordPromises } from "./same-record.ts";
import { sparsePromises } from "./sparse.ts";
import { textsBesideWordsPromise } from "./texts-beside-words.ts";
import { notThereByStatusPromise, unknownRecordPromise } from "./unknown-records.ts";
import { unheardOfPromise, wordsByFormPromise } from "./words-by-form.ts";
import { wordPromises } from "./words.ts";

/** What reading a record promises: each field as the ATS holds it, whatever else it holds. */
export const promisesOf = ({ kind }: CoverageCell): readonly ContractPromise[] => [
  ...(kind === "stream" ? fieldPromises : []),
  ...singleRecordPromises,
  ...mixturePromises,
  ...besideOthersPromises,
  keptAtOncePromise,
  alikeEntriesPromise,
  freeProvenancePromise,
  exchangedFieldsPromise,
  ...sameRecordPromises,
  sameCodesPromise,
  renamedWordsPromise,
  opaqueTextPromise,
  contactsPromise,
  endsLaterPromise,
  groupedAmountsPromise,
  countriesPromise,
  intactValuesPromise,
  unknownRecordPromise,
  notThereByStatusPromise,
  ...sparsePromises,
  otherTypesPromise,
  costsItselfPromise,
  missingFactPromise,
  mergedPeoplePromise,
  textsBesideWordsPromise,
  manyAlikePromise,
  listsOfOnePromise,
  wholeListsPromise,
  neitherPromise,
  otherTypesInStreamsPromise,
  ...wordPromises,
  wordsByFormPromise,
  unheardOfPromise,
  provenancePromise,
  tracedPromise,
  oddIdPromise,
  idAsWordPromise,
  noughtPromise,
  noTracePromise,
];
