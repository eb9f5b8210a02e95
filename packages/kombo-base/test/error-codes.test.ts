import { AtsError } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboCodes } from "../src/transport/kombo-codes.ts";
import { written, writes } from "./fixtures/written.ts";

type Fault = AtsError["fault"];
/** `never`; `waits` for what passes when it is repeated, also a write; `doubt` for what may have run. */
type Repeat = "never" | "waits" | "doubt" | "doubt-and-waits" | "webhook";

/** What Kombo documents of its 24 codes, and what follows: who can fix it, and whether it may be repeated. */
const documented: Record<string, readonly [code: string, fault: Fault, repeat: Repeat]> = {
  "PLATFORM.RATE_LIMIT_EXCEEDED": ["quota.exceeded", "caller", "waits"],
  "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED": ["quota.concurrency-exceeded", "caller", "waits"],
  "PLATFORM.INTEGRATION_NOT_FOUND": ["connection.integration-not-found", "configuration", "never"],
  "PLATFORM.INPUT_INVALID": ["input.refused-by-aggregator", "caller", "never"],
  "PLATFORM.UNKNOWN_ERROR": ["aggregator.failed", "aggregator", "doubt-and-waits"],
  "PLATFORM.IP_NOT_WHITELISTED": ["connection.address-not-allowed", "configuration", "never"],
  "PLATFORM.AUTHENTICATION_INVALID": ["connection.key-refused", "configuration", "never"],
  "PLATFORM.TASK_TIMED_OUT": ["aggregator.timed-out", "aggregator", "doubt-and-waits"],
  "INTEGRATION.PERMISSION_MISSING": ["connection.permission-missing", "configuration", "never"],
  "INTEGRATION.AUTHENTICATION_INVALID": ["connection.credentials-expired", "configuration", "never"],
  "INTEGRATION.QA_FAILED": ["connection.quality-check-failed", "configuration", "never"],
  "INTEGRATION.SETUP_SYNC_PENDING": ["connection.first-sync-pending", "configuration", "webhook"],
  "INTEGRATION.SETUP_INCOMPLETE": ["connection.setup-incomplete", "configuration", "never"],
  "INTEGRATION.INACTIVE": ["connection.inactive", "configuration", "never"],
  "INTEGRATION.MODEL_NOT_AVAILABLE": ["capability.model-not-available", "aggregator", "never"],
  "INTEGRATION.MODEL_DISABLED": ["capability.model-disabled", "configuration", "never"],
  "INTEGRATION.ACTION_NOT_AVAILABLE": ["capability.action-not-available", "aggregator", "never"],
  "INTEGRATION.ACTION_DISABLED": ["capability.action-disabled", "configuration", "never"],
  "REMOTE.SERVICE_UNAVAILABLE": ["ats.unavailable", "ats", "doubt-and-waits"],
  "REMOTE.RATE_LIMIT_EXCEEDED": ["ats.quota-exceeded", "ats", "doubt-and-waits"],
  "REMOTE.INPUT_INVALID": ["input.refused-by-ats", "caller", "never"],
  "REMOTE.UNKNOWN_HTTP_ERROR": ["ats.failed", "ats", "doubt"],
  "ATS.JOB_CLOSED": ["application.job-closed", "caller", "never"],
  "ATS.APPLICATION_ALREADY_EXISTS": ["application.already-exists", "caller", "never"],
};

const always = Number.POSITIVE_INFINITY;

/** What a read, a command that may be repeated, and one that may not are answered with, and how often each was asked. */
async function answered(fault: { status: number; code: string | null }) {
  const { ats, emulator, world, open } = await written({ rateLimit: { limit: 100_000, windowSeconds: 10 } });
  const [application] = open;
  const reasonId = world.rejectionReasons.all()[0]!.id;
  await ats.applications.listRejectionReasons();
  emulator.integration.coverage.set("ats_notes", false);
  const caught = async (run: () => Promise<unknown>, path: RegExp, method: string) => {
    emulator.requests.clear();
    emulator.faults.clear();
    emulator.faults.inject({
      kind: "status",
      ...fault,
      message: "Ada Lovelace is not allowed",
      times: always,
      match: { path, method },
    });
    const error = await run().then(
      () => expect.unreachable(),
      (thrown: unknown) => thrown,
    );
    expect(AtsError.is(error)).toBe(true);
    expect(JSON.stringify(error)).not.toContain("Ada");
    return { error: error as AtsError, times: emulator.requests.count({ path, method }) };
  };
  return {
    read: await caught(() => ats.jobs.get({ id: "x" }), /jobs/, "GET"),
    repeatable: await caught(
      () => ats.applications.reject({ application: application!.id, reasonId }),
      /reject$/,
      "POST",
    ),
    creating: await caught(
      () => ats.applications.addNote({ application: application!.id, note: "x" }),
      /notes$/,
      "POST",
    ),
    writes: writes(emulator).length,
  };
}

describe("Kombo's error codes", () => {
  it("are all known, and no others are made up", () => {
    expect(Object.keys(komboCodes).toSorted()).toEqual(Object.keys(documented).toSorted());
    expect(Object.keys(documented)).toHaveLength(24);
  });

  for (const [upstreamCode, [code, fault, repeat]] of Object.entries(documented))
    it(`${upstreamCode} becomes ${code}`, async () => {
      const status = /RATE_LIMIT|CONCURRENCY/.test(upstreamCode) ? 429 : 400;
      const { read, repeatable, creating } = await answered({ status, code: upstreamCode });
      const waits = repeat === "waits" || repeat === "doubt-and-waits";
      for (const { error, times } of [read, repeatable]) {
        expect(error).toMatchObject({ code, fault, upstreamCode, status });
        expect(error.logUrl).toMatch(/^https:/);
        if (waits) expect(error.retry).not.toBe("never");
        else expect(error.retry).toBe(repeat === "webhook" ? "after-next-webhook" : "never");
        if (waits) expect(times).toBeGreaterThan(1);
        else expect(times).toBe(1);
      }
      if (repeat.startsWith("doubt")) {
        expect(creating.error).toMatchObject({ code: "write.outcome-unknown", retry: "unknown-outcome" });
        expect(creating.times).toBe(1);
      } else {
        expect(creating.error).toMatchObject({ code, fault, upstreamCode });
        expect(creating.error.retry).not.toBe("unknown-outcome");
        if (repeat === "waits") expect(creating.times).toBeGreaterThan(1);
        else expect(creating.times).toBe(1);
      }
    });

  it("that nobody knows yet, and none at all, are judged by the HTTP status", async () => {
    for (const code of ["PLATFORM.SOMETHING_NEW", null])
      for (const [status, expected] of [
        [400, { code: "aggregator.refused", fault: "aggregator", retry: "never" }],
        [401, { code: "connection.key-refused", fault: "configuration", retry: "never" }],
        [403, { code: "connection.refused", fault: "configuration", retry: "never" }],
        [404, { code: "record.not-found", fault: "caller", retry: "never" }],
        [410, { code: "record.not-found", fault: "caller", retry: "never" }],
        [429, { code: "quota.exceeded", fault: "caller" }],
        [503, { code: "aggregator.unavailable", fault: "aggregator", retry: "safe" }],
      ] as const) {
        const { read, creating } = await answered({ status, code });
        expect(read.error).toMatchObject({ ...expected, status, upstreamCode: code ?? undefined });
        expect(creating.error.code).toBe(status === 503 ? "write.outcome-unknown" : expected.code);
      }
  });
});

describe("an answer that is none of Kombo's", () => {
  const kinds = ["htmlPage", "truncatedBody", "emptyBody", "dropBefore", "dropAfter", "redirect"] as const;

  it("is repeated where that does no harm, and never where it could write twice", async () => {
    for (const kind of kinds) {
      const { ats, emulator, world, open } = await written();
      const reasonId = world.rejectionReasons.all()[0]!.id;
      emulator.integration.coverage.set("ats_notes", false);
      emulator.faults.inject({ kind, match: { method: "GET", path: "/ats/jobs" } });
      await ats.jobs.get({ id: world.jobs.all()[0]!.id });
      emulator.faults.inject({ kind, match: { method: "POST", path: /reject$/ } });
      await ats.applications.reject({ application: open[0]!.id, reasonId });
      emulator.faults.inject({ kind, match: { method: "POST", path: /notes$/ } });
      await expect(ats.applications.addNote({ application: open[0]!.id, note: "x" }), kind).rejects.toMatchObject({
        code: "write.outcome-unknown",
      });
      expect(emulator.requests.count({ path: /reject$/ }), kind).toBe(2);
      expect(emulator.requests.count({ method: "POST", path: /notes$/ }), kind).toBe(1);
    }
  });
});
