import { z } from "zod/mini";
import { date, maybe, number, text } from "../wire/pieces.ts";

const id = z.string().check(z.minLength(1));
const customer = maybe({ organization_name: text, creator_email: text, origin_id: text });
const subject = { integration_id: id, integration_tool: text, integration_category: text };
const integration = { id, tool: text, category: text, end_user: customer };

export type WireCustomer = z.output<typeof customer>;
const anySubject = z.object(subject);
export type WireSubject = z.output<typeof anySubject>;
const anyIntegration = z.object(integration);
export type WireIntegration = Omit<z.output<typeof anyIntegration>, "end_user">;

/** What every event has. The id is bounded, since ids are remembered. */
export const wireEnvelope = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(200)),
  type: z.string().check(z.minLength(1), z.maxLength(200)),
  data: z.unknown(),
});

/** What an event has under `data`, by Kombo's name of it. Source: Kombo's API reference, webhooks. */
export const wireEvents = {
  "data-changed": z.object({
    ...subject,
    changed_models: z.array(z.object({ name: z.string().check(z.minLength(1)) })),
  }),
  "sync-finished": z.object({
    ...subject,
    end_user: customer,
    sync_id: text,
    sync_state: text,
    sync_started_at: date,
    sync_ended_at: date,
    sync_duration_seconds: number,
    log_url: text,
  }),
  "integration-created": z.object(integration),
  "integration-deleted": z.object({ ...integration, deleted_at: date }),
  "integration-state-changed": z.object({
    ...subject,
    end_user: customer,
    state: text,
    setup_status: text,
    qa_status: text,
    updated_at: date,
  }),
  "connection-flow-failed": z.object({
    integration_tool: text,
    integration_category: text,
    end_user: customer,
    log_url: text,
  }),
  "issue-status-changed": z.object({
    change: text,
    issue: z.object({
      id: text,
      type: text,
      title: text,
      status: text,
      markdown_message: text,
      first_observed_at: date,
      resolved_at: date,
    }),
    integration: maybe(integration),
  }),
} as const;
