import { type Adapter, type CoverageCell, type CoverageReport, isOffered } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import type { ContractPromise, ContractTest } from "./contract-test.ts";
import { commonPromises } from "./contracts/coverage/every-capability.ts";
import * as bystanders from "./contracts/bystanders/index.ts";
import * as choices from "./contracts/choices/index.ts";
import * as commands from "./contracts/commands/index.ts";
import { gapPromises } from "./contracts/coverage/gaps.ts";
import { limitationPromise } from "./contracts/coverage/limitations.ts";
import * as coverage from "./contracts/coverage/index.ts";
import * as connections from "./contracts/connections/index.ts";
import { customersPromise } from "./contracts/connections/customers.ts";
import { versionsPromise } from "./contracts/connections/versions.ts";
import * as customFields from "./contracts/custom-fields/index.ts";
import * as files from "./contracts/files/index.ts";
import * as finding from "./contracts/finding/index.ts";
import * as once from "./contracts/once/index.ts";
import * as people from "./contracts/people/index.ts";
import { asksNothing } from "./contracts/pieces/requests.ts";
import * as records from "./contracts/records/index.ts";
import * as stored from "./contracts/stored/index.ts";
import * as streams from "./contracts/streams/index.ts";
import { readsWithChangedFields } from "./contracts/time/changed-fields.ts";
import { changedListsPromise } from "./contracts/time/changed-lists.ts";
import * as time from "./contracts/time/index.ts";
import { timeZonePromise } from "./contracts/time/time-zones.ts";
import * as transport from "./contracts/transport/index.ts";

/** Plain reading comes first: what is wrong there makes everything else red. */
const contracts = [
  coverage,
  streams,
  records,
  finding,
  commands,
  stored,
  once,
  people,
  bystanders,
  choices,
  files,
  customFields,
  connections,
  transport,
  time,
] as const;

/** The promises of a capability that is offered. */
function promisesOf(cell: CoverageCell): readonly ContractPromise[] {
  const subjects = asksNothing(cell) ? contracts.filter((subject) => subject !== transport) : contracts;
  const own = subjects.flatMap((subject) => subject.promisesOf(cell)).filter(({ applies }) => applies?.(cell) ?? true);
  return [
    ...own,
    ...timeZonePromise(own),
    ...customersPromise(cell.kind, own),
    ...versionsPromise(own),
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
