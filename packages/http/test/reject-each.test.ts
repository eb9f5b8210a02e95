import { AtsError, receipt, type AtsErrorFacts, type Receipt } from "@anyats/core";
import { callOf, ManualClock } from "@anyats/core/testing";
import { describe, expect, it } from "vitest";
import { rejectEach } from "../src/writing/reject-each.ts";

const applications = Array.from({ length: 150 }, (_, nth) => ({ id: `a${nth}` }));
const call = callOf(new ManualClock());

const refusal = (facts: Pick<AtsErrorFacts, "fault"> & Partial<AtsErrorFacts>) =>
  new AtsError({ code: "acme.plan-ended", retry: "never", message: "Acme refused.", advice: "Ask.", ...facts });

/** Rejects all; the one at this place ends in an error. */
async function rejecting(nth: number, error: AtsError) {
  const tried: string[] = [];
  const result = await rejectEach({ applications } as never, call, async (id): Promise<Receipt> => {
    tried.push(id);
    await Promise.resolve();
    if (id === applications[nth]!.id) throw error;
    return receipt();
  });
  return { tried: tried.length, rejected: result.rejected, failed: result.failed };
}

describe("rejectEach", () => {
  it("sends one rejection when the connection is refused, whatever the code", async () => {
    const ended = { tried: 1, rejected: 0, failed: 150 };
    expect(await rejecting(0, refusal({ fault: "configuration" }))).toEqual(ended);
    const disabled = refusal({ code: "capability.action-disabled", fault: "aggregator", concerns: "capability" });
    expect(await rejecting(0, disabled)).toEqual(ended);
  });

  it("goes on after a refusal that concerns one application", async () => {
    const ended = { tried: 150, rejected: 149, failed: 1 };
    expect(await rejecting(0, refusal({ fault: "caller" }))).toEqual(ended);
    expect(await rejecting(149, refusal({ fault: "ats" }))).toEqual(ended);
    expect(await rejecting(0, refusal({ fault: "configuration", concerns: "capability" }))).toEqual(ended);
  });

  it("runs the first one alone and the others together", async () => {
    const steps: string[] = [];
    await rejectEach({ applications: applications.slice(0, 3) } as never, call, async (id) => {
      steps.push(`begin ${id}`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`end ${id}`);
      return receipt();
    });
    expect(steps).toEqual(["begin a0", "end a0", "begin a1", "begin a2", "end a1", "end a2"]);
  });
});
