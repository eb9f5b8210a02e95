import { z } from "zod/mini";
import type { Adapter } from "../adapter/adapter.ts";
import type { Module } from "../adapter/module.ts";
import * as container from "../client/container.ts";
import { partsWithoutAccount } from "../client/wiring.ts";
import type { Settings } from "../collaborators/settings.ts";
import { AdapterDefinitionError } from "../errors/index.ts";
import { coverageOfParts } from "./derive.ts";
import type { CoverageReport } from "./report.ts";

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** The settings of all ways to connect, the first way first. */
function shapeOf(schema: z.core.$ZodType): Shape {
  if (schema instanceof z.core.$ZodObject) return schema._zod.def.shape as Shape;
  if (schema instanceof z.core.$ZodPipe) return shapeOf(schema._zod.def.in);
  if (schema instanceof z.core.$ZodIntersection)
    return { ...shapeOf(schema._zod.def.left), ...shapeOf(schema._zod.def.right) };
  const ways = schema instanceof z.core.$ZodUnion ? schema._zod.def.options : [];
  return Object.assign({}, ...ways.toReversed().map(shapeOf)) as Shape;
}

/**
 * Settings of a connection that does not exist: coverage is derived without an account. What is optional has its
 * default; what is required may not be read.
 */
function noSettings(adapter: Adapter): Settings {
  const shape = shapeOf(adapter.settings);
  return new Proxy<Settings>(
    {},
    {
      get(_target, name) {
        // Containers ask whether a value is a promise.
        if (typeof name === "symbol" || name === "then") return undefined;
        const setting = Object.hasOwn(shape, name) ? z.safeParse(shape[name]!, undefined) : undefined;
        if (setting?.success) return setting.data;
        throw new AdapterDefinitionError(
          adapter.id,
          `the setting "${name}" is read before there is a connection`,
          "Read required settings when called, not in a constructor: coverage is derived without an account.",
        );
      },
    },
  );
}

/**
 * What an adapter can do, derived from its operations and from modules that would be loaded after it.
 * @throws {AdapterDefinitionError} when a handler requires something that is not bound, or bound twice.
 */
export function coverageOf(adapter: Adapter, modules: readonly Module[] = []): CoverageReport {
  return coverageOfParts(adapter, partsWithoutAccount(adapter, noSettings(adapter), modules, container));
}
