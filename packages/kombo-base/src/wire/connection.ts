import { z } from "zod/mini";
import { date, flag, id, maybe, number, readable, text, texts } from "./pieces.ts";

/** What coverage goes by must be readable: a yes that nobody understood would be a guess. */
const decides = z.nullish(z.boolean());
const availability = {
  id: z.string(),
  is_available: decides,
  coverage_status: readable,
  scope_config_setting: readable,
  opted_out_by_customer: decides,
};

const feature = z.object({ ...availability, label: text, fields: z.nullish(z.array(z.object(availability))) });
export type WireFeature = z.output<typeof feature>;

/** What `GET /integrations/{id}` gives. */
export const wireIntegration = z.object({
  id,
  tool: z.object({ id: z.string(), label: text, internal_label: text, logo_url: text, icon_url: text }),
  category: text,
  status: readable,
  setup_status: readable,
  end_user: maybe({ organization_name: text, creator_email: text, origin_id: text }),
  scope_config: maybe({ id: z.string(), name: text }),
  data_expired_at: date,
  created_at: date,
  beta: flag,
  read_models: z.nullish(z.array(feature)),
  write_actions: z.nullish(z.array(feature)),
});
export type WireIntegration = z.output<typeof wireIntegration>;

/** What `GET /check-api-key` gives. */
export const wireKey = z.object({ environment_id: z.string(), customer_id: readable });

/** What `POST /force-sync` gives. */
export const wireSync = z.object({ already_queued: z.boolean(), sync_id: z.string(), type: z.string() });

/** What `POST /ats/import-tracked-application` gives. */
export const wireImport = z.object({ id: z.string(), tracked_at: date });

const restriction = maybe({
  is_supported: flag,
  min_amount: number,
  max_amount: number,
  max_file_size_bytes: number,
  accepted_mime_types: texts,
});
export type WireRestriction = z.output<typeof restriction>;

/** What `GET /ats/actions/{action}` gives. */
export const wireAttachmentRestrictions = z.object({
  attachment_restrictions: z.nullish(
    z.object({
      total_size_bytes: number,
      types: z.object({ CV: restriction, COVER_LETTER: restriction, OTHER: restriction }),
    }),
  ),
});
export type WireAttachmentRestrictions = z.output<typeof wireAttachmentRestrictions>;
