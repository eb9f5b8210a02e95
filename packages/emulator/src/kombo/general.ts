import type { Hono } from "hono";
import { z } from "zod";
import type { EmulatorState } from "./state.ts";
import { readModelIds, writeActionIds, type CoverageId } from "../tools/coverage.ts";
import { base58Digest } from "../world/kombo-id.ts";
import { body } from "./body.ts";
import { general } from "./envelope.ts";
import { KomboFailure } from "./errors.ts";
import { forceSync } from "./forced-sync.ts";
import { endUser, standingOf } from "./integration.ts";

const sync = z.object({ type: z.enum(["FULL", "DELTA"]).default("FULL") });

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
    const { type } = await body(context, sync);
    return general(context, forceSync(state, type));
  });
}

function details(state: EmulatorState) {
  const { options, profile, integration } = state;
  const { state: status, setup_status } = standingOf(integration.state);
  const asset = (name: string) => `${state.address.origin}/assets/${options.tool}-${name}.svg`;
  return {
    id: options.integrationId,
    tool: {
      id: options.tool,
      label: profile.label,
      internal_label: `${profile.label} (REST API)`,
      logo_url: asset("logo"),
      icon_url: asset("icon"),
    },
    category: "ATS",
    status,
    setup_status,
    end_user: endUser,
    scope_config: { id: base58Digest("scope"), name: "Default" },
    data_expired_at: integration.state === "INACTIVE" ? "2026-11-20T08:00:00.000Z" : null,
    created_at: "2026-01-05T08:00:00.000Z",
    beta: profile.beta,
    read_models: readModelIds.map((id) => ({
      ...cell(state, id),
      fields: [field(state, id, "id"), field(state, id, "remote_id")],
    })),
    write_actions: writeActionIds.map((id) => ({ ...cell(state, id), fields: [actionField(state, id)] })),
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

/** Fields of an action say less than those of a model (documented). */
function actionField(state: EmulatorState, action: CoverageId) {
  const { is_available, coverage_status } = cell(state, action);
  return { id: "remote_fields", is_available, coverage_status };
}
