import type { ContractPromise } from "../../contract-test.ts";
import { anotherJobPromise } from "./another-job.ts";
import { ofOneNamePromise } from "./of-one-name.ts";
import { onlyOfferedPromise } from "./only-offered.ts";
import { noTagIsMadePromise, tagsOfOneNamePromise, tagsOfTwoCasesPromise } from "./tags-of-one-name.ts";
import { unknownReferencesPromise } from "./unknown-references.ts";
import { usersOutOfUsePromise } from "./users-out-of-use.ts";

/** What commands promise of what they choose from the lists of an ATS: stages, reasons, tags, users, questions. */
export const promisesOf = (): readonly ContractPromise[] => [
  tagsOfOneNamePromise,
  tagsOfTwoCasesPromise,
  noTagIsMadePromise,
  usersOutOfUsePromise,
  unknownReferencesPromise,
  ofOneNamePromise,
  onlyOfferedPromise,
  anotherJobPromise,
];
