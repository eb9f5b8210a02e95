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
import { promisesOf as ofCustomFields } from "./contracts/custom-fields/index.ts";
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

/** The contracts by subject, which is their folder. Plain reading comes first: what is wrong there makes everything else red. */
const contracts = {
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
  "custom-fields": { promisesOf: ofCustomFields },
  connections,
  transport,
  time,
};

/** The subjects of the contracts, in the order in which they are tested. */
export const subjects: readonly string[] = Object.keys(contracts);

interface OfSubject extends ContractPromise {
  readonly subject: string;
}

const of = (subject: string, promises: readonly ContractPromise[]): readonly OfSubject[] =>
  promises.map((each) => ({ ...each, subject }));

/** The promises of a capability that is offered. */
function promisesOf(cell: CoverageCell): readonly OfSubject[] {
  const own = Object.entries(contracts)
    .filter(([, contract]) => contract !== transport || !asksNothing(cell))
    .flatMap(([subject, contract]) => of(subject, contract.promisesOf(cell)))
    .filter(({ applies }) => applies?.(cell) ?? true);
  return [
    ...own,
    ...of("time", timeZonePromise(own)),
    ...of("connections", [...customersPromise(cell.kind, own), ...versionsPromise(own)]),
    ...of("time", [...changedListsPromise(cell, own), ...readsWithChangedFields(cell, own)]),
  ];
}

/** What holds of every capability that is offered: it sends no request, and no limitation can deny it. */
const basicPromises: ReadonlySet<string> = new Set(
  [...commonPromises, limitationPromise].map(({ promise }) => promise),
);

/** The promises of a cell without those that its limitations rule out. */
function keptPromises(cell: CoverageCell): readonly OfSubject[] {
  const promises = promisesOf(cell);
  const deniable = new Set(promises.map(({ promise }) => promise).filter((promise) => !basicPromises.has(promise)));
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
    const promises = isOffered(cell) ? keptPromises(cell) : of("coverage", gapPromises);
    const writes = isOffered(cell) && cell.effect !== "reads";
    return promises.map(({ promise, subject, rules = [], run }) => ({
      capability: cell.capability,
      promise,
      subject,
      rules,
      writes: writes && !basicPromises.has(promise),
      run,
    }));
  });
}
