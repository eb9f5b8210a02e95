import type { CoverageCell } from "@anyats/core";
import { ownPromises, type ContractPromise } from "../../contract-test.ts";
import {
  customersInCapitalsPromise,
  customersOfOneHostPromise,
  replacedKeyPromise,
  rewrittenAddressPromise,
} from "./customers.ts";
import { discretionPromises } from "./discretion.ts";
import { endingPromise } from "./ending.ts";
import { pastedSettingsPromise } from "./pasted-settings.ts";
import { settingsPromise, variantPromises } from "./settings.ts";
import { statedPromises } from "./through.ts";
import { webhookPromise } from "./webhooks.ts";
import { eventsOfTwoPromise, whatChangedPromise } from "./what-changed.ts";
import { wrongSettingsPromise } from "./wrong-settings.ts";

/** What a connection promises whatever it is used for: its settings, its key, its customers, its end. */
export const promisesOf = ({ capability }: CoverageCell): readonly ContractPromise[] => [
  ...variantPromises,
  settingsPromise,
  pastedSettingsPromise,
  wrongSettingsPromise,
  customersOfOneHostPromise,
  rewrittenAddressPromise,
  customersInCapitalsPromise,
  replacedKeyPromise,
  ...discretionPromises,
  endingPromise,
  webhookPromise,
  whatChangedPromise,
  eventsOfTwoPromise,
  ...ownPromises(capability, [statedPromises]),
];
