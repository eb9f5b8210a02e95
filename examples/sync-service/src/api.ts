import type { Database } from "@anyats/postgres";
import type { Sync } from "@anyats/sync";
import { Hono } from "hono";
import { schema } from "./open-sync.ts";

/** The app's HTTP API: it reads its own tables, and takes the webhooks of all tenants. */
export function createApi(sync: Sync, database: Database, webhookSecret: string): Hono {
  const webhooks = sync.webhooks({ secrets: webhookSecret });
  const api = new Hono();
  api.post("/webhooks", ({ req }) => webhooks(req.raw));
  api.get("/status", async (context) => context.json(await sync.status()));
  api.get("/tenants/:tenant/jobs", async (context) => {
    const { rows } = await database.query(
      `select id, title, status from ${schema}.jobs where connection_id = $1 and deleted_at is null order by title, id`,
      [context.req.param("tenant")],
    );
    return context.json(rows);
  });
  api.get("/tenants/:tenant/applications", async (context) => {
    const { rows } = await database.query(
      `select id, candidate_first_name, candidate_last_name, job_title, stage_name
       from ${schema}.application_details where connection_id = $1 order by id limit 100`,
      [context.req.param("tenant")],
    );
    return context.json(rows);
  });
  return api;
}
