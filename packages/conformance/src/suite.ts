import { type Adapter, type CoverageCell, type CoverageReport, isOffered } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import type { ContractPromise, ContractTest } from "./contract-test.ts";
import { anyRequestPromise } from "./contracts/any-request.ts";
import { atOncePromises } from "./contracts/at-once.ts";
import { combinedPromise } from "./contracts/combined.ts";
import { exchangedFieldsPromise } from "./contracts/exchanged-fields.ts";
import { fileClaimPromises } from "./contracts/file-claims.ts";
import { fileContentPromises } from "./contracts/file-content.ts";
import { clockPromises } from "./contracts/clocks.ts";
import { commandPromises } from "./contracts/commands.ts";
import {
  customFieldOptionsPromise,
  emptyValuesPromise,
  namedFieldsPromise,
  requiredFieldsPromise,
} from "./contracts/custom-field-options.ts";
import { customFieldPromises } from "./contracts/custom-fields.ts";
import { fieldPromises, singleRecordPromises } from "./contracts/fields.ts";
import { derivedFilterPromises } from "./contracts/filters.ts";
import { filtersBesidePromises } from "./contracts/filters-beside.ts";
import { commonPromises, wrongKeyPromise } from "./contracts/every-capability.ts";
import { discretionPromises } from "./contracts/discretion.ts";
import { edgeInstantsPromise } from "./contracts/edge-instants.ts";
import { endingPromise } from "./contracts/ending.ts";
import { foundAgainPromise, namesItsReadsPromise } from "./contracts/found-again.ts";
import { gapPromises } from "./contracts/gaps.ts";
import { identicalWritePromises } from "./contracts/identical-writes.ts";
import { intactValuesPromise } from "./contracts/intact-values.ts";
import { littleChangedPromise } from "./contracts/little-changed.ts";
import { laterWritesPromise } from "./contracts/later-writes.ts";
import { limitPromises } from "./contracts/limits.ts";
import { asNewPromise } from "./contracts/as-new.ts";
import { longDayPromises } from "./contracts/long-day.ts";
import { limitationPromise, triedLimitationPromise } from "./contracts/limitations.ts";
import { manyOfOnePromise } from "./contracts/many-of-one.ts";
import { markedPromises } from "./contracts/marked-writes.ts";
import { mixturePromises } from "./contracts/mixtures.ts";
import { nearTwinPromises } from "./contracts/near-twins.ts";
import { provenancePromise, tracedPromise } from "./contracts/provenance.ts";
import { renamedFieldPromise } from "./contracts/renamed-fields.ts";
import { remoteFieldsPromise } from "./contracts/remote-fields.ts";
import { needsPromise } from "./contracts/needs.ts";
import { wirePromises } from "./contracts/on-the-wire.ts";
import { noughtPromise } from "./contracts/nought.ts";
import { oddIdPromise } from "./contracts/odd-ids.ts";
import { opaqueTextPromise } from "./contracts/opaque-text.ts";
import { otherTypesPromise } from "./contracts/other-types.ts";
import { pastedSettingsPromise } from "./contracts/pasted-settings.ts";
import { performingPromises } from "./contracts/performing.ts";
import { lookupPromises } from "./contracts/lookups.ts";
import { besideOthersPromises } from "./contracts/beside-others.ts";
import { amidChangesPromise } from "./contracts/amid-changes.ts";
import { changedFieldPromises, readsWithChangedFields } from "./contracts/changed-fields.ts";
import { changedListsPromise, chosenFromListsPromises } from "./contracts/changed-lists.ts";
import { everyStatePromises } from "./contracts/every-state.ts";
import { carriedOutBeforePromise } from "./contracts/carried-out-before.ts";
import { addressPromise, largeFilePromises } from "./contracts/sizes.ts";
import { afterTheWritePromise } from "./contracts/after-the-write.ts";
import { partlyDonePromise } from "./contracts/partly-done.ts";
import { askedCoveragePromise } from "./contracts/asked-coverage.ts";
import { awkwardTextsPromise } from "./contracts/awkward-texts.ts";
import { batchPromises } from "./contracts/batches.ts";
import { customersOfOneHostPromise, customersPromise } from "./contracts/customers.ts";
import { directoryPromises } from "./contracts/directory.ts";
import { givenFilePromises } from "./contracts/given-files.ts";
import { matchingPromises } from "./contracts/matching.ts";
import {
  anyStreamPromises,
  middlePromise,
  parentPromise,
  readingPromises,
  returningPromise,
} from "./contracts/reading.ts";
import { emptyAccountPromise } from "./contracts/empty-account.ts";
import { emptyPagePromise } from "./contracts/page-ends.ts";
import { partRefusedPromise } from "./contracts/part-refused.ts";
import { restrictedFilesPromise } from "./contracts/restricted-files.ts";
import { refusedOnTheWayPromises } from "./contracts/refused-on-the-way.ts";
import { sameRecordPromises } from "./contracts/same-record.ts";
import { seriesPromise } from "./contracts/series.ts";
import { settlingPromises } from "./contracts/settling.ts";
import { settingsPromise, variantPromises } from "./contracts/settings.ts";
import { certainRepeatPromises } from "./contracts/certain-repeats.ts";
import { mailsPromise } from "./contracts/mails.ts";
import { sideEffectPromise } from "./contracts/side-effects.ts";
import { statedPromises } from "./contracts/through.ts";
import { sparsePromises } from "./contracts/sparse.ts";
import { sparseWritesPromise } from "./contracts/sparse-writes.ts";
import { statusPromises } from "./contracts/statuses.ts";
import { outcomePromises } from "./contracts/outcomes.ts";
import { storedPromises } from "./contracts/stored.ts";
import { timeZonePromise } from "./contracts/time-zones.ts";
import { oddAnswerPromises } from "./contracts/odd-answers.ts";
import { troublePromises } from "./contracts/troubles.ts";
import { wordPromises } from "./contracts/words.ts";
import { alonePromise } from "./contracts/alone.ts";
import { timesPromise } from "./contracts/times.ts";
import { writeTransportPromises } from "./contracts/transport-writes.ts";
import { webhookPromise } from "./contracts/webhooks.ts";
import { transportPromises } from "./contracts/transport.ts";
import { undonePromise } from "./contracts/undone.ts";
import { unknownRecordPromise } from "./contracts/unknown-records.ts";
import { filterPromises, isTold, plainStreamPromises, streamPromises } from "./contracts/streams.ts";

/** What a capability promises that no other does. */
function ownPromises({ capability: id }: CoverageCell): readonly ContractPromise[] {
  return [
    filterPromises,
    lookupPromises,
    customFieldPromises,
    commandPromises,
    storedPromises,
    fileContentPromises,
    fileClaimPromises,
    outcomePromises,
    nearTwinPromises,
    identicalWritePromises,
    largeFilePromises,
    batchPromises,
    directoryPromises,
    statedPromises,
    { "candidates.find": matchingPromises } as typeof lookupPromises,
    givenFilePromises,
  ].flatMap((promises) => promises[id] ?? []);
}

/** The promises of a capability that is offered. */
function promisesOf(cell: CoverageCell): readonly ContractPromise[] {
  const streams =
    cell.kind !== "stream"
      ? []
      : [
          ...(isTold(cell.group) ? [...streamPromises, ...readingPromises] : plainStreamPromises),
          ...anyStreamPromises,
          ...fieldPromises,
          parentPromise,
          middlePromise,
          returningPromise,
          emptyPagePromise,
          ...derivedFilterPromises,
        ];
  const own = [
    ...commonPromises,
    wrongKeyPromise,
    limitationPromise,
    triedLimitationPromise,
    ...streams,
    ...singleRecordPromises,
    ...performingPromises,
    ...variantPromises,
    settingsPromise,
    mailsPromise,
    ...certainRepeatPromises,
    ...troublePromises,
    ...statusPromises,
    ...wirePromises,
    ...atOncePromises,
    ...markedPromises,
    ...mixturePromises,
    ...oddAnswerPromises,
    ...besideOthersPromises,
    restrictedFilesPromise,
    carriedOutBeforePromise,
    partlyDonePromise,
    laterWritesPromise,
    afterTheWritePromise,
    addressPromise,
    ...refusedOnTheWayPromises,
    partRefusedPromise,
    ...clockPromises,
    exchangedFieldsPromise,
    ...sameRecordPromises,
    seriesPromise,
    manyOfOnePromise,
    anyRequestPromise,
    ...settlingPromises,
    foundAgainPromise,
    namesItsReadsPromise,
    combinedPromise,
    opaqueTextPromise,
    ...discretionPromises,
    intactValuesPromise,
    unknownRecordPromise,
    timesPromise,
    alonePromise,
    sideEffectPromise,
    needsPromise,
    askedCoveragePromise,
    ...sparsePromises,
    sparseWritesPromise,
    otherTypesPromise,
    ...wordPromises,
    ...transportPromises,
    ...limitPromises,
    ...writeTransportPromises,
    webhookPromise,
    provenancePromise,
    tracedPromise,
    littleChangedPromise,
    customFieldOptionsPromise,
    requiredFieldsPromise,
    namedFieldsPromise,
    emptyValuesPromise,
    remoteFieldsPromise,
    endingPromise,
    ...chosenFromListsPromises,
    ...changedFieldPromises,
    amidChangesPromise,
    customersOfOneHostPromise,
    ...everyStatePromises,
    ...longDayPromises,
    asNewPromise,
    awkwardTextsPromise,
    pastedSettingsPromise,
    oddIdPromise,
    noughtPromise,
    emptyAccountPromise,
    renamedFieldPromise,
    undonePromise,
    edgeInstantsPromise,
    ...filtersBesidePromises,
    ...ownPromises(cell),
  ].filter(({ applies }) => applies?.(cell) ?? true);
  return [
    ...own,
    ...timeZonePromise(own),
    ...customersPromise(cell.kind, own),
    ...changedListsPromise(cell, own),
    ...readsWithChangedFields(cell, own),
  ];
}

/** What holds of every capability that is offered: it sends no request, and no limitation can deny it. */
const basicPromises: ReadonlySet<ContractPromise> = new Set([...commonPromises, limitationPromise]);

/** The promises of a cell without those that its limitations rule out. */
function keptPromises(cell: CoverageCell): readonly ContractPromise[] {
  const promises = promisesOf(cell);
  const deniable = new Set(promises.filter((each) => !basicPromises.has(each)).map(({ promise }) => promise));
  for (const { id, denies } of cell.limitations)
    for (const denied of denies)
      if (!deniable.has(denied))
        throw new Error(
          `the limitation "${id}" denies "${denied}", which is not a promise of ${cell.capability} that can be denied`,
        );
  const denied = new Set(cell.limitations.flatMap(({ denies }) => denies));
  return promises.filter(({ promise }) => !denied.has(promise));
}

/**
 * The tests of an adapter: for each cell of its matrix the promises of a yes, or those of a no.
 * @param claims The matrix that is to be proved; by default the one that the adapter derives.
 */
export function contractTests(adapter: Adapter, claims: CoverageReport = coverageOf(adapter)): readonly ContractTest[] {
  return claims.cells.flatMap((cell) => {
    const promises = isOffered(cell) ? keptPromises(cell) : gapPromises;
    const writes = isOffered(cell) && cell.effect !== "reads";
    return promises.map((each) => ({
      capability: cell.capability,
      promise: each.promise,
      writes: writes && !basicPromises.has(each),
      run: each.run.bind(each),
    }));
  });
}
