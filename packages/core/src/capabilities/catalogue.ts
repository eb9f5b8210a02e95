import { applications } from "./applications.ts";
import { attachments } from "./attachments.ts";
import { candidates } from "./candidates.ts";
import type { AnyCapability } from "./capability.ts";
import { integration } from "./integration.ts";
import { interviews } from "./interviews.ts";
import { jobs } from "./jobs.ts";
import { notes } from "./notes.ts";
import { offers } from "./offers.ts";
import { passthrough } from "./passthrough.ts";
import { roles } from "./roles.ts";
import { scorecards } from "./scorecards.ts";
import { tags } from "./tags.ts";
import { users } from "./users.ts";

/** The resources, in the order in which coverage shows them. Their operations follow from their files. */
export const resources = {
  jobs,
  applications,
  candidates,
  interviews,
  offers,
  notes,
  scorecards,
  attachments,
  tags,
  users,
  roles,
  integration,
  passthrough,
} as const;

/** The catalogue's resources, by name. */
export type Resources = typeof resources;

type Listed = { [R in keyof Resources]: Resources[R][keyof Resources[R]] }[keyof Resources];

/** The id of a capability of the catalogue. */
export type CapabilityId = Listed["id"];

/** The catalogue's capabilities by id. */
export type Catalogue = { readonly [C in Listed as C["id"]]: C };

const all: readonly AnyCapability[] = Object.values(resources).flatMap((resource) => Object.values(resource));

/** All capabilities that adapters may offer, by id. Adapters may bring more under their own prefix. */
export const catalogue: Catalogue = Object.freeze(
  Object.fromEntries(all.map((capability) => [capability.id, capability])),
) as Catalogue;

/** The ids of the catalogue, in the order in which coverage shows them. */
export const capabilityIds: readonly CapabilityId[] = all.map(({ id }) => id as CapabilityId);

/** Whether a text is the id of a capability of the catalogue. */
export function isCapabilityId(id: string): id is CapabilityId {
  return Object.hasOwn(catalogue, id);
}
