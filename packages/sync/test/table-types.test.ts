import { readFileSync } from "node:fs";
import { join } from "node:path";
import { and, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import { describe, expect, expectTypeOf, it } from "vitest";
import { tableTypes } from "../src/index.ts";
import { startApp } from "./support/app.ts";
import { applicationDetails, jobs } from "./types/drizzle.generated.ts";
import type { JobsTable, SyncTables } from "./types/kysely.generated.ts";

const written = (library: string) => readFileSync(join(import.meta.dirname, `types/${library}.generated.ts`), "utf8");

describe("the types of the tables", () => {
  it.for(["kysely", "drizzle"] as const)("for %s are those of the models", (library) => {
    expect(tableTypes(library), "run packages/sync/test/types/generate.ts").toBe(written(library));
    expect(tableTypes(library, { schema: "ours" })).not.toContain("anyats.");
  });

  it("name every column of the database, and no other", async () => {
    await using app = await startApp({ add: false });
    const rows = await app.query<{ table: string; column: string }>(
      `select table_name as table, column_name as column from information_schema.columns
       where table_schema = 'anyats' and table_name in ('jobs', 'applications', 'candidates', 'feed', 'application_details')`,
    );
    const source = tableTypes("kysely");
    for (const table of ["jobs", "applications", "candidates", "feed", "application_details"]) {
      const name = table.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
      const [, body = ""] = new RegExp(`interface ${name}Table \\{\n([^}]*)\\}`).exec(source) ?? [];
      const typed = [...body.matchAll(/^ {2}(\w+):/gm)].map(([, column]) => column).toSorted();
      expect(typed, table).toEqual(
        rows
          .filter((row) => row.table === table)
          .map(({ column }) => column)
          .toSorted(),
      );
    }
  });

  it("let Kysely and Drizzle read a copy", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    const pool = new Pool({ connectionString: app.url });
    // The pool's end does not wait for its connections' end; the database's end then breaks them.
    pool.on("error", () => {});
    const kysely = new Kysely<SyncTables>({ dialect: new PostgresDialect({ pool }) });
    const open = await kysely
      .selectFrom("anyats.applications as a")
      .innerJoin("anyats.jobs as j", (join) =>
        join.onRef("j.connection_id", "=", "a.connection_id").onRef("j.id", "=", "a.job_id"),
      )
      .select(["a.id", "j.title", "a.created_at", "j.record"])
      .where("a.connection_id", "=", "acme")
      .where("a.deleted_at", "is", null)
      .execute();
    expectTypeOf(open[0]!.created_at).toEqualTypeOf<Date | null>();
    expectTypeOf<JobsTable["weekly_hours"]>().toEqualTypeOf<number | null>();
    // @ts-expect-error A column that no table has.
    void kysely.selectFrom("anyats.jobs").select("salary_of_everybody");
    const living = app.emulator.world.applications.all().filter((row) => row.remote_deleted_at === null);
    expect(open.length).toBe(living.length);
    expect(open[0]!.created_at).toBeInstanceOf(Date);
    expect(open[0]!.record?.title).toBe(open[0]!.title);

    const database = drizzle({ client: pool });
    const titles = await database
      .select({ title: jobs.title, hours: jobs.weeklyHours, stages: jobs.record })
      .from(jobs)
      .where(and(eq(jobs.connectionId, "acme"), isNull(jobs.deletedAt)));
    expectTypeOf(titles[0]!.hours).toEqualTypeOf<number | null>();
    expectTypeOf(titles[0]!.stages?.title).toEqualTypeOf<string | null | undefined>();
    expect(titles.length).toBe(app.emulator.world.jobs.all().filter((row) => row.remote_deleted_at === null).length);
    const [detail] = await database.select().from(applicationDetails).limit(1);
    expect(detail!.candidateAwaited).toBe(false);
    expect(detail!.candidate?.lastName).toBe(detail!.candidateLastName);
    await kysely.destroy();
  });
});
