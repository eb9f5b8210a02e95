import { routesFrom } from "@anyats/core";

/** Calls that Ashby's API reference and its OpenAPI description document. */
export const documented = routesFrom("Ashby's API reference, version 2026-01-01");
