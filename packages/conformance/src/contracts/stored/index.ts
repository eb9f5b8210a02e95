import type { CoverageCell } from "@anyats/core";
import { type ContractPromise, ownPromises } from "../../contract-test.ts";
import { attachmentPromises } from "./attachments.ts";
import { awkwardTextsPromise } from "./awkward-texts.ts";
import { closeNumbersPromise } from "./close-numbers.ts";
import { combinedPromise } from "./combined.ts";
import { enteredPeoplePromises } from "./entered-people.ts";
import { interviewPromise, onePlacePromise } from "./interviews.ts";
import { longInputsPromise } from "./long-inputs.ts";
import { namedNetworksPromise } from "./named-networks.ts";
import { newerFilePromise } from "./newer-files.ts";
import { notePromises } from "./notes.ts";
import { otherTextsPromise } from "./other-texts.ts";
import { otherWordsPromise } from "./other-words.ts";
import { ownAddressFirstPromise } from "./own-address-first.ts";
import { emptyListsPromise, partsAlonePromise } from "./parts-alone.ts";
import { rejectionPromise, repeatedRejectionPromise } from "./rejections.ts";
import { ownFieldsStayPromise, remoteFieldsPromise } from "./remote-fields.ts";
import { seenByOthersPromise } from "./seen-by-others.ts";
import { tagPromises } from "./tags.ts";
import { wholeTimesPromise } from "./whole-times.ts";

const byCapability: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.create": enteredPeoplePromises,
  "candidates.create": enteredPeoplePromises,
  "applications.reject": [rejectionPromise, repeatedRejectionPromise],
  "applications.rejectMany": [rejectionPromise],
  "interviews.create": [interviewPromise],
  "interviews.update": [interviewPromise, onePlacePromise],
  "applications.addNote": notePromises("application"),
  "candidates.addNote": notePromises("candidate"),
  "applications.addAttachment": attachmentPromises("application"),
  "candidates.addAttachment": attachmentPromises("candidate"),
  "candidates.addTag": tagPromises(true),
  "candidates.removeTag": tagPromises(false),
};

/** What commands promise of what the ATS then holds: each value as it was given, or a warning. */
export const promisesOf = ({ capability }: CoverageCell): readonly ContractPromise[] => [
  wholeTimesPromise,
  combinedPromise,
  partsAlonePromise,
  emptyListsPromise,
  seenByOthersPromise,
  otherWordsPromise,
  remoteFieldsPromise,
  ownFieldsStayPromise,
  awkwardTextsPromise,
  closeNumbersPromise,
  newerFilePromise,
  namedNetworksPromise,
  otherTextsPromise,
  longInputsPromise,
  ownAddressFirstPromise,
  ...ownPromises(capability, [byCapability]),
];
