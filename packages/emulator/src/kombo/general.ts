import type { Hono } from "hono";
import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import { readModelIds, writeActionIds, type CoverageId } from "../tools/coverage.ts";
import { base58Digest } from "../world/kombo-id.ts";
import { body } from "./body.ts";
import { general } from "./envelope.ts";
import { KomboFailure } from "./errors.ts";

const syncLasts = 60_000;

/** Key check, integration details, forced syncs. */
export function addGeneral(app: Hono, state: EmulatorState): void {
  app.get("/check-api-key", (context) =>
    general(context, { environment_id: base58Digest("environment"), customer_id: base58Digest("customer") }),
  );
  app.get("/integrations/:id", (context) => {
    if (context.req.param("id") !== state.options.integrationId) {
      throw new KomboFailure(
        "PLATFORM.INTEGRATION_NOT_FOUND",
        "There is no integration with this id in your environment.",
      );
    }
    return general(context, details(state));
  });
  app.post("/force-sync", async (context) => {
    const { type } = await body(context, z.object({ type: z.enum(["FULL", "DELTA"]).default("FULL") }));
    return general(context, forceSync(state, type));
  });
}

/** At most one sync of a type; here each takes a minute of the virtual clock. */
function forceSync({ syncs, clock }: EmulatorState, type: "FULL" | "DELTA") {
  const now = clock.milliseconds();
  const running = syncs.find((sync) => sync.type === type && sync.endsAt > now);
  if (running) return { already_queued: true, sync_id: running.id, type };
  const id = base58Digest(`sync/${syncs.length}/${now}`);
  syncs.push({ id, type, endsAt: now + syncLasts });
  return { already_queued: false, sync_id: id, type };
}

function details(state: EmulatorState) {
  const { options, profile, integration } = state;
  const setup =
    integration.state === "SETUP_INCOMPLETE"
      ? "INCOMPLETE"
      : integration.state === "SETUP_SYNC_PENDING"
        ? "FINAL_SYNC_PENDING"
        : "COMPLETED";
  const status = integration.state === "INVALID" || integration.state === "INACTIVE" ? integration.state : "ACTIVE";
  const asset = (name: string) => `${state.origin}/assets/${options.tool}-${name}.svg`;
  return {
    id: options.integrationId,
    tool: {
      id: options.tool,
      label: profile.label,
      internal_label: null,
      logo_url: asset("logo"),
      icon_url: asset("icon"),
    },
    category: "ATS",
    status,
    setup_status: setup,
    end_user: { organization_name: "Harbor Staffing", creator_email: "owner@agency.example.com", origin_id: null },
    scope_config: { id: base58Digest("scope"), name: "Default" },
    data_expired_at: null,
    created_at: "2026-01-05T08:00:00.000Z",
    beta: profile.beta,
    read_models: readModelIds.map((id) => ({
      ...cell(state, id),
      fields: [field(state, id, "id"), field(state, id, "remote_id")],
    })),
    write_actions: writeActionIds.map((id) => ({ ...cell(state, id), fields: [] })),
  };
}

function cell({ integration: { coverage } }: EmulatorState, id: CoverageId) {
  const { coverage: coverage_status, scope, optedOut } = coverage.get(id);
  const label = id
    .replace("ats_", "")
    .replaceAll("_", " ")
    .replace(/^./, (letter) => letter.toUpperCase());
  return {
    id,
    label,
    is_available: coverage.isAvailable(id),
    coverage_status,
    scope_config_setting: scope,
    opted_out_by_customer: optedOut,
  };
}

function field(state: EmulatorState, model: CoverageId, id: string) {
  const { label: _label, ...availability } = cell(state, model);
  return { ...availability, id };
}
