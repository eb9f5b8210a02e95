/** The permissions of a key, as Ashby's admin pages and documentation name them. */
export type Permission =
  | "apiKeysRead"
  | "candidatesRead"
  | "candidatesWrite"
  | "hiringProcessMetadataRead"
  | "hiringProcessMetadataWrite"
  | "interviewsRead"
  | "interviewsWrite"
  | "jobsRead"
  | "offersRead"
  | "organizationRead";

const readers: Readonly<Record<string, Permission>> = {
  apiKey: "apiKeysRead",
  job: "jobsRead",
  jobPosting: "jobsRead",
  interviewPlan: "interviewsRead",
  interviewStage: "interviewsRead",
  interviewSchedule: "interviewsRead",
  offer: "offersRead",
  user: "organizationRead",
  department: "organizationRead",
};
const metadata = new Set(["archiveReason", "candidateTag", "customField", "source"]);
const writing = /^(add|anonymize|change|create|remove|set|update|upload)/;

/** The permission that a call requires (documented), by its path. */
export function permissionFor(path: string): Permission {
  const [category = "", action = ""] = path.replace(/^\//, "").split(".");
  const writes = writing.test(action);
  // Values of custom fields count as the candidate's, whatever has them.
  if (category === "customField" && writes) return "candidatesWrite";
  if (category === "interviewSchedule" && writes) return "interviewsWrite";
  if (metadata.has(category)) return writes ? "hiringProcessMetadataWrite" : "hiringProcessMetadataRead";
  return readers[category] ?? (writes ? "candidatesWrite" : "candidatesRead");
}

/** `candidatesRead` as `apiKey.info` says it: `candidates:read`. */
export const scopeOf = (permission: Permission) =>
  permission.replace(/(Read|Write)$/, (word) => `:${word.toLowerCase()}`);
