import { capabilityIds, catalogue, isCapabilityId } from "../capabilities/catalogue.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import { AdapterDefinitionError } from "../errors/index.ts";
import { lineage, ownGaps, type Adapter } from "./adapter.ts";
import { gapOf, type Gap } from "./gap.ts";
import { isOperation, type Operation } from "./operation.ts";

/** The ids that an adapter has a handler for, its own and inherited, less those that it takes away. */
export function handledIds(adapter: Adapter): ReadonlySet<string> {
  const handled = new Set(adapter.extends ? handledIds(adapter.extends) : []);
  for (const id of ownGaps(adapter)) handled.delete(id);
  for (const id of Object.keys(adapter.operations)) handled.add(id);
  return handled;
}

/** The capability behind an id, for an adapter. */
export function capabilityOf(adapter: Adapter, id: string): AnyCapability | undefined {
  return isCapabilityId(id) ? catalogue[id] : adapter.ownCapabilities.find((capability) => capability.id === id);
}

/** Refuses an adapter that does not fit together. @throws {AdapterDefinitionError} */
export function checkDefinition(
  adapter: Adapter,
  handlers: readonly unknown[],
  gaps: Readonly<Record<string, Gap>>,
): void {
  const fail = (problem: string, advice: string): never => {
    throw new AdapterDefinitionError(adapter.id, problem, advice);
  };
  checkName(adapter, fail);
  checkOwnCapabilities(adapter, handlers.filter(isOperation), fail);
  checkHandlers(handlers, gaps, fail);
  checkGaps(adapter, gaps, fail);
  checkLimitations(adapter, fail);
}

type Fail = (problem: string, advice: string) => never;

function checkName(adapter: Adapter, fail: Fail): void {
  if (!/^[a-z][a-z0-9-]*$/.test(adapter.id))
    fail("its id is not made of lower-case letters, digits and hyphens", "Choose an id such as `my-ats`.");
  if (["adapter", "supports", "coverage", "on", "close", "then", "constructor"].includes(adapter.id))
    fail("every client has something else by its id", "Choose another id.");
  const ids = lineage(adapter).map(({ id }) => id);
  if (new Set(ids).size !== ids.length)
    fail(`it extends an adapter with its own id (${ids.join(" ← ")})`, "Give each adapter of a line its own id.");
}

function checkOwnCapabilities(adapter: Adapter, operations: readonly Operation[], fail: Fail): void {
  const inherited = new Map(adapter.extends?.ownCapabilities.map((capability) => [capability.id, capability]));
  for (const { capability } of operations) {
    const { id, kind, effect } = capability;
    if (isCapabilityId(id)) {
      if (!isSame(capability, catalogue[id]))
        fail(`"${id}" is in the catalogue already`, "Take the capability from the catalogue, or use another id.");
      continue;
    }
    if (inherited.has(id)) continue;
    if (!id.startsWith(`${adapter.id}.`))
      fail(
        `its own capability "${id}" lacks its prefix`,
        `Call it "${adapter.id}.…", or propose it for the catalogue.`,
      );
    if (!/^[^.]+\.[a-z][A-Za-z0-9]*$/.test(id))
      fail(`the capability "${id}" is not "group.method"`, "Give it one dot and a method in camel case.");
    if ((kind === "command") === (effect === "reads"))
      fail(
        `the ${kind} "${id}" cannot have the effect "${effect}"`,
        "A stream or a query reads; a command is idempotent or creates.",
      );
  }
}

/** By what it says, not by identity: a process may hold two copies of the catalogue. One of an adapter has a summary. */
function isSame(one: AnyCapability, other: AnyCapability): boolean {
  return one.kind === other.kind && one.effect === other.effect && one.summary === other.summary;
}

function checkHandlers(handlers: readonly unknown[], gaps: Readonly<Record<string, Gap>>, fail: Fail): void {
  const seen = new Set<string>();
  for (const handler of handlers) {
    if (!isOperation(handler)) return fail("one of its handlers is not an operation", "Write it with `handles(…)`.");
    const { id } = handler.capability;
    if (seen.has(id)) fail(`"${id}" is handled twice`, "Give one handler for each capability.");
    seen.add(id);
    if (Object.hasOwn(gaps, id))
      fail(`"${id}" is both handled and declared missing`, "Remove the handler, or remove the gap.");
    checkMethod(handler.capability, (method) => handler.performs(method), fail);
  }
}

/** A stream is performed by another method than a call. */
export function checkMethod(
  { id, kind }: Pick<AnyCapability, "id" | "kind">,
  performs: (method: string) => boolean,
  fail: Fail,
): void {
  const method = kind === "stream" ? "fetchPage" : "handle";
  if (!performs(method))
    fail(`its handler for "${id}" has no method "${method}"`, `A ${kind} is performed by "${method}".`);
}

function checkGaps(adapter: Adapter, gaps: Readonly<Record<string, Gap>>, fail: Fail): void {
  const groups = new Set(capabilityIds.map((id) => id.slice(0, id.indexOf("."))));
  for (const [key, gap] of Object.entries(gaps)) {
    const known = key === "*" || (key.endsWith(".*") ? groups.has(key.slice(0, -2)) : capabilityOf(adapter, key));
    if (!known)
      fail(`its gap "${key}" names no capability`, "Use an id of the catalogue, a group such as `offers.*`, or `*`.");
    if (!gap.explanation?.trim()) fail(`its gap "${key}" has no explanation`, "Say in one sentence why it is missing.");
  }
  const handled = handledIds(adapter);
  for (const id of [...capabilityIds, ...adapter.ownCapabilities.map((capability) => capability.id)])
    if (!handled.has(id) && !gapOf(adapter.missing, id))
      fail(
        `it neither handles "${id}" nor says why not`,
        "Register a handler, or add a gap with a reason to `missing`.",
      );
}

function checkLimitations(adapter: Adapter, fail: Fail): void {
  const handled = handledIds(adapter);
  const seen = new Set<string>();
  const inherited = new Set(adapter.extends?.limitations);
  for (const limitation of adapter.limitations) {
    if (seen.has(limitation.id)) fail(`the limitation "${limitation.id}" is declared twice`, "Declare it once.");
    seen.add(limitation.id);
    if (limitation.capabilities.length === 0)
      fail(`the limitation "${limitation.id}" limits nothing`, "Name the capabilities that it limits.");
    for (const id of limitation.capabilities)
      if (!handled.has(id) && !inherited.has(limitation))
        fail(
          `the limitation "${limitation.id}" limits "${id}", which is not offered`,
          "Remove it, or register a handler.",
        );
    const { effect } = limitation;
    if (effect === undefined || (effect.kind === "forbids-values" && effect.values.length === 0))
      fail(`the limitation "${limitation.id}" has no effect`, "Say what it forbids, or why it can only be told.");
  }
}
