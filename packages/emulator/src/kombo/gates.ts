import type { Context } from "hono";
import type { IntegrationState } from "./options.ts";
import type { EmulatorState } from "./state.ts";
import type { CoverageId, ReadModelId, WriteActionId } from "../tools/coverage.ts";
import { KomboFailure, type KomboErrorCode } from "./errors.ts";

/** @throws {KomboFailure} unless the bearer key is the emulator's. */
export function requireKey(context: Context, { options }: EmulatorState): void {
  if (context.req.header("authorization") === `Bearer ${options.apiKey}`) return;
  throw new KomboFailure("PLATFORM.AUTHENTICATION_INVALID", "The API key is missing or not valid.");
}

/** @throws {KomboFailure} unless the call names the emulator's integration. */
export function requireIntegration(context: Context, { options }: EmulatorState): void {
  const id = context.req.header("x-integration-id");
  if (!id) throw new KomboFailure("PLATFORM.INPUT_INVALID", "The header X-Integration-Id is required.");
  if (id === options.integrationId) return;
  throw new KomboFailure("PLATFORM.INTEGRATION_NOT_FOUND", "There is no integration with this id in your environment.");
}

/** `INVALID` lets reads and writes pass: what Kombo does then is unknown, and its copy of the data is still there. */
const refusals: Partial<Readonly<Record<IntegrationState, readonly [KomboErrorCode, string]>>> = {
  INACTIVE: ["INTEGRATION.INACTIVE", "This integration has been set to inactive."],
  SETUP_INCOMPLETE: ["INTEGRATION.SETUP_INCOMPLETE", "The setup flow of this integration has not been finished."],
  SETUP_SYNC_PENDING: ["INTEGRATION.SETUP_SYNC_PENDING", "The first sync is still running."],
  QA_FAILED: ["INTEGRATION.QA_FAILED", "The data of this integration did not pass the quality checks."],
};

/** @throws {KomboFailure} when the integration cannot be used in its present state. */
export function requireReady({ integration }: EmulatorState): void {
  const refusal = refusals[integration.state];
  if (refusal) throw new KomboFailure(...refusal);
}

/** @throws {KomboFailure} when a model is not covered or switched off. */
export function requireModel(state: EmulatorState, id: ReadModelId): void {
  requireCovered(state, id, "MODEL");
}

/** @throws {KomboFailure} when an action is not covered or switched off. */
export function requireAction(state: EmulatorState, id: WriteActionId): void {
  requireCovered(state, id, "ACTION");
}

function requireCovered({ integration: { coverage } }: EmulatorState, id: CoverageId, kind: "MODEL" | "ACTION"): void {
  if (coverage.get(id).coverage !== "SUPPORTED") {
    throw new KomboFailure(`INTEGRATION.${kind}_NOT_AVAILABLE`, `"${id}" is not available for this integration.`);
  }
  if (coverage.isSwitchedOff(id))
    throw new KomboFailure(`INTEGRATION.${kind}_DISABLED`, `"${id}" is switched off for this integration.`);
}
