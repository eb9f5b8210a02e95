import type { CoverageCell } from "@anyats/core";
import { ownPromises, type ContractPromise } from "../../contract-test.ts";
import { addedOptionPromise } from "./added-options.ts";
import {
  customFieldOptionsPromise,
  emptyValuesPromise,
  namedFieldsPromise,
  requiredFieldsPromise,
  namesakeOptionPromise,
  shownOptionPromise,
  twinOptionsPromise,
  writtenOptionsPromise,
} from "./custom-field-options.ts";
import { correctedValuesPromise } from "./corrected-values.ts";
import { customFieldPromises } from "./custom-fields.ts";
import { leftAlonePromises } from "./left-alone.ts";
import { fieldsInCasePromise, fieldsOfOneNamePromise } from "./fields-of-one-name.ts";
import { addedBesidePromise, refreshedBesidePromise } from "./refreshed-beside.ts";
import { renamedFieldPromise } from "./renamed-fields.ts";

/** What is promised of the fields that a customer defines. */
export const promisesOf = ({ capability }: CoverageCell): readonly ContractPromise[] => [
  customFieldOptionsPromise,
  requiredFieldsPromise,
  namesakeOptionPromise,
  shownOptionPromise,
  twinOptionsPromise,
  writtenOptionsPromise,
  namedFieldsPromise,
  emptyValuesPromise,
  refreshedBesidePromise,
  addedBesidePromise,
  renamedFieldPromise,
  addedOptionPromise,
  fieldsOfOneNamePromise,
  fieldsInCasePromise,
  correctedValuesPromise,
  ...leftAlonePromises,
  ...ownPromises(capability, [customFieldPromises]),
];
