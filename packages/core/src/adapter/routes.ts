import type { Certainty, Route } from "./handler.ts";

/** A route as adapters write it: `POST /candidate.list`. */
export type RouteText = `${Route["method"]} /${string}`;

/**
 * How an adapter names its routes, with where they are known from and how sure that is:
 * `const documented = routesFrom("My ATS's API reference"); documented("GET /jobs", "GET /jobs/{id}")`.
 */
export function routesFrom(
  source: string,
  certainty: Certainty = "documented",
): (...routes: readonly RouteText[]) => readonly Route[] {
  return (...routes) =>
    routes.map((route) => {
      const [method, path] = route.split(" ", 2) as [Route["method"], string];
      return { method, path, certainty, source };
    });
}
