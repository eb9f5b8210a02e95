import { type CoverageCell, type CoverageReport, isOffered } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import { openedAs } from "../../guarded.ts";
import { connectedTo } from "../../trial.ts";
import type { Customer } from "../../world.ts";

/** The cells that a right narrows, each as it is without it. */
type Narrowed = ReadonlyMap<string, CoverageCell>;

/** What each right of a world narrows, by its name. */
export type Rights = ReadonlyMap<string, Narrowed>;

/** What each right of a customer's world decides, by the adapter's own word; asked for once in a run. */
const known = new WeakMap<CoverageReport, Map<Customer | undefined, Promise<Rights>>>();

async function readRights(trial: Trial): Promise<Rights> {
  const found = new Map<string, Narrowed>();
  await using fresh = await trial.another();
  const { world } = fresh.trial;
  for (const right of world.rights!()) {
    await world.withhold!([right]);
    await using on = await connectedTo(fresh.trial);
    const { cells } = await on.ats.coverage();
    found.set(right, new Map(cells.filter((cell) => !isOffered(cell)).map((cell) => [cell.capability, cell])));
  }
  return found;
}

/** What each right decides; of a world that withholds none, nothing. */
export function rightsOf(trial: Trial): Promise<Rights> {
  if (!trial.world.rights || !trial.world.withhold) return Promise.resolve(new Map());
  const ofCustomers = known.get(trial.claims) ?? new Map<Customer | undefined, Promise<Rights>>();
  known.set(trial.claims, ofCustomers);
  const customer = openedAs(trial.world)?.customer;
  const reading = ofCustomers.get(customer) ?? readRights(trial);
  ofCustomers.set(customer, reading);
  // What failed is asked for again by the next test.
  reading.catch(() => void ofCustomers.delete(customer));
  return reading;
}

/** The rights that narrow the cell of a capability. */
export const neededBy = (rights: Rights, capability: string): readonly string[] =>
  [...rights].flatMap(([right, cells]) => (cells.has(capability) ? [right] : []));
