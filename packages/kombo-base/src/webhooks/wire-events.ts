import { orElse, orNull } from "@anyats/http";
import { z } from "zod/mini";

// What an event can do without costs itself and not the event, which nobody sends in another form.
const text = orNull(z.string());
const number = orNull(z.number());
const said = z.nullish(z.string());
const id = z.string().check(z.minLength(1));
const customer = orNull(z.object({ organization_name: text, creator_email: text, origin_id: text }));
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
    sync_started_at: text,
    sync_ended_at: text,
    sync_duration_seconds: number,
    log_url: text,
  }),
  "integration-created": z.object(integration),
  "integration-deleted": z.object({ ...integration, deleted_at: text }),
  "integration-state-changed": z.object({
    ...subject,
    end_user: customer,
    // What the event says: in another form, it is not understood.
    state: said,
    setup_status: said,
    qa_status: said,
    updated_at: text,
  }),
  "connection-flow-failed": z.object({
    integration_tool: text,
    integration_category: text,
    end_user: customer,
    log_url: text,
  }),
  "issue-status-changed": z.object({
    change: text,
    issue: orElse(
      z.object({
        id: text,
        type: text,
        title: text,
        status: text,
        markdown_message: text,
        first_observed_at: text,
        resolved_at: text,
      }),
      {},
    ),
    integration: orNull(anyIntegration),
  }),
} as const;
