import {
  InvalidInput,
  type Call,
  type CustomFieldUpdates,
  type InputOf,
  type Receipt,
  type catalogue,
} from "@anyats/core";
import {
  FetchEnhancedJobBatch,
  GetEnhancedJob,
  GetJobCustomFieldValues,
  ListJobCustomFields,
  UpdateJobCustomFields,
} from "@anyats/avionte";
import { broken, type SeededBug } from "./seeded-bug.ts";

type Capability<Id extends keyof typeof catalogue> = (typeof catalogue)[Id];

const bug = (name: string, capability: string, Class: unknown): SeededBug => ({
  name,
  capabilities: [capability],
  adapter: broken({ [capability]: Class }),
});

/** Updates of custom fields, with a bug in what is written. */
function updating(change: (updates: CustomFieldUpdates) => CustomFieldUpdates): typeof UpdateJobCustomFields {
  return class extends UpdateJobCustomFields {
    override handle(input: InputOf<Capability<"jobs.updateCustomFields">>, call: Call): Promise<Receipt> {
      return super.handle({ ...input, updates: change(input.updates) }, call);
    }
  };
}

const mapped = (
  updates: CustomFieldUpdates,
  change: (value: CustomFieldUpdates[string]) => CustomFieldUpdates[string],
) => Object.fromEntries(Object.entries(updates).map(([id, value]) => [id, change(value)]));

export const nativeBugs: readonly SeededBug[] = [
  bug(
    "the record of another job is joined",
    "jobs.getEnhanced",
    class extends GetEnhancedJob {
      override async handle(input: InputOf<Capability<"jobs.getEnhanced">>, call: Call) {
        return { ...(await super.handle(input, call)), remoteId: "1" };
      }
    },
  ),
  bug(
    "a job of a batch has its neighbour's record",
    "jobs.fetchEnhancedBatch",
    class extends FetchEnhancedJobBatch {
      override async handle(input: InputOf<Capability<"jobs.fetchEnhancedBatch">>, call: Call) {
        const batch = await super.handle(input, call);
        return {
          ...batch,
          jobs: batch.jobs.map((job, index) => ({
            ...job,
            native: batch.jobs[(index + 1) % batch.jobs.length]!.native,
          })),
        };
      }
    },
  ),
  bug(
    "the last batch is lost",
    "jobs.fetchEnhancedBatch",
    class extends FetchEnhancedJobBatch {
      override async handle(input: InputOf<Capability<"jobs.fetchEnhancedBatch">>, call: Call) {
        const batch = await super.handle(input, call);
        return { ...batch, cursor: input.cursor === undefined ? null : batch.cursor };
      }
    },
  ),
  bug(
    "a job of a batch vanishes in silence",
    "jobs.fetchEnhancedBatch",
    class extends FetchEnhancedJobBatch {
      override async handle(input: InputOf<Capability<"jobs.fetchEnhancedBatch">>, call: Call) {
        const batch = await super.handle(input, call);
        return { ...batch, jobs: batch.jobs.slice(1) };
      }
    },
  ),
  bug(
    "every custom field is text",
    "jobs.listCustomFields",
    class extends ListJobCustomFields {
      override async handle(input: InputOf<Capability<"jobs.listCustomFields">>, call: Call) {
        return (await super.handle(input, call)).map((field) => ({ ...field, options: null }));
      }
    },
  ),
  bug(
    "values are given as text whatever their field's type",
    "jobs.getCustomFieldValues",
    class extends GetJobCustomFieldValues {
      override async handle(input: InputOf<Capability<"jobs.getCustomFieldValues">>, call: Call) {
        return (await super.handle(input, call)).map((field) => ({
          ...field,
          value: field.value === null ? null : String(field.value),
        }));
      }
    },
  ),
  bug(
    "one field of an update is dropped",
    "jobs.updateCustomFields",
    updating((updates) =>
      Object.fromEntries(Object.entries(updates).slice(0, Math.max(1, Object.keys(updates).length - 1))),
    ),
  ),
  bug(
    "no is written as nothing",
    "jobs.updateCustomFields",
    updating((updates) => mapped(updates, (value) => (value === false ? null : value))),
  ),
  bug(
    "a point in time is written in another zone",
    "jobs.updateCustomFields",
    updating((updates) =>
      mapped(updates, (value) =>
        typeof value === "string" && /T.*Z$/.test(value)
          ? new Date(Date.parse(value) - 3_600_000).toISOString()
          : value,
      ),
    ),
  ),
  bug(
    "only the first of several choices is written",
    "jobs.updateCustomFields",
    updating((updates) => mapped(updates, (value) => (Array.isArray(value) ? value.slice(0, 1) : value))),
  ),
  bug(
    "numbers are rounded",
    "jobs.updateCustomFields",
    updating((updates) => mapped(updates, (value) => (typeof value === "number" ? Math.round(value) : value))),
  ),
  bug(
    "an update stops at its first problem",
    "jobs.updateCustomFields",
    class extends UpdateJobCustomFields {
      override async handle(input: InputOf<Capability<"jobs.updateCustomFields">>, call: Call) {
        return super.handle(input, call).catch((error: unknown) => {
          throw error instanceof InvalidInput ? new InvalidInput("The update", error.issues.slice(0, 1)) : error;
        });
      }
    },
  ),
  bug(
    "the good half of a wrong update is written",
    "jobs.updateCustomFields",
    class extends UpdateJobCustomFields {
      override async handle(input: InputOf<Capability<"jobs.updateCustomFields">>, call: Call) {
        return super.handle(input, call).catch(async (error: unknown) => {
          const [definition] = (await this.collaborators.customFields.definitions("job", call)).filter(
            ({ type, readOnly }) => type === "text" && !readOnly,
          );
          await super.handle({ ...input, updates: { [definition!.id]: "half" } }, call);
          throw error;
        });
      }
    },
  ),
];
