import { handles, InvalidInput, jobs } from "@anyats/core";
import { expect, it } from "vitest";
import type { Trial } from "../src/contract-test.ts";
import { tellsApart } from "../src/contracts/finding/filters.ts";
import { noneWritten } from "../src/contracts/pieces/none-written.ts";
import { arrivesAsHeld } from "../src/contracts/pieces/records.ts";
import { placesOf } from "../src/contracts/records/costs-itself.ts";
import { noneSetAside } from "../src/contracts/records/sparse.ts";
import { wordPromises } from "../src/contracts/records/words.ts";
import { inject, jobOf, smallAdapter, trialOf } from "./small-ats.ts";

it("a red test names the world's `records.always` where a sparse record is set aside", () => {
  expect(() => noneSetAside([{ path: "$.name", problem: "must be a text" }])).toThrow(
    /^some were set aside.* `records\.always` of the world/,
  );
});

it("a red test names the fields in which the records of the world must differ", () => {
  expect(() => tellsApart(false, "jobIds", ["jobId"])).toThrow(/let them differ in `jobId`$/);
  expect(() => tellsApart(false, "titleContains", ["title"])).toThrow(/`title`, and in their second to sixth/);
});

it("a red test names a field of the world's records that the model may lack", () => {
  const [tag] = [{ id: "t1", name: "Nights" }];
  const held = new Map([["t1", { ...tag, createdAt: "2026-11-23T09:00:00.000Z" }]]);
  expect(() => arrivesAsHeld([tag], held)).toThrow(/createdAt did not arrive.* leave it out of `records\(\)`/);
});

it("a red test says that a write counts even if the ATS refuses it", async () => {
  let writes = 0;
  const trial = { world: { writes: () => writes } } as unknown as Trial;
  const refusal = new InvalidInput("The stage", [{ path: "stage", message: "must be a stage of the job" }]);
  const refused = () => {
    writes += 1;
    return Promise.reject(refusal.within({ capability: "applications.moveToStage", adapter: "acme" }));
  };
  await expect(noneWritten(trial, refused, "an unknown stage")).rejects.toThrow(/even if the ATS refuses it: check/);
});

it("a red test names the places of values with the number of their answer", () => {
  const path = ["data", 0, "attributes"];
  expect(
    placesOf([
      { nth: 1, path },
      { nth: 1, path: ["id"] },
      { nth: 1, path },
    ]),
  ).toBe("$.data[].attributes, $.id of answer 2");
});

it("a red test says where the words are listed that the ATS has", async () => {
  const streamJobs = handles(jobs.stream, {
    routes: [{ method: "GET", path: "/jobs", certainty: "documented", source: "Acme's API reference" }],
    inject,
    fetchPage: async () => {
      const job = { ...jobOf("7", "2026-11-20T09:00:00.000Z"), status: "OPEN" };
      return { next: null, decode: () => ({ records: [job], quarantined: [] }) };
    },
  });
  const world = { fetch, trouble: () => {}, struck: () => 1 };
  const trial = await trialOf(smallAdapter([streamJobs]), "jobs.stream", world);
  await expect(wordPromises[0]!.run(trial)).rejects.toThrow(/list its own words by path in the trait `onlyValues`/);
});
