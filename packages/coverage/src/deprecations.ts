import type { CoverageReport } from "@anyats/core/coverage";
import { deprecationWords } from "./words.ts";

/** The warnings for the routes of which an adapter knows that they end, one line a route, the earliest end first. */
export function deprecationWarnings({ adapter, cells }: Pick<CoverageReport, "adapter" | "cells">): readonly string[] {
  const routes = cells.flatMap(({ capability, routes: used }) => used.map((route) => ({ capability, ...route })));
  const ending = routes.flatMap(({ deprecated, ...route }) => (deprecated ? [{ ...route, deprecated }] : []));
  const byRoute = Map.groupBy(ending, ({ method, path }) => `${method} ${path}`);
  return [...byRoute]
    .toSorted(([, [a]], [, [b]]) => (a!.deprecated.ends ?? "9").localeCompare(b!.deprecated.ends ?? "9"))
    .map(([route, users]) => {
      const capabilities = users.map(({ capability }) => capability).join(", ");
      return `${adapter.id}: ${route} is ${deprecationWords(users[0]!.deprecated)} (${capabilities})`;
    });
}
