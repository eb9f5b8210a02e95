import { routesFrom } from "@anyats/core";

/** Routes of Kombo's API reference, such as `POST /ats/candidates/{candidate_id}/tags`. */
export const documented = routesFrom("Kombo's API reference");
