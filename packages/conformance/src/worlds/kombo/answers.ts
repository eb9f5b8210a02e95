import type { Emulator } from "@anyats/emulator";
import type { Fields } from "../../fields.ts";
import type { WorldRecord } from "../../world.ts";
import { integrationTruth } from "./truth.ts";

/** What Kombo answers to a question that no list answers. */
async function asked(emulator: Emulator, path: string): Promise<Fields> {
  const { apiKey, integrationId, baseUrl } = emulator.settings();
  const headers = { Authorization: `Bearer ${apiKey}`, "X-Integration-Id": integrationId };
  const response = await emulator.fetch(new Request(`${baseUrl}${path}`, { headers }));
  return ((await response.json()) as { readonly data?: Fields }).data ?? {};
}

const labelled = (features: unknown) =>
  new Map((features as readonly { readonly id: string; readonly label: string }[]).map(({ id, label }) => [id, label]));

/** What Kombo says of the integration, with the names that it has for people. */
async function integration(emulator: Emulator, tool: string): Promise<WorldRecord> {
  const truth = integrationTruth(emulator, tool);
  const said = await asked(emulator, `/integrations/${encodeURIComponent(truth.id)}`);
  const { label, internal_label: internalLabel } = said["tool"] as Fields;
  const named = (part: "readModels" | "writeActions", features: unknown) => {
    const labels = labelled(features);
    return (truth[part] as readonly { readonly id: string }[]).map((each) => ({ ...each, label: labels.get(each.id) }));
  };
  return {
    ...truth,
    tool: { ...(truth["tool"] as Fields), label, internalLabel },
    scopeConfiguration: said["scope_config"],
    beta: said["beta"],
    readModels: named("readModels", said["read_models"]),
    writeActions: named("writeActions", said["write_actions"]),
  };
}

async function key(emulator: Emulator): Promise<WorldRecord> {
  const { environment_id: environmentId, customer_id: customerId } = await asked(emulator, "/check-api-key");
  return { id: "key", environmentId, customerId };
}

const commands: Readonly<Record<string, string>> = {
  "applications.create": "ats_create_application",
  "applications.addAttachment": "ats_add_application_attachment",
  "candidates.create": "ats_create_candidate",
  "candidates.addAttachment": "ats_add_candidate_attachment",
};

async function restrictions(emulator: Emulator, command: string): Promise<WorldRecord> {
  const said = (await asked(emulator, `/ats/actions/${commands[command]}`))["attachment_restrictions"] as
    | (Fields & { readonly types: Readonly<Record<string, Fields>> })
    | null;
  const of = (type: string) => {
    const limits = said?.types[type] ?? {};
    return {
      supported: limits["is_supported"] ?? null,
      minAmount: limits["min_amount"] ?? null,
      maxAmount: limits["max_amount"] ?? null,
      maxFileBytes: limits["max_file_size_bytes"] ?? null,
      contentTypes: limits["accepted_mime_types"] ?? null,
    };
  };
  return {
    id: command,
    known: said !== null,
    maxTotalBytes: said?.["total_size_bytes"] ?? null,
    types: { CV: of("CV"), COVER_LETTER: of("COVER_LETTER"), OTHER: of("OTHER") },
  };
}

/** The files as the two live reads show them: that of an application does not name it. */
function files({ world }: Emulator, of: "application" | "candidate"): readonly WorldRecord[] {
  const dateOf = (text: string | null) => text && new Date(text).toISOString();
  return world.attachments.all().map((row) => ({
    id: row.id,
    remoteId: row.remote_id,
    candidateId: of === "candidate" ? row.candidate_id : null,
    applicationId: of === "candidate" ? row.application_id : null,
    type: row.type ?? "OTHER",
    fileName: row.file_name ?? "file",
    contentType: row.content_type,
    createdAt: dateOf(row.remote_created_at),
    updatedAt: dateOf(row.remote_updated_at),
  }));
}

/** What Kombo itself answers to queries, by their names, in canonical form; undefined for any other. */
export function komboAnswers(
  emulator: Emulator,
  tool: string,
  capability: string,
): Promise<readonly WorldRecord[]> | readonly WorldRecord[] | undefined {
  switch (capability) {
    case "integration.get":
      return integration(emulator, tool).then((each) => [each]);
    case "integration.checkKey":
      return key(emulator).then((each) => [each]);
    case "applications.getAttachmentRestrictions":
      return Promise.all(Object.keys(commands).map((command) => restrictions(emulator, command)));
    case "applications.listAttachments":
      return files(emulator, "application");
    case "candidates.listAttachments":
      return files(emulator, "candidate");
    default:
      return undefined;
  }
}
