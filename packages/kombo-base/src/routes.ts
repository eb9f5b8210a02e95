import type { Route } from "@anyats/core";

/** Routes of Kombo's API reference, such as `POST /ats/candidates/{candidate_id}/tags`. */
export function documented(...routes: `${Route["method"]} /${string}`[]): readonly Route[] {
  return routes.map((route) => {
    const [method, path] = route.split(" ", 2) as [Route["method"], string];
    return { method, path, certainty: "documented", source: "Kombo's API reference" };
  });
}
