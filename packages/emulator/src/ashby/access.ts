import { remembered } from "../world/remembered.ts";
import { AshbyFailure } from "./failure.ts";

/** The permissions of a key, as `apiKey.info` names them. */
export const permissions = [
  "apiKeys:read",
  "apiKeys:write",
  "candidates:read",
  "candidates:write",
  "hiringProcessMetadata:read",
  "hiringProcessMetadata:write",
  "interviews:read",
  "interviews:write",
  "jobs:read",
  "offers:read",
  "organization:read",
] as const;
export type AshbyPermission = (typeof permissions)[number];

/** What the emulated key may do. Tests may change it at any time. */
export interface AshbyKey {
  readonly permissions: Set<AshbyPermission>;
  /** Whether confidential jobs, their applications and their candidates are seen. */
  confidential: boolean;
  /** Whether private notes and private custom fields are seen. */
  privateFields: boolean;
}

const metadata = /^(archiveReason|source|candidateTag)\./;

/** The permission that an endpoint requires (documented). */
export const permissionFor = remembered((endpoint: string): AshbyPermission => {
  const [category = "", action = ""] = endpoint.split(".");
  const writes = /^(add|anonymize|change|create|delete|remove|set|update|upload)/.test(action);
  if (category === "apiKey") return "apiKeys:read";
  if (category === "webhook") return writes ? "apiKeys:write" : "apiKeys:read";
  if (category === "customField")
    return action.startsWith("setValue") ? "candidates:write" : "hiringProcessMetadata:read";
  if (metadata.test(endpoint)) return writes ? "hiringProcessMetadata:write" : "hiringProcessMetadata:read";
  if (category === "job" || category === "jobPosting") return "jobs:read";
  if (category.startsWith("interview")) return writes ? "interviews:write" : "interviews:read";
  if (category === "offer") return "offers:read";
  if (["user", "department", "location"].includes(category)) return "organization:read";
  return writes ? "candidates:write" : "candidates:read";
});

/** @throws {AshbyFailure} when the key lacks the permission of an endpoint. */
export function requirePermission({ permissions: granted }: AshbyKey, endpoint: string): void {
  if (granted.has(permissionFor(endpoint))) return;
  const message = `The key lacks a permission for ${endpoint}.`;
  throw new AshbyFailure("missing_endpoint_permission", message, 403);
}
