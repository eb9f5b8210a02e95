import { AtsError } from "@anyats/core";
import { sameIds } from "../assertions.ts";
import type { Trial } from "../contract-test.ts";
import { connectedTo, withFetch } from "../trial.ts";
import { fetchIn, rewriting } from "../worlds/tapped.ts";
import { ending } from "./striking.ts";

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** How deep in an answer a field may stand that says how a list goes on. */
const deepest = 2;

/** The fields of an answer that stand beside its records. */
function fieldsBeside(body: unknown, depth = 1): readonly (readonly string[])[] {
  if (!isFields(body) || depth > deepest) return [];
  return Object.entries(body).flatMap(([name, held]) => [
    [name],
    ...fieldsBeside(held, depth + 1).map((path) => [name, ...path]),
  ]);
}

function without(body: unknown, [name, ...rest]: readonly string[]): unknown {
  const { [name!]: held, ...others } = body as Fields;
  return rest.length === 0 ? others : { ...others, [name!]: without(held, rest) };
}

/** What an answer says beside its records. Null, empty and missing are one here: an ATS may mean the end by each of them. */
function said(value: unknown): unknown {
  if (value === null || Array.isArray(value)) return undefined;
  if (!isFields(value)) return value;
  const fields = Object.entries(value).map(([name, held]) => [name, said(held)] as const);
  const told = fields.filter(([, held]) => held !== undefined && held !== "");
  return told.length === 0 ? undefined : Object.fromEntries(told.toSorted(([one], [two]) => (one < two ? -1 : 1)));
}
const besideRecords = (body: unknown): string => JSON.stringify(said(body)) ?? "";

const holdsRecords = (body: unknown): boolean =>
  Array.isArray(body)
    ? body.length > 0 && body.every(isFields)
    : isFields(body) && Object.values(body).some(holdsRecords);

/**
 * A list is never shorter because the first of its pages lacks a field: it is whole, or ends in an error. Unless the page
 * then says what some other answer said, such as the last page.
 */
export async function endsAtItsEndOnly(trial: Trial, ids: readonly string[]): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return;
  const read = async (rewritten: (body: unknown) => unknown) => {
    await using on = await connectedTo(withFetch(trial, rewriting(fetch, rewritten)));
    const options = { pageSize: Math.ceil(ids.length / 2), lookAhead: false };
    return await ending(() => on.stream(trial.capability.id, {}, options).toArray());
  };
  const answers: unknown[] = [];
  await read((body) => {
    answers.push(body);
    return body;
  });
  const page = answers.find(holdsRecords);
  const asTheyCame = new Set(answers.map(besideRecords));
  for (const path of fieldsBeside(page)) {
    if (asTheyCame.has(besideRecords(without(page, path)))) continue;
    let isFirst = true;
    const ended = await read((body) => {
      if (!isFirst || !holdsRecords(body)) return body;
      isFirst = false;
      return without(body, path);
    });
    if (AtsError.is(ended)) continue;
    const found = (ended as readonly { readonly id: string }[]).map(({ id }) => id);
    sameIds(found, ids, `the list ended without an error, where its first page lacked \`${path.join(".")}\``);
  }
}
