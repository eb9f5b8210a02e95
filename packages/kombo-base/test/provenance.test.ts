import { connect } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { operations, type Schema } from "./fixtures/specification.ts";

/** Whether a specification names a place such as `$.location.city` or `$.stages[].name`. */
function isDocumented(schema: Schema, path: readonly string[]): boolean {
  const [first, ...rest] = path;
  const ways = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (ways.length > 0) return ways.some((way) => isDocumented(way, path));
  if (first === undefined) return true;
  if (first === "[]") return schema.items !== undefined && isDocumented(schema.items, rest);
  const field = schema.properties?.[first];
  // What has no declared fields holds whatever somebody puts there.
  return field ? isDocumented(field, rest) : schema.properties === undefined;
}

/** In Kombo's reference, and newer than the description in the fixtures: a stage's status and custom fields. */
const newerThanTheDescription = /^\$\.(stages\[\]|current_stage)\.(status|custom_fields)\b/;

describe("provenance", () => {
  it("takes every field from a place in Kombo's API reference, the route's source", async () => {
    const emulator = createEmulator({ tool: "greenhouse", candidates: 10 });
    await using ats = await connect(komboBase, emulator.settings());
    const streams = [ats.jobs, ats.applications, ats.candidates, ats.users];
    const places = new Set<string>();
    for (const each of streams)
      for await (const { provenance } of each.stream({}, { provenance: true, pageSize: 10 })) {
        const { route, fields } = provenance!;
        for (const place of Object.values(fields).flat()) places.add(`${route} ${place}`);
      }
    const undocumented = [...places].filter((one) => {
      const [method, address, place] = one.split(" ") as [string, string, string];
      const item = operations[`${method} ${address}`]!.answer!.properties!["results"]!.items!;
      const path = place
        .slice(2)
        .split(/\.|(?=\[\])/)
        .filter(Boolean);
      return !isDocumented(item, path) && !newerThanTheDescription.test(place);
    });
    expect(undocumented).toEqual([]);
    expect(places.size).toBeGreaterThan(100);
  });

  it("names the places of the wire record that each streamed field follows from", async () => {
    const emulator = createEmulator({ candidates: 5 });
    await using ats = await connect(komboBase, emulator.settings());
    const all = await ats.candidates.stream({}, { provenance: true }).toArray();
    const candidate = all.find(({ applications }) => applications.length > 0);
    const { route, mapping, fields } = candidate!.provenance!;
    expect([route, mapping]).toEqual(["GET /ats/candidates", "toCandidate"]);
    expect(fields["remoteId"]).toEqual(["$.remote_id"]);
    expect(fields["createdAt"]).toEqual(["$.remote_created_at"]);
    expect(fields["emailAddresses[].address"]).toEqual(["$.email_addresses[].email_address"]);
    // Without an id, an application is left out.
    expect(fields["applications[].outcome"]).toEqual(["$.applications[].id", "$.applications[].outcome"]);
    for (const [field, places] of Object.entries(fields)) expect(places, field).not.toEqual(["$"]);
  });

  it("follows the mapping: every filled field of every record has an origin", async () => {
    const emulator = createEmulator({ candidates: 5 });
    await using ats = await connect(komboBase, emulator.settings());
    for (const stream of [ats.jobs.stream({}, { provenance: true }), ats.applications.stream({}, { provenance: true })])
      for (const { provenance, ...record } of await stream.toArray())
        for (const [field, value] of Object.entries(record)) {
          if (value === null || (typeof value === "object" && Object.keys(value).length === 0)) continue;
          const from = Object.entries(provenance!.fields).filter(([path]) => path.split(/[.[]/)[0] === field);
          expect(from.flatMap(([, places]) => places).length, field).toBeGreaterThan(0);
        }
  });

  it("names no value of the record, and is not there unasked", async () => {
    const emulator = createEmulator({ candidates: 5 });
    await using ats = await connect(komboBase, emulator.settings());
    const [candidate] = await ats.candidates.stream({}, { provenance: true }).toArray();
    const text = JSON.stringify(candidate!.provenance);
    for (const value of [candidate!.lastName, candidate!.emailAddresses[0]?.address, candidate!.id])
      if (value) expect(text).not.toContain(value);
    const [plain] = await ats.candidates.stream().toArray();
    expect(plain).not.toHaveProperty("provenance");
    expect(await ats.jobs.get({ id: (await ats.jobs.stream().toArray())[0]!.id }, { provenance: true })).toHaveProperty(
      "provenance",
    );
  });
});
