import { assert, asyncProperty, integer } from "fast-check";
import { describe, expect, test } from "vitest";
import { createEmulator } from "../src/index.ts";
import { call, readList } from "./call.ts";

const emulator = createEmulator({ candidates: 120, coverage: "all" });
const { world } = emulator;
const ids = (records: readonly { readonly id: string }[]): string[] => records.map(({ id }) => id);

describe("a list", () => {
  test("gives every record once, whatever the page size", async () => {
    const expected = ids(world.applications.all());
    await assert(
      asyncProperty(integer({ min: 1, max: 250 }), async (size) => {
        expect(ids(await readList(emulator, "/ats/applications", { page_size: String(size) }))).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  test("has 100 records on a page when nothing is said, and 250 at most", async () => {
    expect((await call(emulator, "GET", "/ats/candidates")).body.data.results).toHaveLength(100);
    for (const size of ["0", "251", "ten"]) {
      const { status, body } = await call(emulator, "GET", `/ats/candidates?page_size=${size}`);
      expect([status, body.error.code]).toEqual([400, "PLATFORM.INPUT_INVALID"]);
    }
  });

  test("refuses a made-up cursor, and one of another question", async () => {
    const { body } = await call(emulator, "GET", "/ats/jobs?page_size=1&statuses=OPEN");
    const next = body.data.next ?? "";
    expect((await call(emulator, "GET", `/ats/jobs?page_size=1&statuses=OPEN&cursor=${next}`)).status).toBe(200);
    expect((await call(emulator, "GET", `/ats/jobs?page_size=1&statuses=CLOSED&cursor=${next}`)).status).toBe(400);
    expect((await call(emulator, "GET", "/ats/jobs?cursor=nonsense")).status).toBe(400);
  });

  test("goes on where it was, also when records arrive and vanish in between", async () => {
    const lively = createEmulator({ candidates: 20 });
    const { body } = await call(lively, "GET", "/ats/candidates?page_size=10");
    lively.world.candidates.delete(body.data.results[0]?.id ?? "");
    const rest = await call(lively, "GET", `/ats/candidates?page_size=250&cursor=${body.data.next}`);
    expect(ids(rest.body.data.results)).toEqual(ids(lively.world.candidates.all().slice(10)));
  });
});

describe("filters", () => {
  const [job, other] = world.jobs.all();

  test("values of one parameter are alternatives, parameters are all demanded", async () => {
    const found = await readList(emulator, "/ats/applications", {
      job_ids: `${job?.id},${other?.id}`,
      outcomes: "PENDING",
    });
    const expected = world.applications
      .all()
      .filter((row) => [job?.id, other?.id].includes(row.job_id ?? "") && row.outcome === "PENDING");
    expect(ids(found)).toEqual(ids(expected));
    expect(found.length).toBeGreaterThan(0);
  });

  test("by remote id, job, stage and day of creation", async () => {
    const [application] = world.applications.all();
    const day = application?.remote_created_at?.slice(0, 10) ?? "";
    for (const query of [
      { remote_ids: application?.remote_id ?? "" },
      { job_remote_ids: world.jobs.get(application?.job_id)?.remote_id ?? "" },
      { current_stage_ids: application?.current_stage_id ?? "" },
      { remote_created_after: day },
    ]) {
      expect(ids(await readList(emulator, "/ats/applications", query))).toContain(application?.id);
    }
  });

  test("candidates by e-mail and name, whatever the case", async () => {
    const candidate = world.candidates
      .all()
      .find((row) => row.email_addresses?.length && /^[A-Z]/.test(row.first_name ?? ""));
    const email = candidate?.email_addresses?.[0]?.email_address.toUpperCase() ?? "";
    expect(ids(await readList(emulator, "/ats/candidates", { email }))).toEqual([candidate?.id]);
    const name = candidate?.first_name?.toLowerCase() ?? "";
    expect(ids(await readList(emulator, "/ats/candidates", { first_name: name }))).toContain(candidate?.id);
    expect(await readList(emulator, "/ats/candidates", { first_name: name.slice(0, -1) })).toEqual([]);
  });

  test("a blank list is not a filter; a value that is not in the list is refused", async () => {
    expect(await readList(emulator, "/ats/jobs", { statuses: "" })).toHaveLength(world.jobs.size);
    expect((await call(emulator, "GET", "/ats/jobs?statuses=OPENED")).status).toBe(400);
  });

  test("an unsupported filter finds nothing, unless it is to be ignored", async () => {
    const limited = createEmulator({ candidates: 20, unsupportedFilters: { jobs: ["name_contains"] } });
    expect(await readList(limited, "/ats/jobs", { name_contains: "e" })).toEqual([]);
    const ignored = await readList(limited, "/ats/jobs", { name_contains: "zzz", ignore_unsupported_filters: "true" });
    expect(ignored).toHaveLength(limited.world.jobs.size);
    const byJob = createEmulator({ candidates: 20, unsupportedFilters: { applications: ["job_ids"] } });
    const job_ids = byJob.world.jobs.all()[0]?.id ?? "";
    expect(await readList(byJob, "/ats/applications", { job_ids })).toEqual([]);
    const all = await readList(byJob, "/ats/applications", { job_ids, ignore_unsupported_filters: "true" });
    expect(all).toHaveLength(byJob.world.applications.size);
  });

  test("an unknown id is left out, or answered with 404 as older documentation has it", async () => {
    expect(await readList(emulator, "/ats/jobs", { ids: "111111111111111111111111" })).toEqual([]);
    const strict = createEmulator({ candidates: 1, unknownIds: "not-found" });
    expect((await call(strict, "GET", "/ats/jobs?ids=111111111111111111111111")).status).toBe(404);
  });

  test.each(["2026-02-30", "2026-01-01T10:00:00+02:00", "yesterday"])("a date such as %s is refused", async (date) => {
    const { status, body } = await call(emulator, "GET", `/ats/jobs?updated_after=${encodeURIComponent(date)}`);
    expect([status, body.error.code]).toEqual([400, "PLATFORM.INPUT_INVALID"]);
  });
});

test("every record of a list has the same keys", async () => {
  for (const list of [
    "jobs",
    "applications",
    "candidates",
    "notes",
    "scorecards",
    "attachments",
    "interviews",
    "users",
  ]) {
    const records = await readList(emulator, `/ats/${list}`);
    const shapes = new Set(records.map((record) => Object.keys(record).toSorted().join()));
    expect([list, shapes.size]).toEqual([list, 1]);
  }
});
