import { AtsError, type CustomFieldValue } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise } from "../../contract-test.ts";
import { isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { recordNouns } from "../../world.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { ending } from "../pieces/striking.ts";

/** How many fields of a record are tried. */
const mostFields = 3;

/** A body whose lists lack some entries. */
export function without(body: unknown, isMeant: (entry: unknown) => boolean): unknown {
  if (Array.isArray(body)) return body.flatMap((entry) => (isMeant(entry) ? [] : [without(entry, isMeant)]));
  if (!isFields(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, held]) => [name, without(held, isMeant)]));
}

/** What reading custom fields promises of those that a record holds and no list defines, as a key may not list all of them. */
export const unlistedFieldPromise: ContractPromise = {
  promise: "gives a value that a record holds also where its field is not listed",
  rules: [
    {
      rule: "a value of a custom field is given also where no list defines the field, as a key may not list all",
      tried: "it takes definitions out of the lists of answers",
    },
  ],
  async run(trial) {
    const { world, cell, capability } = trial;
    const fetch = fetchIn(world.settings);
    const group = cell.group as "jobs" | "applications" | "candidates";
    const [id] = world.ids(group);
    if (!fetch || id === undefined) return;
    const input = { [recordNouns[group]]: id };
    const usual: readonly CustomFieldValue[] = await trial.call(capability.id, input, { raw: true });
    const filled = usual.filter(({ value }) => value !== null);
    for (const { definitionId, name, value, raw = value } of filled.slice(0, mostFields)) {
      let isRemoved = false;
      // What holds the value does not define the field.
      const isDefinition = (entry: unknown) => {
        const values = isFields(entry) ? Object.values(entry) : [];
        const isIt = values.some((held) => String(held) === definitionId);
        if (!isIt || values.some((held) => isDeepStrictEqual(held, raw))) return false;
        isRemoved = true;
        return true;
      };
      const unlisting = rewriting(fetch, (body) => without(body, isDefinition));
      await using fresh = await connectedTo(withFetch(trial, unlisting));
      const ended = await ending(() => fresh.call(capability.id, input, { raw: true }));
      if (!isRemoved || AtsError.is(ended)) continue;
      const found = (ended as readonly CustomFieldValue[]).find((each) => each.definitionId === definitionId);
      assert.ok(
        found && (found.value !== null || "raw" in found),
        `the record holds a value of ${name}, the ATS does not list that field, and the value is missing: give it as it came`,
      );
    }
  },
};
