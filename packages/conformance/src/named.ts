import { catalogue, isCapabilityId, type Adapter } from "@anyats/core";
import { coverageOf, isOffered } from "@anyats/core/coverage";
import { z } from "zod/mini";

/** What each call, `connect` and the profile of `@anyats/http` take, and no schema of an adapter names. */
const ofEach = [
  "timeoutMs",
  "idempotencyKey",
  "pageSize",
  "lookAhead",
  "connectionId",
  "afterMs",
  "serversUnder",
] as const;

interface Shape {
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Every name of a field in a schema, at any depth. */
function fieldNames(schema: z.core.$ZodType): readonly string[] {
  const names: string[] = [];
  const walk = (shape: unknown): void => {
    if (typeof shape !== "object" || shape === null) return;
    names.push(...Object.keys((shape as Shape).properties ?? {}));
    for (const held of Object.values(shape)) walk(held);
  };
  walk(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return names;
}

interface Known {
  readonly capabilities: ReadonlySet<string>;
  readonly settings: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
}

const knownOf = new WeakMap<Adapter, Known>();

function known(adapter: Adapter): Known {
  const made = knownOf.get(adapter);
  if (made) return made;
  const own = adapter.ownCapabilities;
  const all = [...Object.values(catalogue), ...own];
  const found: Known = {
    capabilities: new Set(
      coverageOf(adapter)
        .cells.filter(isOffered)
        .map(({ capability }) => capability),
    ),
    settings: new Set(fieldNames(adapter.settings)),
    fields: new Set([...ofEach, ...all.flatMap(({ input, output }) => [...fieldNames(input), ...fieldNames(output)])]),
  };
  knownOf.set(adapter, found);
  return found;
}

/** The operations that a text names: `applications.listStages`. */
const operations = /(?<![\w.`/-])`?([a-z]\w*)\.([a-z]\w*)\b(?!\()/gi;

/**
 * A name in an advice that leads nowhere: an operation that the adapter does not offer, a detail that the error has not, a
 * setting or a field that nothing has.
 */
export function misnamedIn(adapter: Adapter, advice: string, details: object = {}): string | undefined {
  const { capabilities, settings, fields } = known(adapter);
  const isOperation = (id: string) => isCapabilityId(id) || adapter.ownCapabilities.some((own) => own.id === id);
  for (const [, group, method] of advice.matchAll(operations)) {
    const id = `${group!}.${method!}`;
    if (isOperation(id) && !capabilities.has(id)) return id;
  }
  for (const [, name] of advice.matchAll(/`details\.(\w+)/g))
    if (!Object.hasOwn(details, name!)) return `details.${name!}`;
  for (const [, name] of advice.matchAll(/`([a-z]\w*)`(?=[^.`]{0,20}\bsettings\b)/g))
    if (!settings.has(name!)) return name;
  // A plain word may be one of the language, or of the ATS.
  for (const [, name] of advice.matchAll(/`([a-z]+[A-Z]\w*)`/g))
    if (!settings.has(name!) && !fields.has(name!) && !Object.hasOwn(details, name!)) return name;
  return undefined;
}
