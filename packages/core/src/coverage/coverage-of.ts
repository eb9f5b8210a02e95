import type { ContainerModule } from "inversify";
import { z } from "zod";
import type { Adapter } from "../adapter/adapter.ts";
import { containerOf } from "../client/container.ts";
import type { Settings } from "../collaborators/settings.ts";
import { AdapterDefinitionError } from "../errors/index.ts";
import { coverageOfContainer } from "./derive.ts";
import type { CoverageReport } from "./report.ts";

/**
 * Settings of a connection that does not exist: coverage is derived without an account. What is optional has its
 * default; what is required may not be read.
 */
function noSettings(adapter: Adapter): Settings {
  const shape: Readonly<Record<string, z.core.$ZodType>> =
    adapter.settings instanceof z.ZodObject ? adapter.settings.shape : {};
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

/** What an adapter can do, derived from its registrations and from modules that would be loaded after it. */
export function coverageOf(adapter: Adapter, modules: readonly ContainerModule[] = []): CoverageReport {
  return coverageOfContainer(adapter, containerOf(adapter, noSettings(adapter), modules));
}
