import {
  EVENTS,
  InvalidInput,
  overrides,
  type CustomFieldDefinition,
  type CustomFieldUpdates,
  type Operation,
} from "@anyats/core";
import {
  CUSTOM_FIELDS,
  fetchEnhancedJobBatch,
  getEnhancedJob,
  getEnhancedCandidate,
  getJobCustomFieldValues,
  listJobCustomFields,
  updateJobCustomFields,
} from "@anyats/avionte";
import { inHandler, type SeededBug } from "./seeded-bug.ts";

/** Updates of custom fields, with a bug in what is written. */
function updating(change: (updates: CustomFieldUpdates) => CustomFieldUpdates): Operation {
  return overrides(updateJobCustomFields, {
    handle: (input, call, _parts, inherited) => inherited.handle({ ...input, updates: change(input.updates) }, call),
  });
}

const mapped = (
  updates: CustomFieldUpdates,
  change: (value: CustomFieldUpdates[string]) => CustomFieldUpdates[string],
) => Object.fromEntries(Object.entries(updates).map(([id, value]) => [id, change(value)]));

/** What a connection keeps, by the handler that it has. */
const definitions = new WeakMap<object, readonly CustomFieldDefinition[]>();

export const nativeBugs: readonly SeededBug[] = [
  inHandler(
    "the record of another job is joined",
    overrides(getEnhancedJob, {
      async handle(input, call, _parts, inherited) {
        return { ...(await inherited.handle(input, call)), remoteId: "1" };
      },
    }),
  ),
  inHandler(
    "a job of a batch has its neighbour's record",
    overrides(fetchEnhancedJobBatch, {
      async handle(input, call, _parts, inherited) {
        const batch = await inherited.handle(input, call);
        return {
          ...batch,
          jobs: batch.jobs.map((job, index) => ({
            ...job,
            native: batch.jobs[(index + 1) % batch.jobs.length]!.native,
          })),
        };
      },
    }),
  ),
  inHandler(
    "the last batch is lost",
    overrides(fetchEnhancedJobBatch, {
      async handle(input, call, _parts, inherited) {
        const batch = await inherited.handle(input, call);
        return { ...batch, cursor: input.cursor === undefined ? null : batch.cursor };
      },
    }),
  ),
  inHandler(
    "a job of a batch vanishes in silence",
    overrides(fetchEnhancedJobBatch, {
      async handle(input, call, _parts, inherited) {
        const batch = await inherited.handle(input, call);
        return { ...batch, jobs: batch.jobs.slice(1) };
      },
    }),
  ),
  inHandler(
    "every custom field is text",
    overrides(listJobCustomFields, {
      async handle(input, call, _parts, inherited) {
        return (await inherited.handle(input, call)).map((field) => ({ ...field, options: null }));
      },
    }),
  ),
  inHandler(
    "a field of which nothing is said is required",
    overrides(listJobCustomFields, {
      async handle(input, call, _parts, inherited) {
        const fields = await inherited.handle(input, { ...call, raw: true });
        return fields.map(({ raw, ...field }) => ({
          ...field,
          required: (raw as { readonly required?: boolean | null }).required ?? true,
          ...(call.raw && { raw }),
        }));
      },
    }),
  ),
  inHandler(
    "an office without an id is left out with its name",
    overrides(getEnhancedCandidate, {
      async handle(input, call, _parts, inherited) {
        const found = await inherited.handle(input, call);
        return { ...found, office: found.office?.remoteId == null ? null : found.office };
      },
    }),
  ),
  inHandler(
    "values are kept by the names of their fields",
    overrides(getJobCustomFieldValues, {
      async handle(input, call, _parts, inherited) {
        const all = await inherited.handle(input, call);
        const byName = new Map(all.map(({ name, value }) => [name, value]));
        return all.map((field) => ({ ...field, value: byName.get(field.name) ?? null }));
      },
    }),
  ),
  inHandler(
    "values are given as text whatever their field's type",
    overrides(getJobCustomFieldValues, {
      async handle(input, call, _parts, inherited) {
        return (await inherited.handle(input, call)).map((field) => ({
          ...field,
          value: field.value === null ? null : String(field.value),
        }));
      },
    }),
  ),
  inHandler(
    "one field of an update is dropped",
    updating((updates) =>
      Object.fromEntries(Object.entries(updates).slice(0, Math.max(1, Object.keys(updates).length - 1))),
    ),
  ),
  inHandler(
    "no is written as nothing",
    updating((updates) => mapped(updates, (value) => (value === false ? null : value))),
  ),
  inHandler(
    "a text that says null clears its field",
    updating((updates) => mapped(updates, (value) => (value === "null" ? null : value))),
  ),
  inHandler(
    "a point in time is written in another zone",
    updating((updates) =>
      mapped(updates, (value) =>
        typeof value === "string" && /T.*Z$/.test(value)
          ? new Date(Date.parse(value) - 3_600_000).toISOString()
          : value,
      ),
    ),
  ),
  inHandler(
    "only the first of several choices is written",
    updating((updates) => mapped(updates, (value) => (Array.isArray(value) ? value.slice(0, 1) : value))),
  ),
  inHandler(
    "numbers are rounded",
    updating((updates) => mapped(updates, (value) => (typeof value === "number" ? Math.round(value) : value))),
  ),
  inHandler(
    "numbers are written with eight digits after the point",
    updating((updates) => mapped(updates, (value) => (typeof value === "number" ? Number(value.toFixed(8)) : value))),
  ),
  inHandler(
    "a field that can be read is reported as unreadable",
    overrides(updateJobCustomFields, {
      inject: { events: EVENTS },
      async handle(input, call, { events }, inherited) {
        const problem = "is not a definition of a custom field";
        events.emit("quarantine", { capability: call.capability, id: null, path: "$[0]", problem });
        return inherited.handle(input, call);
      },
    }),
  ),
  inHandler(
    "an update stops at its first problem",
    overrides(updateJobCustomFields, {
      async handle(input, call, _parts, inherited) {
        return inherited.handle(input, call).catch((error: unknown) => {
          throw error instanceof InvalidInput ? new InvalidInput("The update", error.issues.slice(0, 1)) : error;
        });
      },
    }),
  ),
  inHandler(
    "the good half of a wrong update is written",
    overrides(updateJobCustomFields, {
      inject: { customFields: CUSTOM_FIELDS },
      async handle(input, call, { customFields }, inherited) {
        return inherited.handle(input, call).catch(async (error: unknown) => {
          const [definition] = (await customFields.definitions("job", call)).filter(
            ({ type, readOnly }) => type === "text" && !readOnly,
          );
          await inherited.handle({ ...input, updates: { [definition!.id]: "half" } }, call);
          throw error;
        });
      },
    }),
  ),
  inHandler(
    "an option that is added is unknown as long as the connection lives",
    overrides(updateJobCustomFields, {
      inject: { customFields: CUSTOM_FIELDS },
      async handle(input, call, { customFields }, inherited) {
        const known = definitions.get(inherited) ?? (await customFields.definitions("job", call));
        definitions.set(inherited, known);
        const issues = Object.entries(input.updates).flatMap(([id, value]) => {
          const { options, type } = known.find((field) => field.id === id) ?? {};
          const isUnknown = type === "single-select" && !!value && options?.includes(value as string) === false;
          return isUnknown
            ? [{ path: `updates.${id}`, message: `must be one of the options: ${options.join(", ")}` }]
            : [];
        });
        if (issues.length > 0) throw new InvalidInput("The update of custom fields", issues);
        return inherited.handle(input, call);
      },
    }),
  ),
];
