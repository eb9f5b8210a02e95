import type {
  AttachmentRestrictions,
  AttachmentTypeRestriction,
  IntegrationDetails,
  IntegrationFeature,
} from "@anyats/core";
import type { Drift } from "@anyats/http";
import type { WireAttachmentRestrictions, WireFeature, WireIntegration, WireRestriction } from "../wire/connection.ts";
import { instant, openValue } from "./pieces.ts";

const statuses = new Set(["ACTIVE", "INVALID", "INACTIVE"]);
const setupStatuses = new Set(["INCOMPLETE", "FINAL_SYNC_PENDING", "COMPLETED"]);
const coverageStatuses = new Set(["SUPPORTED", "UNSUPPORTED", "NOT_IMPLEMENTED", "UNKNOWN"]);
const scopeSettings = new Set(["ENABLED", "DISABLED", "OPTIONAL"]);

function toAvailability(wire: Omit<WireFeature, "label" | "fields">, path: string, drift: Drift) {
  return {
    id: wire.id,
    available: wire.is_available ?? null,
    coverage: openValue(wire.coverage_status, coverageStatuses, `${path}.coverage_status`, drift),
    scope: openValue(wire.scope_config_setting, scopeSettings, `${path}.scope_config_setting`, drift),
    optedOut: wire.opted_out_by_customer ?? null,
  };
}

function toFeatures(
  wires: readonly WireFeature[] | null | undefined,
  path: string,
  drift: Drift,
): IntegrationFeature[] {
  return (wires ?? []).map((wire) => ({
    ...toAvailability(wire, path, drift),
    label: wire.label ?? null,
    fields: (wire.fields ?? []).map((field) => toAvailability(field, `${path}.fields`, drift)),
  }));
}

export function toIntegrationDetails(wire: WireIntegration, drift: Drift): IntegrationDetails {
  const { end_user: customer, scope_config: scope } = wire;
  return {
    id: wire.id,
    tool: {
      id: wire.tool.id,
      label: wire.tool.label ?? null,
      internalLabel: wire.tool.internal_label ?? null,
      logoUrl: wire.tool.logo_url ?? null,
      iconUrl: wire.tool.icon_url ?? null,
    },
    category: wire.category ?? null,
    status: openValue(wire.status, statuses, "$.status", drift),
    setupStatus: openValue(wire.setup_status, setupStatuses, "$.setup_status", drift),
    customer: {
      organizationName: customer?.organization_name ?? null,
      creatorEmail: customer?.creator_email ?? null,
      originId: customer?.origin_id ?? null,
    },
    scopeConfiguration: scope ? { id: scope.id, name: scope.name ?? null } : null,
    beta: wire.beta ?? null,
    createdAt: instant(wire.created_at, "$.created_at", drift),
    dataExpiredAt: instant(wire.data_expired_at, "$.data_expired_at", drift),
    readModels: toFeatures(wire.read_models, "$.read_models", drift),
    writeActions: toFeatures(wire.write_actions, "$.write_actions", drift),
  };
}

function toRestriction(wire: WireRestriction): AttachmentTypeRestriction {
  return {
    supported: wire?.is_supported ?? null,
    minAmount: wire?.min_amount ?? null,
    maxAmount: wire?.max_amount ?? null,
    maxFileBytes: wire?.max_file_size_bytes ?? null,
    contentTypes: wire?.accepted_mime_types ?? null,
  };
}

export function toAttachmentRestrictions({
  attachment_restrictions: wire,
}: WireAttachmentRestrictions): AttachmentRestrictions {
  return {
    known: wire != null,
    maxTotalBytes: wire?.total_size_bytes ?? null,
    types: {
      CV: toRestriction(wire?.types.CV),
      COVER_LETTER: toRestriction(wire?.types.COVER_LETTER),
      OTHER: toRestriction(wire?.types.OTHER),
    },
  };
}
