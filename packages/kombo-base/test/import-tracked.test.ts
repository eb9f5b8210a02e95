import { connect } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { emulated } from "./fixtures/emulated.ts";

const id = "HWUTwvyx2wLoSUHphiWVrp28";
const of = (tool: string) => emulated({ integrationId: `${tool}:${id}` });

describe("applications.importTracked", () => {
  it.each([
    ["greenhouse", { applicationRemoteId: "7" }, { id_type: "application_id", application_id: "7" }],
    ["greenhousev3", { applicationRemoteId: "7" }, { id_type: "application_id", application_id: "7" }],
    ["onlyfy", { applicationRemoteId: "7" }, { id_type: "application_id", application_id: "7" }],
    ["successfactors", { applicationRemoteId: "7" }, { id_type: "application_remote_id", application_remote_id: "7" }],
    ["recruitee", { placementRemoteId: "7" }, { id_type: "placement_id", placement_id: "7" }],
    [
      "smartrecruiters",
      { candidateRemoteId: "c", jobRemoteId: "j" },
      { id_type: "candidate_and_job_remote_ids", candidate_remote_id: "c", job_remote_id: "j" },
    ],
    [
      "erecruiter",
      { applicationRemoteId: "a", jobRemoteId: "j" },
      { id_type: "application_and_job_remote_ids", application_remote_id: "a", job_remote_id: "j" },
    ],
    [
      "erecruiter",
      { applicationRemoteId: "a", candidateRemoteId: "c" },
      { id_type: "application_and_candidate_remote_ids", candidate_remote_id: "c", application_remote_id: "a" },
    ],
  ])("names the application as Kombo takes it of %s", async (tool, application, named) => {
    const { ats, emulator } = await of(tool);
    const trackedAt = "2026-11-01";
    const first = await ats.applications.importTracked({ application, trackedAt });
    expect(first).toMatchObject({ trackedAt: "2026-11-01T00:00:00.000Z", settledBy: "answer" });
    expect(emulator.requests.all()[0]?.body).toEqual({ tracked_at: "2026-11-01T00:00:00.000Z", [tool]: named });
    // A repeat is the same import.
    expect(await ats.applications.importTracked({ application, trackedAt })).toEqual(first);
  });

  it("gives the time in canonical form, and none where it cannot be read", async () => {
    for (const [given, trackedAt] of [
      ["2026-11-23T10:00:00+01:00", "2026-11-23T09:00:00.000Z"],
      ["soon", null],
      [null, null],
    ]) {
      const fetch = async () =>
        Response.json({ status: "success", data: { id: "i", tracked_at: given }, warnings: [] });
      const ats = await connect(komboBase, { apiKey: "k", integrationId: "greenhouse:x", fetch });
      const made = await ats.applications.importTracked({ application: { applicationRemoteId: "7" } });
      expect(made).toMatchObject({ importId: "i", trackedAt });
    }
  });

  it("refuses what the ATS does not know an application by, before anything is sent", async () => {
    const { ats, emulator } = await of("smartrecruiters");
    await expect(ats.applications.importTracked({ application: { jobRemoteId: "j" } })).rejects.toThrow(
      /must give candidateRemoteId and jobRemoteId/,
    );
    await expect(ats.applications.importTracked({ application: {} })).rejects.toThrow(/at least one id/);
    expect(emulator.requests.count()).toBe(0);
  });

  it("refuses an ATS of which Kombo imports none, before anything is sent", async () => {
    for (const tool of ["avionte", "constructor"]) {
      const { ats, emulator } = await of(tool);
      await expect(ats.applications.importTracked({ application: { applicationRemoteId: "7" } })).rejects.toMatchObject(
        {
          code: "capability.not-supported",
          reason: "aggregator-cannot",
        },
      );
      expect(emulator.requests.count()).toBe(0);
    }
  });
});
