import { avionte } from "@anyats/avionte";
import { catalogue, capabilityIds } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { komboBase } from "@anyats/kombo-base";
import { describe, expect, it } from "vitest";
import { emulatorWorld } from "@anyats/conformance";
import { filterMeanings, filtersOf, openTrial, samples } from "@anyats/conformance/contracts";

interface Schema {
  readonly shape?: Readonly<Record<string, Schema>>;
  isOptional?(): boolean;
}

/** The fields of an input that may be left out; of a person, each by itself. */
function optionalFields(id: keyof typeof catalogue): readonly string[] {
  const shape = (catalogue[id].input as unknown as Schema).shape ?? {};
  return Object.entries(shape).flatMap(([name, field]) => {
    if (name === "candidate" && field.shape)
      return Object.keys(field.shape)
        .filter((inner) => field.shape![inner]!.isOptional?.())
        .map((inner) => `candidate.${inner}`);
    return field.isOptional?.() ? [name] : [];
  });
}

describe("what the kit derives from the catalogue", () => {
  it.for(capabilityIds.filter((id) => catalogue[id].kind === "stream"))("knows what each filter of %s means", (id) => {
    const unknown = filtersOf(catalogue[id]).filter((name) => !Object.hasOwn(filterMeanings, name));
    expect(unknown, "add a row to filterMeanings").toEqual([]);
  });

  it.for(Object.keys(samples) as (keyof typeof catalogue)[])("tries each optional field of %s", async (id) => {
    const claimed = coverageOf(avionte);
    const offers = claimed.cells.some(({ capability, implementedBy }) => capability === id && implementedBy);
    const adapter = offers ? avionte : komboBase;
    const claims = coverageOf(adapter);
    const cell = claims.cells.find(({ capability }) => capability === id)!;
    const session = await emulatorWorld().open();
    const trial = await openTrial(adapter, cell, session, claims);
    const tried = new Set((await samples[id]!(trial)).flatMap(({ tries }) => tries));
    expect(optionalFields(id).filter((field) => !tried.has(field))).toEqual([]);
    await trial.ats.close();
  });

  it("has valid inputs for every query and command without contracts of its own", () => {
    const without = capabilityIds.filter((id) => catalogue[id].kind !== "stream" && !Object.hasOwn(samples, id));
    expect(without, "only the world can know what the ATS's own API takes").toEqual(["passthrough.send"]);
  });
});
