import { ALLOWANCE, type Allowance, ContainerModule } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { failureOf } from "../pieces/calling.ts";
import { briefly } from "../pieces/first-page.ts";
import { ending } from "../pieces/striking.ts";

/** The priorities with which requests ask for a place, in their order. */
let asked: string[] = [];

const noting: Allowance = {
  acquire({ priority }) {
    asked.push(priority);
    return Promise.resolve({ waitedMs: 0, release: () => {} });
  },
  learn: () => {},
};

/** One module for all: of one that it has not seen, core makes and checks every handler of the adapter. */
const bound = new ContainerModule(({ bind }) => void bind(ALLOWANCE).toConstantValue(noting));

const options = ["bulk", "interactive"] as const;

/** What every operation promises of who waits for whom: what is asked on behalf of a call waits as the call does. */
export const priorityPromise: ContractPromise = {
  promise: "asks for everything with the priority of its call",
  rules: [
    {
      rule: "what is asked on behalf of a call has the call's priority: of a stream `bulk`, else `interactive`, or what the app says; of a batch `bulk`",
      tried: "it binds an `ALLOWANCE` and looks at each request, without options and with the other priority",
    },
  ],
  applies: ({ capability }) => capability !== "passthrough.send",
  async run(trial) {
    const run = await briefly(trial);
    if (!run) return;
    const isBatch = trial.capability.id === "applications.rejectMany";
    const usual = trial.cell.kind === "stream" || isBatch ? "bulk" : "interactive";
    for (const priority of [undefined, ...(isBatch ? [] : options.filter((each) => each !== usual))]) {
      await using fresh = await connectedTo(trial, [bound]);
      asked = [];
      const ended = await ending(() => run(fresh, priority && { priority }));
      if (failureOf(ended)) return;
      const meant = priority ?? usual;
      const others = [...new Set(asked)].filter((each) => each !== meant);
      assert.deepEqual(
        others,
        [],
        `${priority ? `with the option \`priority: "${priority}"\`` : "without options"}, ${asked.length} requests asked for a place, some not with \`${meant}\`: hand the call on ${isBatch ? "with the priority `bulk`, also to what is asked before the first" : "as it is"}`,
      );
    }
  },
};
