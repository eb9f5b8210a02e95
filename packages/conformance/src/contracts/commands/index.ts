import type { CoverageCell } from "@anyats/core";
import { type ContractPromise, ownPromises } from "../../contract-test.ts";
import { batchPromises } from "./batches.ts";
import { commandPromises } from "./commands.ts";
import { everyStatePromises } from "./every-state.ts";
import { manyOfOnePromise } from "./many-of-one.ts";
import { oddLookUpsPromise } from "./odd-look-ups.ts";
import { outcomePromises } from "./outcomes.ts";
import { sameStagePromise } from "./same-stage.ts";
import { seriesPromise } from "./series.ts";
import { sparseWritesPromise } from "./sparse-writes.ts";
import { undonePromise } from "./undone.ts";

/** What commands promise of their effect, in whatever state the record is, and however many there are. */
export const promisesOf = ({ capability }: CoverageCell): readonly ContractPromise[] => [
  seriesPromise,
  manyOfOnePromise,
  sparseWritesPromise,
  ...everyStatePromises,
  oddLookUpsPromise,
  undonePromise,
  sameStagePromise,
  ...ownPromises(capability, [commandPromises, outcomePromises, batchPromises]),
];
