import type { Certainty, Route } from "@anyats/core";

/** One call of Avionté's own API. The path is relative to the passthrough's base address. */
export interface NativeRoute extends Route {
  readonly certainty: Certainty;
}

const portal = "Avionté's developer portal";
const clients = "independent clients that use it";
const page = "the coverage page of an existing client; no public source confirms it";

const row = (method: Route["method"], path: string, certainty: Certainty, source: string): NativeRoute => ({
  method,
  path,
  certainty,
  source,
});

/** Every native call of the adapter, as the coverage page of an existing client has it. */
export const knownRoutes = {
  jobIds: row("GET", "/jobs/ids/{page}/{pageSize}", "documented", `${portal}, and ${clients}`),
  jobsMultiQuery: row("POST", "/jobs/multi-query", "documented", `${portal}, and ${clients}`),
  job: row("GET", "/job/{id}", "reported", clients),
  jobUpdate: row("PATCH", "/job/{id}", "unverified", page),
  jobCustomFieldDefinitions: row("GET", "/job/customDetailDefinitions", "unverified", page),
  application: row("GET", "/application/{id}", "unverified", page),
  applicationUpdate: row("PATCH", "/application/{id}", "unverified", page),
  applicationCustomFieldDefinitions: row("GET", "/application/customDetailDefinitions", "unverified", page),
  candidate: row("GET", "/candidate/{id}", "unverified", page),
  candidateUpdate: row("PATCH", "/candidate/{id}", "unverified", page),
  candidateCustomFieldDefinitions: row("GET", "/candidate/customDetailDefinitions", "unverified", page),
  candidateNote: row("POST", "/candidate/{id}/note", "unverified", page),
  talent: row("GET", "/talent/{id}", "documented", `${portal}, and ${clients}`),
  talentActivityTypes: row("GET", "/talent/activity-types", "reported", clients),
  talentActivity: row("POST", "/talent/{id}/activity", "documented", `${portal}, and ${clients}`),
} as const satisfies Readonly<Record<string, NativeRoute>>;

export type RouteName = keyof typeof knownRoutes;

/** The rows that a connection goes by. */
export type RouteRows = Readonly<Record<RouteName, NativeRoute>>;
