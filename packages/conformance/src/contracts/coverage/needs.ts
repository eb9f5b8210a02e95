import { type CoverageCell, type CoverageReport, isOffered, needsOf } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { openedAs } from "../../guarded.ts";
import { connectedTo } from "../../trial.ts";
import type { Customer } from "../../world.ts";
import { worldHas } from "../../world-lacks.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** The cells that a right narrows, each as it is without it. */
type Narrowed = ReadonlyMap<string, CoverageCell>;

type Rights = ReadonlyMap<string, Narrowed>;

/** What each right of a customer's world decides, by the adapter's own word; asked for once in a run. */
const known = new WeakMap<CoverageReport, Map<Customer | undefined, Promise<Rights>>>();

async function narrowedBy(trial: Trial, right: string): Promise<Narrowed> {
  await using fresh = await trial.another();
  const { world } = fresh.trial;
  await world.withhold!([right]);
  await using on = await connectedTo(fresh.trial);
  const { cells } = await on.ats.coverage();
  return new Map(cells.filter((cell) => !isOffered(cell)).map((cell) => [cell.capability, cell]));
}

async function readRights(trial: Trial): Promise<Rights> {
  const found = new Map<string, Narrowed>();
  for (const right of trial.world.rights!()) found.set(right, await narrowedBy(trial, right));
  return found;
}

function rightsOf(trial: Trial): Promise<Rights> {
  const ofCustomers = known.get(trial.claims) ?? new Map<Customer | undefined, Promise<Rights>>();
  known.set(trial.claims, ofCustomers);
  const customer = openedAs(trial.world)?.customer;
  const reading = ofCustomers.get(customer) ?? readRights(trial);
  ofCustomers.set(customer, reading);
  // What failed is asked for again by the next test.
  reading.catch(() => void ofCustomers.delete(customer));
  return reading;
}

const saysWhy = ({ gap }: CoverageCell) => gap !== null && gap.explanation.length > 10 && gap.userMessage.length > 10;

/** The command that an input is about, such as that whose files are restricted. */
async function commandIn(trial: Trial): Promise<string> {
  if (!Object.hasOwn((trial.capability.input as { readonly shape?: object }).shape ?? {}, "command")) return "";
  const [sample] = await samplesOf(trial);
  return String(sample?.input["command"]);
}

/** What each capability promises of the rights that a customer may withhold. */
export const needsPromise: ContractPromise = {
  promise: "requires the rights that narrow its cell and no others, and coverage says why",
  ofVersions: true,
  async run(trial) {
    const { world, capability, adapter } = trial;
    const declared = needsOf(adapter, capability.id);
    if (!world.rights || !world.withhold) {
      worldHas(
        declared.length === 0,
        "the world cannot withhold what this operation declares in `needs`: add `rights` and `withhold`",
      );
      return;
    }
    const run = await performing(trial);
    if (!run) return;
    const rights = await rightsOf(trial);
    const needed = [...rights].filter(([, cells]) => cells.has(capability.id)).map(([right]) => right);
    assert.ok(
      declared.length === 0 || needed.length > 0 || trial.cell.lane !== "unified",
      "it declares `needs`, and withholding any right leaves its cell as it is: no pattern meets a right",
    );
    for (const right of needed) {
      assert.ok(saysWhy(rights.get(right)!.get(capability.id)!), `without ${right}: coverage does not say why`);
      await world.withhold([right]);
      await using on = await connectedTo(trial);
      const ended = await ending(() => run(on));
      const error = failureOf(ended);
      assert.ok(error, `without ${right} its cell says no, and the call succeeds: it does not require this right`);
      // An ATS may hide what a user may not see: then it is not there.
      const isHidden = error.code === "record.not-found";
      assert.ok(isHidden || error.fault !== "caller", `without ${right}: ${error.code} blames the caller`);
      assert.equal(error.retry, "never", `without ${right}: ${error.code} may not be repeated`);
    }
    // A check of the key says what is withheld: that is its answer.
    if (capability.id === "integration.checkKey") return;
    const named = await commandIn(trial);
    const others = [...rights].flatMap(([right, cells]) => (needed.includes(right) || cells.has(named) ? [] : [right]));
    await world.withhold(others);
    await using on = await connectedTo(trial);
    const ended = await ending(() => run(on));
    if (isDeclared(ended)) return;
    const first = await on.ats.coverage();
    assert.deepEqual(await on.ats.coverage(), first, "coverage, asked for again");
    await world.withhold([]);
    const { cells } = await on.ats.coverage({ refresh: true });
    const refused = cells.filter((cell) => !isOffered(cell)).map((cell) => cell.capability);
    const lacking = trial.claims.cells.filter((cell) => !isOffered(cell)).map((cell) => cell.capability);
    assert.deepEqual(refused, lacking, "coverage after `refresh`, when everything is granted");
    const error = failureOf(ended);
    assert.ok(!error, `without rights that do not narrow its cell it is refused: ${error?.code}: ${error?.message}`);
  },
};
