import { describe, expect, it } from "vitest";
import { createEmulator, type OptionsFor } from "../src/index.ts";

type Json = Record<string, unknown>;

/** An emulated Odoo, asked as any client would: see docs of Odoo's external API. */
function odoo(options: Partial<OptionsFor<"odoo">> = {}) {
  const emulator = createEmulator({ candidates: 12, ...options, tool: "odoo" });
  const { database, user, apiKey } = emulator.settings();
  const send = async (params: unknown, init: RequestInit = {}) => {
    const body = JSON.stringify({ jsonrpc: "2.0", method: "call", id: "any", params });
    return emulator.fetch(`${emulator.url}/jsonrpc`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      ...init,
    });
  };
  const ask = async (params: unknown) =>
    (await (await send(params)).json()) as { result?: unknown; error?: { data: { name: string } } };
  const call = async (model: string, method: string, args: readonly unknown[] = [], keywords: Json = {}, uid = 2) =>
    ask({ service: "object", method: "execute_kw", args: [database, uid, apiKey, model, method, args, keywords] });
  const result = async (...args: Parameters<typeof call>) => (await call(...args)).result as never;
  const error = async (...args: Parameters<typeof call>) => (await call(...args)).error?.data.name;
  return { emulator, database, user, apiKey, send, ask, call, result, error };
}

describe("an emulated Odoo", () => {
  it("signs in by login and key, and answers false to any other", async () => {
    const { ask, database, user, apiKey } = odoo();
    const authenticate = (args: unknown) => ask({ service: "common", method: "authenticate", args });
    expect(await authenticate([database, user, apiKey, {}])).toEqual({ jsonrpc: "2.0", id: "any", result: 2 });
    expect((await authenticate([database, user, "wrong", {}])).result).toBe(false);
    expect((await authenticate(["other", user, apiKey, {}])).error?.data.name).toBe("psycopg2.OperationalError");
    expect((await ask({ service: "common", method: "version", args: [] })).result).toMatchObject({
      server_version_info: [18, 0, 0, "final", 0, ""],
    });
  });

  it("refuses with HTTP 200 and the class of the exception", async () => {
    const { send, error, database, apiKey } = odoo();
    const args = [database, 2, apiKey, "hr.job", "search_read", [[["no_such", "=", 1]]], {}];
    expect((await send({ service: "object", method: "execute_kw", args })).status).toBe(200);
    expect(await error("hr.job", "search_read", [[["no_such", "=", 1]]])).toBe("builtins.ValueError");
    expect(await error("hr.job", "search_read", ["no domain"])).toBe("builtins.AssertionError");
    expect(await error("hr.job", "no_method")).toBe("builtins.AttributeError");
    expect(await error("no.model", "fields_get")).toBe("odoo.exceptions.UserError");
    expect(await error("hr.job", "_private")).toBe("odoo.exceptions.AccessError");
    expect(await error("hr.job", "write", [[999_999], { name: "x" }])).toBe("odoo.exceptions.MissingError");
    expect(await error("hr.job", "search_count", [[["id", "=", 3_000_000_000]]])).toBe(
      "psycopg2.errors.NumericValueOutOfRange",
    );
    expect(await error("hr.applicant", "create", [{ job_id: 100_001 }])).toBe("odoo.exceptions.ValidationError");
    expect((await send({}, { body: "no json" })).status).toBe(400);
  });

  it("cuts dates to seconds in answers, and compares with the microseconds", async () => {
    const { result } = odoo();
    const [{ write_date: read, id }] = (await result("hr.job", "search_read", [[]], {
      fields: ["write_date"],
      limit: 1,
    })) as [{ write_date: string; id: number }];
    expect(read).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const ids = (operator: string) =>
      result("hr.job", "search", [
        [
          ["write_date", operator, read],
          ["id", "=", id],
        ],
      ]);
    expect([await ids("="), await ids("<="), await ids(">"), await ids(">=")]).toEqual([[], [], [id], [id]]);
  });

  it("dates a transaction by its beginning, and shows it when it ends", async () => {
    const { emulator, result } = odoo();
    const late = emulator.odoo.begin();
    const id = late.create("hr.job", { name: "Late" });
    emulator.clock.advance(6_500);
    const watermark = emulator.clock.now().toISOString();
    expect(await result("hr.job", "search", [[["id", "=", id]]])).toEqual([]);
    late.commit();
    expect(await result("hr.job", "search", [[["id", "=", id]]])).toEqual([id]);
    expect(await result("hr.job", "search", [[["write_date", ">=", watermark]]])).toEqual([]);
  });

  it("loses in silence what is written in the wrong form", async () => {
    const { emulator, call } = odoo();
    const [id = 0] = emulator.odoo.ids("hr.job");
    const [department = 0] = emulator.odoo.ids("hr.department");
    expect((await call("hr.job", "write", [[id], { department_id: department, no_of_recruitment: 1.9 }])).result).toBe(
      true,
    );
    expect(emulator.odoo.value("hr.job", id, "department_id")).toBe(department);
    expect(emulator.odoo.value("hr.job", id, "no_of_recruitment")).toBe(1);
    expect((await call("hr.job", "write", [[id], { department_id: [department, "Sales"] }])).result).toBe(true);
    expect(emulator.odoo.value("hr.job", id, "department_id")).toBeUndefined();
  });

  it("escapes a message unless it is said to be HTML, and moves no date of the record", async () => {
    const { emulator, result } = odoo();
    const [id = 0] = emulator.odoo.ids("hr.applicant");
    const before = emulator.odoo.value("hr.applicant", id, "write_date");
    emulator.clock.advance(60_000);
    const text = (await result("hr.applicant", "message_post", [[id]], { body: "<b>x</b>" })) as number;
    const html = (await result("hr.applicant", "message_post", [[id]], {
      body: "<b>x</b><script>1</script>",
      body_is_html: true,
    })) as number;
    expect(emulator.odoo.value("mail.message", text, "body")).toBe("<p>&lt;b&gt;x&lt;/b&gt;</p>");
    expect(emulator.odoo.value("mail.message", html, "body")).toBe("<b>x</b>");
    expect(emulator.odoo.value("hr.applicant", id, "write_date")).toBe(before);
  });

  it("hides archived records unless it is told not to", async () => {
    const { result } = odoo();
    const count = async (domain: unknown, context: Json = {}) =>
      Number(await result("hr.applicant", "search_count", [domain], { context }));
    expect(await count([])).toBeLessThan(await count([], { active_test: false }));
    expect(await count([["active", "=", false]])).toBeGreaterThan(0);
    expect(await count([["application_status", "=", "refused"]])).toBe(0);
  });

  it("e-mails a person moved to a stage with a template, unless the context forbids it", async () => {
    const { emulator, call } = odoo();
    const [id = 0] = emulator.odoo.ids("hr.applicant");
    await call("hr.applicant", "write", [[id], { stage_id: 2 }], { context: { mail_notrack: true } });
    expect(emulator.odoo.mails).toEqual([]);
    await call("hr.applicant", "write", [[id], { stage_id: 2 }]);
    expect(emulator.odoo.mails).toHaveLength(1);
  });

  it("shows a user without rights no notes, and no error", async () => {
    const { result, error, emulator } = odoo();
    const [interviewer, none] = [3, 4];
    expect(emulator.odoo.ids("mail.message").length).toBeGreaterThan(0);
    expect(await result("mail.message", "search", [[]], {}, none)).toEqual([]);
    expect(await result("hr.applicant", "search", [[]], {}, interviewer)).toEqual([]);
    expect(await error("hr.applicant", "search", [[]], {}, none)).toBe("odoo.exceptions.AccessError");
    expect(await error("hr.candidate", "search", [[]], {}, interviewer)).toBe("odoo.exceptions.AccessError");
    expect(await result("hr.applicant", "has_access", [[], "create"], {}, interviewer)).toBe(false);
  });

  it("answers a method without a return value, and returns the id of a deleted record", async () => {
    const { call, emulator } = odoo();
    const [id = 0] = emulator.odoo.ids("hr.applicant");
    expect(await call("hr.applicant", "action_archive", [[id]])).toEqual({ jsonrpc: "2.0", id: "any" });
    emulator.odoo.delete("hr.applicant", id);
    expect((await call("hr.applicant", "read", [[id], ["id"]])).result).toEqual([{ id }]);
    expect((await call("hr.applicant", "read", [[id], ["id", "active"]])).result).toEqual([]);
  });

  it("is one world with what all emulators share, in both directions", async () => {
    const { emulator, result, call } = odoo();
    const [application] = emulator.world.applications.all();
    emulator.world.jobs.update(application!.job_id!, { name: "Renamed outside" });
    expect(await result("hr.job", "read", [[Number(application!.job_id)], ["name"]])).toEqual([
      { id: Number(application!.job_id), name: "Renamed outside" },
    ]);
    await call("hr.applicant", "write", [[Number(application!.id)], { stage_id: 3 }]);
    expect(emulator.world.applications.get(application!.id)?.current_stage_id).toBe("3");
  });

  it("speaks JSON-2 from version 19 on, and not before", async () => {
    const { emulator, apiKey } = odoo({ version: 19 });
    const ask = (key: string, path = "/json/2/hr.job/search_read") =>
      emulator.fetch(`${emulator.url}${path}`, {
        method: "POST",
        headers: { authorization: `bearer ${key}` },
        body: JSON.stringify({ domain: [], fields: ["name"], limit: 2 }),
      });
    expect(await (await ask(apiKey)).json()).toHaveLength(2);
    expect((await ask("wrong")).status).toBe(401);
    expect((await ask(apiKey, "/json/2/hr.candidate/search_read")).status).toBe(404);
    expect((await odoo().emulator.fetch("http://emulator.test/web/version", { redirect: "manual" })).status).toBe(404);
  });
});
