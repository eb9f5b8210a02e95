import { connect } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";

describe("provenance", () => {
  it("says of each field of a streamed record which places of the wire record it follows from", async () => {
    const emulator = createEmulator({ candidates: 5 });
    await using ats = await connect(komboBase, emulator.settings());
    const all = await ats.candidates.stream({}, { provenance: true }).toArray();
    const candidate = all.find(({ applications }) => applications.length > 0);
    const { route, mapping, fields } = candidate!.provenance!;
    expect([route, mapping]).toEqual(["GET /ats/candidates", "toCandidate"]);
    expect(fields["remoteId"]).toEqual(["$.remote_id"]);
    expect(fields["createdAt"]).toEqual(["$.remote_created_at"]);
    expect(fields["emailAddresses[].address"]).toEqual(["$.email_addresses[].email_address"]);
    expect(fields["applications[].outcome"]).toEqual(["$.applications[].outcome"]);
    for (const [field, places] of Object.entries(fields)) expect(places, field).not.toEqual(["$"]);
  });

  it("follows the mapping: every field of every record that is filled comes from somewhere", async () => {
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
