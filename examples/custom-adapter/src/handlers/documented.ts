import type { Route } from "@anyats/core";

/** Routes of Rowan, which the company documents itself. */
export function documented(...routes: readonly `${Route["method"]} /${string}`[]): readonly Route[] {
  return routes.map((route) => {
    const [method, path] = route.split(" ", 2) as [Route["method"], string];
    return { method, path, certainty: "documented", source: "src/server/rowan.ts" };
  });
}
