import { toInstant } from "@anyats/core";
import { z } from "zod/mini";
import type { WebhookCustomer, WebhookEvent, WebhookIntegration } from "./events.ts";
import { safeLogUrl } from "../transport/kombo-error.ts";
import { WebhookRefused } from "./webhook-errors.ts";
import { wireEnvelope, wireEvents, type WireCustomer, type WireIntegration, type WireSubject } from "./wire-events.ts";

/**
 * Reads a body whose signature was checked.
 * @throws {WebhookRefused} when it is not JSON or lacks a field that the event cannot do without.
 */
export function readEvent(body: Uint8Array): WebhookEvent {
  const { id, type, data } = parsed(wireEnvelope, jsonOf(body));
  if (!isKnown(type)) return { type: "unknown", id, name: type, data };
  return readers[type](id, data);
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new WebhookRefused("webhook.body-invalid", []); // What was thrown quotes the body.
  }
}

function parsed<Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
  at: readonly string[] = [],
): z.output<Schema> {
  const { success, data, error } = z.safeParse(schema, value);
  if (success) return data;
  throw new WebhookRefused(
    "webhook.body-invalid",
    error.issues.slice(0, 20).map(({ path }) => [...at, ...path].join(".")),
  );
}

type Name = keyof typeof wireEvents;
const isKnown = (name: string): name is Name => Object.hasOwn(wireEvents, name);

const readers: Readonly<Record<Name, (id: string, data: unknown) => WebhookEvent>> = {
  "data-changed": reader(wireEvents["data-changed"], (id, wire) => ({
    id,
    type: "data-changed",
    integration: subjectOf(wire),
    changedModels: [...new Set(wire.changed_models.map(({ name }) => name))],
  })),
  "sync-finished": reader(wireEvents["sync-finished"], (id, wire) => ({
    id,
    type: "sync-finished",
    integration: subjectOf(wire),
    customer: customerOf(wire.end_user),
    sync: {
      id: wire.sync_id ?? null,
      state: wire.sync_state ?? null,
      startedAt: instantOf(wire.sync_started_at),
      endedAt: instantOf(wire.sync_ended_at),
      durationSeconds: wire.sync_duration_seconds ?? null,
    },
    logUrl: safeLogUrl(wire.log_url) ?? null,
  })),
  "integration-created": reader(wireEvents["integration-created"], (id, wire) => ({
    id,
    type: "integration-created",
    integration: integrationOf(wire),
    customer: customerOf(wire.end_user),
  })),
  "integration-deleted": reader(wireEvents["integration-deleted"], (id, wire) => ({
    id,
    type: "integration-deleted",
    integration: integrationOf(wire),
    customer: customerOf(wire.end_user),
    deletedAt: instantOf(wire.deleted_at),
  })),
  "integration-state-changed": reader(wireEvents["integration-state-changed"], (id, wire) => ({
    id,
    type: "integration-state-changed",
    integration: subjectOf(wire),
    customer: customerOf(wire.end_user),
    state: wire.state ?? null,
    setupStatus: wire.setup_status ?? null,
    qaStatus: wire.qa_status ?? null,
    updatedAt: instantOf(wire.updated_at),
  })),
  "connection-flow-failed": reader(wireEvents["connection-flow-failed"], (id, wire) => ({
    id,
    type: "connection-flow-failed",
    tool: wire.integration_tool ?? null,
    category: wire.integration_category ?? null,
    customer: customerOf(wire.end_user),
    logUrl: safeLogUrl(wire.log_url) ?? null,
  })),
  "issue-status-changed": reader(wireEvents["issue-status-changed"], (id, { change, issue, integration }) => ({
    id,
    type: "issue-status-changed",
    change: change ?? null,
    issue: {
      id: issue.id ?? null,
      type: issue.type ?? null,
      title: issue.title ?? null,
      status: issue.status ?? null,
      markdownMessage: issue.markdown_message ?? null,
      firstObservedAt: instantOf(issue.first_observed_at),
      resolvedAt: instantOf(issue.resolved_at),
    },
    integration: integration ? integrationOf(integration) : null,
    customer: customerOf(integration?.end_user),
  })),
};

function reader<Schema extends z.core.$ZodType>(
  schema: Schema,
  read: (id: string, wire: z.output<Schema>) => WebhookEvent,
) {
  return (id: string, data: unknown) => read(id, parsed(schema, data, ["data"]));
}

function subjectOf(wire: WireSubject): WebhookIntegration {
  return {
    id: wire.integration_id,
    tool: wire.integration_tool ?? null,
    category: wire.integration_category ?? null,
  };
}

function integrationOf({ id, tool, category }: WireIntegration): WebhookIntegration {
  return { id, tool: tool ?? null, category: category ?? null };
}

function customerOf(wire: WireCustomer): WebhookCustomer | null {
  if (!wire) return null;
  const { organization_name: name, creator_email: email, origin_id: origin } = wire;
  return { organizationName: name ?? null, creatorEmail: email ?? null, originId: origin ?? null };
}

/** In canonical form; null when it is not a date. */
function instantOf(value: string | null | undefined): string | null {
  return typeof value === "string" ? (toInstant(value) ?? null) : null;
}
