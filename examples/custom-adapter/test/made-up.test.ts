import { runTests } from "@anyats/conformance";
import { defineAdapter, overrides } from "@anyats/core";
import { expect, it } from "vitest";
import { streamJobs } from "../src/handlers/reading.ts";
import { rowan } from "../src/index.ts";
import { rowanWorld } from "./world.ts";

const inventing = overrides(streamJobs, {
  async fetchPage(filter, position, call, _parts, inherited) {
    const { next, decode } = await inherited.fetchPage(filter, position, call);
    return {
      next,
      decode: () => {
        const content = decode();
        return { ...content, records: content.records.map((job) => ({ ...job, title: job.title ?? "Untitled" })) };
      },
    };
  },
});

it("shows an adapter that makes up a title where Rowan sends none", async () => {
  const broken = defineAdapter({
    id: "inventing",
    name: "Inventing Rowan",
    package: { name: "anyats-inventing", version: "0.0.0" },
    extends: rowan,
    facts: {},
    handlers: [inventing],
  });
  const results = await runTests(broken, rowanWorld, { only: ({ capability }) => capability === "jobs.stream" });
  const failures = results.filter(({ failure }) => failure !== null).map(({ failure }) => failure);
  expect(failures).toEqual([expect.stringMatching(/^title became "Untitled"$/m)]);
});
