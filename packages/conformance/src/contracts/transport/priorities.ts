import { ALLOWANCE, type Allowance, type AllowanceRequest, ContainerModule, isOffered } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, onCell } from "../../trial.ts";
import { failureOf } from "../pieces/calling.ts";
import { briefly } from "../pieces/first-page.ts";
import { ending } from "../pieces/striking.ts";

/** The places that requests ask for, in their order. */
let asked: Pick<AllowanceRequest, "kind" | "priority">[] = [];

const noting: Allowance = {
  acquire({ kind, priority }) {
    asked.push({ kind, priority });
    return Promise.resolve({ waitedMs: 0, release: () => {} });
  },
  learn: () => {},
};

/** One module for all: of one that it has not seen, core makes and checks every handler of the adapter. */
const bound = new ContainerModule(({ bind }) => void bind(ALLOWANCE).toConstantValue(noting));

const options = ["bulk", "interactive"] as const;

/** The batches, and what each does to one record. */
const batches: Readonly<Record<string, string>> = { "applications.rejectMany": "applications.reject" };

/** What a batch sends counts against the limits of what does the same to one, where both go by the same routes. */
async function countsAsOne(trial: Trial): Promise<void> {
  const kinds = new Set(asked.map(({ kind }) => kind));
  const one = trial.claims.cells.find(({ capability }) => capability === batches[trial.capability.id]);
  const has = ({ method, path }: { readonly method: string; readonly path: string }) =>
    trial.cell.routes.some((route) => route.method === method && route.path === path);
  if (!one || !isOffered(one) || !one.routes.every(has)) return;
  await using other = await trial.another();
  const on = onCell(other.trial, one);
  const run = await briefly(on);
  await using fresh = await connectedTo(on, [bound]);
  asked = [];
  if (!run || failureOf(await ending(() => run(fresh)))) return;
  const missing = [...new Set(asked.map(({ kind }) => kind))].filter((kind) => !kinds.has(kind));
  assert.deepEqual(missing, [], `the limits that ${one.capability} counts against, and the batch does not`);
}

/** What every operation promises of who waits for whom: what is asked on behalf of a call waits as the call does. */
export const priorityPromise: ContractPromise = {
  promise: "asks for everything with the priority of its call",
  rules: [
    {
      rule: "what is asked on behalf of a call has the call's priority: of a stream or a batch `bulk`, else `interactive`, or what the app says. A batch counts against the same limits (`kind`) as a call for one",
      tried: "it binds an `ALLOWANCE` and looks at each request, without options and with the other priority",
    },
  ],
  applies: ({ capability }) => capability !== "passthrough.send",
  async run(trial) {
    const run = await briefly(trial);
    if (!run) return;
    const isBatch = Object.hasOwn(batches, trial.capability.id);
    const usual = trial.cell.kind === "stream" || isBatch ? "bulk" : "interactive";
    for (const priority of [undefined, ...(isBatch ? [] : options.filter((each) => each !== usual))]) {
      await using fresh = await connectedTo(trial, [bound]);
      asked = [];
      const ended = await ending(() => run(fresh, priority && { priority }));
      if (failureOf(ended)) return;
      const meant = priority ?? usual;
      const others = [...new Set(asked.map((each) => each.priority))].filter((each) => each !== meant);
      assert.deepEqual(
        others,
        [],
        `${priority ? `with the option \`priority: "${priority}"\`` : "without options"}, ${asked.length} requests asked for a place, some not with \`${meant}\`: hand the call on as it is`,
      );
    }
    if (isBatch) await countsAsOne(trial);
  },
};
