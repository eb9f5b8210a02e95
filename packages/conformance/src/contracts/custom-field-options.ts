import type { CustomFieldDefinition } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../contract-test.ts";
import { issuesOf } from "./files.ts";
import { ending } from "./striking.ts";

/** So many options have room in a message. */
const few = 20;

/** What an update of custom fields promises of what it says when a choice is not one of the options. */
export const customFieldOptionsPromise: ContractPromise = {
  promise: "names the options of a select field where a value is none of them",
  applies: ({ capability }) => /^(jobs|applications|candidates)\.updateCustomFields$/.test(capability),
  async run(trial) {
    const group = trial.cell.group as "jobs" | "applications" | "candidates";
    if (!trial.offers(`${group}.listCustomFields`)) return;
    const definitions = (await trial.call(`${group}.listCustomFields`)) as readonly CustomFieldDefinition[];
    const [id] = trial.world.ids(group);
    const record = group.slice(0, -1);
    for (const { id: field, type, options, readOnly } of definitions) {
      if (!/select/.test(type) || readOnly || !options || options.length === 0 || options.length > few) continue;
      const value = type === "multi-select" ? ["no such option 4788"] : "no such option 4788";
      const ended = await ending(() => trial.call(trial.capability.id, { [record]: id, updates: { [field]: value } }));
      const said = issuesOf(ended).map(({ message }) => message);
      assert.ok(said.length > 0, `"${String(value)}" is not an option of ${field}, and was not refused as wrong input`);
      const unnamed = options.filter((option) => !said.some((message) => message.includes(option.slice(0, 100))));
      assert.deepEqual(unnamed, [], `${field}: options that are not named: ${said.join("; ")}`);
      assert.ok(
        !said.some((message) => /\b-?\d+ more\b/.test(message)),
        `${field}: all were named: ${said.join("; ")}`,
      );
    }
  },
};
