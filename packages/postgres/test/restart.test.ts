import { startTestServer, type TestServer } from "@anyats/postgres/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDatabase, type Database, DatabaseUnavailable } from "../src/index.ts";

describe("a server that is killed and started again", () => {
  let server: TestServer;
  let database: Database;
  beforeAll(async () => {
    server = await startTestServer();
    database = await connectDatabase({ url: server.url() });
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  it("keeps what was committed, answers again, and calls listeners with an empty text", async () => {
    const told: string[] = [];
    await database.listen("wake", (payload) => void told.push(payload));
    await database.query("create table t (n int)");
    await database.query("insert into t values (1)");
    const cut = database.transaction(async (transaction) => {
      await transaction.query("insert into t values (2)");
      await server.kill();
      await transaction.query("insert into t values (3)");
    });
    await expect(cut).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(database.query("select 1")).rejects.toMatchObject({ code: "database.unavailable" });
    await server.start();
    expect((await database.query("select n from t")).rows).toEqual([{ n: 1 }]);
    await expect.poll(() => told).toContain("");
    await database.query("notify wake, 'again'");
    await expect.poll(() => told).toContain("again");
  });
});
