import { connect } from "@anyats/core";
import { expect, it } from "vitest";
import { rowan } from "../src/index.ts";
import { listen } from "../src/server/listen.ts";
import { Rowan } from "../src/server/rowan.ts";

it("works over HTTP as it does in the tests of the kit", async () => {
  const inHouse = new Rowan();
  await using server = await listen(inHouse);
  await using ats = await connect(rowan, { apiKey: inHouse.apiKey, baseUrl: server.url });
  expect(await ats.jobs.stream().toArray()).toHaveLength(23);
  const [application] = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
  await ats.applications.addNote({ application: application!, note: "Ünï & <b>" }, { idempotencyKey: "once" });
  await ats.applications.moveToStage({ application: application!, stage: "offer" });
  expect(await ats.applications.get({ id: application!.id })).toMatchObject({ stageId: "offer" });
  expect(inHouse.database.prepare("SELECT text, reference FROM notes").all()).toEqual([
    { text: "Ünï & <b>", reference: "once" },
  ]);
});
