import { instantClock } from "@anyats/conformance";
import { connect } from "@anyats/core";
import { createEmulator, type Emulator } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { avionte } from "../src/index.ts";

async function connected(settings: { nativeRoutes?: "documented" } = {}, routes: "seed" | "native" = "seed") {
  const emulator = createEmulator({ candidates: 50, routes });
  const ats = await connect(
    avionte,
    { ...emulator.settings(), ...settings },
    { modules: [instantClock(emulator.clock.now())] },
  );
  const [application] = await ats.applications.stream().toArray();
  emulator.requests.clear();
  return { emulator, ats, application: application! };
}

const good: Readonly<Record<string, string | number | boolean | string[]>> = {
  text: "With ünïcode & <tags>",
  "long-text": "Two\nlines",
  number: 7,
  currency: 23.5,
  boolean: true,
  date: "2026-12-24",
  "date-time": "2026-12-24T18:00:00.000Z",
  email: "person@example.com",
  phone: "+1 212 555 0199",
  url: "https://example.com/a?b=c",
};

/** Changes the custom fields of a record on their way. */
function withDetails(
  fetch: typeof globalThis.fetch,
  key: string,
  change: (details: readonly Record<string, unknown>[]) => readonly unknown[],
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const answer = (await response.json()) as { data?: { data?: Record<string, unknown> } };
    const native = answer.data?.data;
    if (Array.isArray(native?.[key])) native[key] = change(native[key] as Record<string, unknown>[]);
    return Response.json(answer, response);
  };
}

describe.for(["job", "application", "candidate"] as const)("the custom fields of a %s", (entity) => {
  async function operations() {
    const { ats, application, emulator } = await connected();
    const id = { job: application.jobId!, application: application.id, candidate: application.candidateId! }[entity];
    const of = {
      job: {
        list: ats.jobs.listCustomFields,
        values: () => ats.jobs.getCustomFieldValues({ job: id }),
        update: (updates: Record<string, never>) => ats.jobs.updateCustomFields({ job: id, updates }),
      },
      application: {
        list: ats.applications.listCustomFields,
        values: () => ats.applications.getCustomFieldValues({ application: id }),
        update: (updates: Record<string, never>) => ats.applications.updateCustomFields({ application: id, updates }),
      },
      candidate: {
        list: ats.candidates.listCustomFields,
        values: () => ats.candidates.getCustomFieldValues({ candidate: id }),
        update: (updates: Record<string, never>) => ats.candidates.updateCustomFields({ candidate: id, updates }),
      },
    }[entity];
    return { ...of, emulator };
  }

  it("can be set in one request and read back, for each type there is", async () => {
    const { list, values, update, emulator } = await operations();
    const definitions = await list();
    const updates: Record<string, unknown> = {};
    for (const { id, type, readOnly, options } of definitions) {
      if (readOnly || type === "unknown") continue;
      updates[id] =
        type === "single-select" ? options![1] : type === "multi-select" ? [options![0], options![2]] : good[type];
    }
    expect(Object.keys(updates).length).toBeGreaterThanOrEqual(12);
    const before = emulator.requests.count();
    await update(updates as Record<string, never>);
    const writes = emulator.requests
      .all()
      .slice(before)
      .filter(({ passthrough }) => passthrough?.method === "PATCH");
    expect(writes).toHaveLength(1);
    const read = new Map((await values()).map(({ definitionId, value }) => [definitionId, value]));
    for (const [id, value] of Object.entries(updates)) expect.soft(read.get(id)).toEqual(value);
  });

  it("cost only themselves where one has a form that nobody knows", async () => {
    const { values, emulator } = await operations();
    const whole = await values();
    const key = entity === "job" ? "customJobDetails" : "customDetails";
    const odd = withDetails(emulator.settings().fetch!, key, (details) => ["odd", ...details]);
    const { found, setAside } = await spoiltValues(emulator, odd);
    expect(found).toEqual(whole);
    expect(setAside).toEqual([`$.${key}[0]`]);
  });

  /** The values of one record, with the drift that reading them reports and what it sets aside. */
  async function spoiltValues({ settings, clock }: Emulator, fetch: typeof globalThis.fetch) {
    const modules = [instantClock(clock.now())];
    const ats = await connect(avionte, { ...settings(), fetch }, { modules });
    const drifts: string[] = [];
    ats.on("drift", ({ path, kind }) => drifts.push(`${kind} at ${path}`));
    const setAside: string[] = [];
    ats.on("quarantine", ({ path }) => setAside.push(path));
    const [application] = await ats.applications.stream().toArray();
    const read = {
      job: () => ats.jobs.getCustomFieldValues({ job: application!.jobId! }),
      application: () => ats.applications.getCustomFieldValues({ application: application! }),
      candidate: () => ats.candidates.getCustomFieldValues({ candidate: application!.candidateId! }),
    }[entity];
    return { found: await read(), drifts, setAside };
  }

  it("are null with raw and a drift event where a value is not of the declared type", async () => {
    const { values, emulator } = await operations();
    const fields = new Map((await values()).map(({ type, definitionId }) => [type, definitionId]));
    const odd: Record<string, unknown> = { boolean: 2, date: "2026-02-30", "date-time": 12, number: "twelve" };
    const key = entity === "job" ? "customJobDetails" : "customDetails";
    const spoilt = withDetails(emulator.settings().fetch!, key, (details) =>
      details.map((detail) => {
        const [type] = [...fields].find(([, id]) => id === String(detail["definitionId"])) ?? [];
        return type !== undefined && type in odd ? { ...detail, value: odd[type] } : detail;
      }),
    );
    const { found, drifts } = await spoiltValues(emulator, spoilt);
    for (const [type, native] of Object.entries(odd))
      expect(found.find(({ definitionId }) => definitionId === fields.get(type as "date"))).toMatchObject({
        value: null,
        raw: native,
      });
    const expected = Object.keys(odd).map((type) => `unreadable-value at $.${key}.${fields.get(type as "date")}`);
    expect(drifts.toSorted()).toEqual(expected.toSorted());
  });

  it("report a name that is not a text, and keep that of the definition", async () => {
    const emulator = createEmulator({ candidates: 50 });
    const key = entity === "job" ? "customJobDetails" : "customDetails";
    const { fetch } = emulator.settings();
    const spoilt = withDetails(fetch!, key, (details) => details.map((detail) => ({ ...detail, name: 5 })));
    const { found, drifts } = await spoiltValues(emulator, spoilt);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ name }) => Number.isNaN(Number(name)))).toBe(true);
    expect(drifts).toEqual([`unreadable-value at $.${key}[].name`]);
  });

  it("are checked all at once before anything is written", async () => {
    const { list, update, emulator } = await operations();
    const byType = new Map(
      (await list()).filter(({ readOnly }) => !readOnly).map((definition) => [definition.type, definition]),
    );
    const readOnly = (await list()).find((definition) => definition.readOnly)!;
    const required = (await list()).find((definition) => definition.required)!;
    const wrong: Record<string, unknown> = {
      "no such field": 1,
      [readOnly.id]: "x",
      [required.id]: null,
      [byType.get("boolean")!.id]: "yes",
      [byType.get("date")!.id]: "24.12.2026",
      [byType.get("date-time")!.id]: "tomorrow",
      [byType.get("single-select")!.id]: "not offered",
      [byType.get("multi-select")!.id]: "no list",
      [byType.get("email")!.id]: "nobody",
      [byType.get("url")!.id]: "javascript:alert(1)",
    };
    const error = await update(wrong as Record<string, never>).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "input.invalid", fault: "caller" });
    expect((error as { issues: unknown[] }).issues).toHaveLength(10);
    expect(emulator.requests.all().some(({ passthrough }) => passthrough?.method === "PATCH")).toBe(false);
    expect(String(error)).not.toContain("not offered");
  });

  it("are defined by the tenant; the definitions are read once, and again on request", async () => {
    const { list, emulator } = await operations();
    await list();
    const once = emulator.requests.count();
    await list();
    expect(emulator.requests.count()).toBe(once);
    await list({ refresh: true });
    expect(emulator.requests.count()).toBe(once + 1);
  });

  it("are asked for once by calls that begin at the same time", async () => {
    const { list, emulator } = await operations();
    const before = emulator.requests.count();
    const [one, other] = await Promise.all([list(), list()]);
    expect(one).toEqual(other);
    expect(emulator.requests.count() - before).toBe(1);
  });
});

describe("routes that no public source confirms", () => {
  it("answer with an error that says so, without being repeated", async () => {
    const { ats, emulator } = await connected({}, "native");
    await expect(ats.applications.listCustomFields()).rejects.toMatchObject({
      code: "route.unverified",
      retry: "never",
      fault: "adapter",
    });
    expect(emulator.requests.count()).toBe(1);
  });

  it.each(["ada.byron@example.com", "Ada-Byron"])("appear in it by their words, not by the id %s", async (remoteId) => {
    const { ats } = await connected({}, "native");
    const candidate = { id: "a", remoteId };
    const error = await ats.candidates.getCustomFieldValues({ candidate }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "route.unverified", message: expect.stringContaining("/candidate/{id} ") });
    expect(String(error)).not.toMatch(/ada/i);
  });

  it("leave the rest of a record readable", async () => {
    const { ats, application } = await connected({}, "native");
    const enhanced = await ats.candidates.getEnhanced({ id: application.candidateId! });
    expect(enhanced.customFields).toBeNull();
    expect(enhanced.candidate?.id).toBe(application.candidateId);
    const job = await ats.jobs.getEnhanced({ id: application.jobId! });
    expect(job.customFields[0]).toMatchObject({ type: "unknown" });
  });

  it("can be replaced one by one in the settings, and coverage shows it", async () => {
    const emulator = createEmulator({ candidates: 20 });
    const routes = {
      jobCustomFieldDefinitions: { method: "GET", path: "/application/customDetailDefinitions" },
    } as const;
    const ats = await connect(
      avionte,
      { ...emulator.settings(), routes },
      { modules: [instantClock(emulator.clock.now())] },
    );
    expect(await ats.jobs.listCustomFields()).toEqual(await ats.applications.listCustomFields());
    const { cells } = await ats.coverage();
    const cell = cells.find(({ capability }) => capability === "jobs.listCustomFields");
    expect(cell?.routes[0]).toMatchObject({
      path: "/application/customDetailDefinitions",
      source: "the settings of this connection",
    });
  });
});
