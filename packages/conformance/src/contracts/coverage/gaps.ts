import { CapabilityNotSupported, methodOf } from "@anyats/core";
import { strict as assert } from "node:assert";
import { refusalOf, withoutRequests } from "../../assertions.ts";
import type { ContractPromise } from "../../contract-test.ts";
import { misnamedIn } from "../../named.ts";

/** What a "no" promises. */
export const gapPromises: readonly ContractPromise[] = [
  {
    promise: "is refused with the reason that coverage gives, and sends nothing",
    async run({ ats, capability, cell, world }) {
      assert.ok(!(ats.supports as (id: string) => boolean)(capability.id), "supports() says yes");
      const refuse = () => refusalOf(async () => methodOf(ats, capability.id)!({}), "a missing capability");
      const error = await withoutRequests(() => world.requests(), refuse, "a missing capability");
      assert.ok(error instanceof CapabilityNotSupported, "it is another error");
      assert.equal(error.code, "capability.not-supported");
      assert.equal(error.reason, cell.gap?.reason, "the refusal and coverage give different reasons");
      assert.ok(error.message.includes(cell.gap!.explanation), "the refusal does not explain itself");
    },
  },
  {
    promise: "says why, in the matrix",
    rules: [
      {
        rule: "what a workaround names is there: an operation that the adapter offers, a setting, a field",
        tried: "it looks each name up that stands in backticks, and each operation",
      },
    ],
    async run({ adapter, cell }) {
      const { workaround } = cell.gap ?? {};
      assert.equal(misnamedIn(adapter, workaround ?? ""), undefined, `what the workaround names: "${workaround}"`);
      assert.ok((cell.gap?.explanation.length ?? 0) > 10, "there is no explanation");
      assert.deepEqual([cell.how, cell.lane, cell.implementedBy], [null, null, null], "the cell says no and yes");
      assert.deepEqual(cell.limitations, [], "something that is missing cannot be limited");
    },
  },
];
