import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { inspect } from "node:util";
import { isFields } from "./fields.ts";

/** The two lists hold the same ids, whatever their order, and none twice. */
export function sameIds(found: readonly string[], wanted: readonly string[], what: string): void {
  const repeated = found.filter((id, index) => found.indexOf(id) !== index);
  assert.deepEqual(repeated, [], `${what}: some came twice`);
  const lost = wanted.filter((id) => !found.includes(id));
  const invented = found.filter((id) => !wanted.includes(id));
  assert.deepEqual({ lost, invented }, { lost: [], invented: [] }, what);
}

/** What a call was refused with. Fails when it was not refused, or not with one of our errors. */
export async function refusalOf(attempt: () => unknown, what: string): Promise<AtsError> {
  try {
    await attempt();
  } catch (error) {
    assert.ok(AtsError.is(error), `${what}: refused, but not with a typed error (${String(error)})`);
    assert.match(error.code, /^[a-z][a-z0-9.-]+$/, `${what}: the code is not stable and dotted`);
    assert.ok(
      error.message.length > 10 && error.advice.length > 10,
      `${what}: the error does not say what happened and what to do`,
    );
    assert.ok(
      error.capability !== undefined && error.adapter !== undefined,
      `${what}: the error does not name the call`,
    );
    return error;
  }
  return assert.fail(`${what}: it was not refused`);
}

/** No way of printing shows the text. */
export function neverShows(value: unknown, text: string): void {
  const shown = [
    String(value),
    // A client is a proxy with much behind it: what hides there is walked below, once.
    inspect(value, { depth: 4 }),
    JSON.stringify(value) ?? "",
    value instanceof Error ? (value.stack ?? "") : "",
  ];
  for (const form of shown) assert.ok(!form.includes(text), "an error shows a secret");
  const found = placeOf(value, text);
  assert.equal(found, undefined, `a secret stands in ${found}`);
}

/** Where in a value a text stands: among its own properties, hidden ones too, their values and what caused it. */
export function placeOf(value: unknown, text: string): string | undefined {
  const seen = new Set<unknown>();
  const walk = (each: unknown, at: string, depth: number): string | undefined => {
    if (typeof each === "string") return each.includes(text) ? at : undefined;
    if ((typeof each !== "object" && typeof each !== "function") || each === null) return undefined;
    if (seen.has(each) || depth > 8) return undefined;
    seen.add(each);
    if (each instanceof Map || each instanceof Set) return walk([...each], at, depth + 1);
    for (const key of Reflect.ownKeys(each)) {
      const name = `${at}.${String(key)}`;
      if (name.includes(text)) return name;
      const { value: held } = Reflect.getOwnPropertyDescriptor(each, key) ?? {};
      const found = walk(held, name, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(value, "it", 0);
}

/** Runs something that must make no request. */
export async function withoutRequests<T>(requests: () => number, run: () => Promise<T>, what: string): Promise<T> {
  const before = requests();
  const result = await run();
  assert.equal(requests() - before, 0, `${what}: a request was sent`);
  return result;
}

/** What can be compared of two answers: addresses of files and cursors differ each time. */
export function comparable(value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(value ?? null)) as unknown;
  withoutAddresses(copy);
  return copy;
}

function withoutAddresses(value: unknown): void {
  if (Array.isArray(value)) for (const each of value) withoutAddresses(each);
  else if (isFields(value))
    for (const name of Object.keys(value))
      if (name === "url" || name === "cursor") (value as Record<string, unknown>)[name] = "";
      else withoutAddresses(value[name]);
}
