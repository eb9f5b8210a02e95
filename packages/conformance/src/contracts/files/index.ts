import type { CoverageCell } from "@anyats/core";
import { ownPromises, type ContractPromise } from "../../contract-test.ts";
import { fileClaimPromises } from "./file-claims.ts";
import { fileContentPromises } from "./file-content.ts";
import { givenFilePromises } from "./given-files.ts";
import { kindsByFormatPromises } from "./kinds-by-format.ts";
import { listedTypesPromise, restrictedFilesPromise } from "./restricted-files.ts";
import { addressPromise, largeFilePromises } from "./sizes.ts";
import { storePromise } from "./stores.ts";

/** What is promised of files: what they are, where they come from, how large they may be. */
export const promisesOf = ({ capability }: CoverageCell): readonly ContractPromise[] => [
  restrictedFilesPromise,
  listedTypesPromise,
  addressPromise,
  storePromise,
  ...ownPromises(capability, [
    fileContentPromises,
    fileClaimPromises,
    kindsByFormatPromises,
    largeFilePromises,
    givenFilePromises,
  ]),
];
