import { catalogue } from "@anyats/core";
import { emulatorWorld } from "@anyats/conformance";
import { expect, test } from "vitest";
import { valuesAt, wordsOf } from "../src/contracts/pieces/schema-paths.ts";

/** What Kombo's reference does not have, by place and word. */
const never: readonly RegExp[] = [
  // The truth of a record leaves integration fields to a contract of their own.
  /integrationFields/,
  // Inside a candidate's application Kombo leaves out whether the stage is active.
  /^candidates\.applications\[\]\.stage\.status/,
  // A posting is public, internal or unlisted.
  /^jobs\.postings\[\]\.visibility CONFIDENTIAL$/,
  // Roles on a hiring team are those of a job, and roles of a user those of the whole ATS.
  /^jobs\.hiringTeam\[\]\.roles\[\]\.(type ADMIN|scope SYSTEM)$/,
  /^users\.roles\[\]\.scope JOB$/,
];

test("the emulator's world holds every word of each vocabulary of Kombo", async () => {
  const world = await emulatorWorld().open();
  const missing: string[] = [];
  for (const [id, { output, kind }] of Object.entries(catalogue)) {
    if (kind !== "stream") continue;
    const group = id.split(".", 1)[0]!;
    const records = await world.records(group);
    for (const [path, words] of wordsOf(output)) {
      const held = new Set(records.flatMap((record) => valuesAt(record, path)));
      missing.push(...words.filter((word) => !held.has(word)).map((word) => `${group}.${path} ${word}`));
    }
  }
  await world.close();
  expect(missing.filter((each) => !never.some((pattern) => pattern.test(each)))).toEqual([]);
});
