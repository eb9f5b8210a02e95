import type { CustomFieldDefinition } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../contract-test.ts";
import { recordNouns } from "../world.ts";
import type { Kind } from "./every-state.ts";
import { issuesOf } from "./files.ts";
import { ending } from "./striking.ts";

/** So many options have room in a message. */
const few = 20;

const updatesFields: ContractPromise["applies"] = ({ capability }) =>
  /^(jobs|applications|candidates)\.updateCustomFields$/.test(capability);

interface Updating {
  readonly fields: readonly CustomFieldDefinition[];
  readonly issuesWith: (field: string, value: unknown) => Promise<ReturnType<typeof issuesOf>>;
}

/** The fields that may be set, and what is wrong with giving one of them a value; undefined where no fields are listed. */
async function updating(trial: Trial): Promise<Updating | undefined> {
  const kind = trial.cell.group as Kind;
  if (!trial.offers(`${kind}.listCustomFields`)) return undefined;
  const definitions = (await trial.call(`${kind}.listCustomFields`)) as unknown as readonly CustomFieldDefinition[];
  const [id] = trial.world.ids(kind);
  return {
    fields: definitions.filter(({ readOnly }) => !readOnly),
    issuesWith: async (field: string, value: unknown) => {
      const input = { [recordNouns[kind]]: id, updates: { [field]: value } };
      return issuesOf(await ending(() => trial.call(trial.capability.id, input)));
    },
  };
}

/** What an update promises of fields that must not be empty. */
export const requiredFieldsPromise: ContractPromise = {
  promise: "refuses to empty a field that the ATS requires, before any write",
  applies: updatesFields,
  async run(trial) {
    const update = await updating(trial);
    if (!update) return;
    const before = trial.world.writes();
    for (const { id, type } of update.fields.filter(({ required }) => required))
      for (const value of [null, "", ...(type === "text" ? ["  "] : [])]) {
        const [issue] = await update.issuesWith(id, value);
        const what = `${id}, which is required, with ${JSON.stringify(value)}`;
        assert.ok(issue, `${what} was not refused as wrong input`);
        assert.match(issue.message, /required|must be/, `${what}: why it was refused`);
      }
    assert.equal(trial.world.writes(), before, "something was written");
  },
};

/** What an update of custom fields promises of what it says when a choice is not one of the options. */
export const customFieldOptionsPromise: ContractPromise = {
  promise: "names the options of a select field where a value is none of them",
  applies: updatesFields,
  async run(trial) {
    const update = await updating(trial);
    if (!update) return;
    for (const { id, type, options } of update.fields) {
      if (!/select/.test(type) || !options || options.length === 0 || options.length > few) continue;
      const value: unknown = type === "multi-select" ? ["no such option 4788"] : "no such option 4788";
      const said: readonly string[] = (await update.issuesWith(id, value)).map(({ message }) => message);
      assert.ok(said.length > 0, `"${String(value)}" is not an option of ${id}, and was not refused as wrong input`);
      const unnamed = options.filter((option) => !said.some((message) => message.includes(option.slice(0, 100))));
      assert.deepEqual(unnamed, [], `${id}: options that are not named: ${said.join("; ")}`);
      assert.ok(!said.some((message) => /\b-?\d+ more\b/.test(message)), `${id}: all were named: ${said.join("; ")}`);
    }
  },
};
