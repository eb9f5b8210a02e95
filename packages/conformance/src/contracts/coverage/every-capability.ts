import { type Client, connect, methodOf } from "@anyats/core";
import { strict as assert } from "node:assert";
import { neverShows, refusalOf, withoutRequests } from "../../assertions.ts";
import type { ContractPromise } from "../../contract-test.ts";
import { spoken } from "../../trial.ts";

/** What every capability that is offered promises. */
export const commonPromises: readonly ContractPromise[] = [
  {
    promise: "refuses an input that it does not know, before any request",
    async run({ ats, capability, world }) {
      const given = { "no such field": true };
      const refuse = () => refusalOf(async () => methodOf(ats, capability.id)!(given), "an unknown field");
      const error = await withoutRequests(() => world.requests(), refuse, "a wrong input");
      assert.equal(error.code, "input.invalid");
      assert.equal(error.fault, "caller");
    },
  },
  {
    promise: "can be called where it says that it is supported",
    async run({ ats, capability, cell, claims }) {
      assert.ok((ats.supports as (id: string) => boolean)(capability.id), "supports() says no");
      assert.ok(cell.lane !== null && cell.how !== null && cell.implementedBy !== null, "the cell does not say how");
      assert.equal(cell.gap, null, "the cell says yes and no");
      const reads = claims.cells.flatMap(({ capability: id, effect }) => (effect === "reads" ? [id] : []));
      for (const id of cell.settledBy ?? [])
        assert.ok(reads.includes(id), `settledBy names "${id}", which does not read`);
    },
  },
];

/** What every reading capability promises of a key that is refused. It needs an input that is good. */
export const wrongKeyPromise: ContractPromise = {
  promise: "says that the key is refused, and does not show it",
  applies: ({ kind }) => kind === "stream",
  async run({ adapter, capability, world }) {
    const ats = (await connect(adapter, spoken(world, world.wrong.settings) as never, {
      modules: world.modules ?? [],
    })) as Client;
    const open = methodOf(ats, capability.id) as (filter: object) => { toArray(): Promise<unknown> };
    const error = await refusalOf(() => open({}).toArray(), "a wrong key");
    assert.equal(error.fault, "configuration");
    assert.equal(error.retry, "never");
    neverShows(error, world.wrong.key);
    neverShows(ats, world.wrong.key);
  },
};
