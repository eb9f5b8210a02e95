import type { Context, Hono } from "hono";
import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import type { Collection } from "../../world/collection.ts";
import { remembered } from "../../world/remembered.ts";
import type { Row } from "../../world/rows.ts";
import type { World } from "../../world/world.ts";
import { invalid, notFound } from "../errors.ts";
import { requireModel } from "../gates.ts";
import { questionOf, readCursor, takePage, writeCursor } from "../paging.ts";
import { commonParameters, parsed } from "../query.ts";
import * as activity from "./activity.ts";
import { applications } from "./applications.ts";
import { candidates } from "./candidates.ts";
import type { FilterValue, ListDefinition } from "./definition.ts";
import * as directory from "./directory.ts";
import { jobs } from "./jobs.ts";

/** The list endpoints of the ATS API. */
export const lists = [jobs, applications, candidates, ...Object.values(directory), ...Object.values(activity)] as const;

/** Adds every list endpoint of the ATS API. */
export function addLists(app: Hono, state: EmulatorState): void {
  for (const definition of lists) addList(app, state, definition as unknown as ListDefinition<Row>);
}

/** The parameters of a list. */
const parametersOf = remembered((filters: ListDefinition<Row>["filters"]) => {
  const schemas = Object.entries(filters).map(([name, { schema }]) => [name, schema.optional()]);
  return z.object({
    ...commonParameters,
    ...(Object.fromEntries(schemas) as Record<string, z.ZodType<FilterValue | undefined>>),
  });
});

function addList<T extends Row>(app: Hono, state: EmulatorState, definition: ListDefinition<T>): void {
  app.get(`/ats/${definition.name}`, (context) => {
    requireModel(state, definition.model);
    const parameters = parametersOf(definition.filters as ListDefinition<Row>["filters"]);
    return answer(context, state, definition, parsed(parameters, context.req.query()));
  });
}

function rowsOf<T extends Row>({ of }: ListDefinition<T>, world: World): Collection<T> {
  return world[of] as unknown as Collection<T>;
}

type Common = z.output<z.ZodObject<typeof commonParameters>>;

function answer<T extends Row>(
  context: Context,
  state: EmulatorState,
  definition: ListDefinition<T>,
  query: Common & Record<string, unknown>,
): Response {
  if (query.updated_after !== undefined) requireReached(state, query.updated_after);
  const question = questionOf(context.req.path, context.req.query());
  const start = readCursor(query.cursor, question);
  const collection = rowsOf(definition, state.world);
  if (state.options.unknownIds === "not-found")
    for (const id of query.ids ?? []) if (!collection.get(id)) throw notFound("record", id);
  const passes = filterOf(definition, query, state);
  const rows = narrowed(definition, query, state);
  const { page, next } = takePage(rows, start, query.page_size, passes);
  return context.json({
    status: "success",
    data: {
      next: next === null ? null : writeCursor({ index: next, question }),
      results: page.map((row) => definition.render(row, state)),
    },
  });
}

/** How far the clocks of two machines may differ, in milliseconds. */
const differenceOfClocks = 300_000;

/**
 * Refuses to say what changed since a time that this emulator's standing clock has not reached: whatever changes before the
 * clock is moved would never be read by who asks so, in silence.
 */
function requireReached({ clock }: EmulatorState, since: string): void {
  if (clock.running || Date.parse(since) <= clock.milliseconds() + differenceOfClocks) return;
  const message =
    `updated_after is ${since}, but the emulator's clock stands still at ${clock.timestamp()}. ` +
    "Make the emulator with `runningClock: true`, or move its clock with `clock.advance`.";
  process.emitWarning(message, { code: "ANYATS_EMULATOR_CLOCK" });
  throw invalid(message);
}

/** The records to look at: those that a filter with one value leaves, where there is an index for it; else all. */
function narrowed<T extends Row>(
  definition: ListDefinition<T>,
  query: Common & Record<string, unknown>,
  { world, options }: EmulatorState,
): readonly Readonly<T>[] {
  const collection = rowsOf(definition, world);
  const id = single(query.ids);
  if (id !== undefined) return [collection.get(id)].filter((row) => row !== undefined);
  const remoteId = single(query.remote_ids);
  if (remoteId !== undefined) return collection.where("remote_id", remoteId);
  for (const [name, rows] of Object.entries(definition.indexed ?? {})) {
    if (options.unsupportedFilters[definition.name]?.includes(name)) continue;
    const value = single(query[name]);
    if (value !== undefined) return rows(world, value);
  }
  return collection.all();
}

function single(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return value instanceof Set && value.size === 1 ? ([...value][0] as string) : undefined;
}

type Test<T> = (row: Readonly<T>) => boolean;

/** All tests of one call. An unsupported filter lets nothing pass, unless the caller wants it ignored. */
function filterOf<T extends Row>(
  definition: ListDefinition<T>,
  query: Common & Record<string, unknown>,
  state: EmulatorState,
): Test<T> {
  const tests: Test<T>[] = [];
  const { ids, remote_ids, updated_after } = query;
  const unsupported = new Set(state.options.unsupportedFilters[definition.name] ?? []);
  if (!query.include_deleted) tests.push((row) => row.remote_deleted_at === null);
  const { isVisible } = definition;
  if (isVisible) tests.push((row) => isVisible(row, state));
  if (ids) tests.push((row) => ids.has(row.id));
  if (remote_ids) tests.push((row) => row.remote_id !== null && remote_ids.has(row.remote_id));
  for (const [name, filter] of Object.entries(definition.filters)) {
    const value = query[name];
    if (value === undefined || value === "") continue;
    if (!unsupported.has(name)) tests.push((row) => filter.passes(row, value as never, state.world));
    else if (!query.ignore_unsupported_filters) tests.push(() => false);
  }
  if (updated_after !== undefined) tests.push((row) => changedSince(row, updated_after, definition, state));
  return (row) => tests.every((test) => test(row));
}

/** Whether a record or what counts with it changed at or after an instant. That "at" is included is a choice: unknown. */
function changedSince<T extends Row>(
  row: Readonly<T>,
  since: string,
  definition: ListDefinition<T>,
  state: EmulatorState,
): boolean {
  if (row.changed_at >= since) return true;
  for (const instant of definition.relatedChanges?.(row, state) ?? [])
    if (instant !== undefined && instant >= since) return true;
  return false;
}
