import { avionte } from "@anyats/avionte";
import { connect, CustomFieldType } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { renderTypes } from "../src/commands/types/render.ts";
import type { AcmeFields } from "./acme-fields.ts";
import { anyats } from "./terminal-fixture.ts";

const written = join(import.meta.dirname, "acme-fields.ts");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anyats-types-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("anyats types", () => {
  it("writes the types of a tenant's custom fields, and finds no difference afterwards", async () => {
    const file = join(folder, "ats.d.ts");
    expect(await anyats(["types", "--name", "AcmeFields", "--out", file])).toMatchObject({ code: 0, stdout: "" });
    const facts = (text: string) => text.split("\n").find((line) => line.startsWith("// definitions"));
    expect(facts(await readFile(file, "utf8"))).toBe(facts(await readFile(written, "utf8")));
    expect(await anyats(["types", "--out", file, "--check"])).toMatchObject({ code: 0, stdout: "" });
  });

  it("--check says what drifted, also after a formatter, and ends with 1", async () => {
    const file = join(folder, "old.d.ts");
    const text = (await readFile(written, "utf8"))
      .replaceAll("readonly ", "")
      .replace(/^(\/\/ definitions.*)"Low"/m, '$1"Urgent"')
      .replace(/^(\/\/ definitions.*)"PO Number":\["501"/m, '$1"Purchase order":["501"');
    await writeFile(file, text);
    const { code, stdout } = await anyats(["types", "--out", file, "--check"]);
    expect(code).toBe(1);
    expect(stdout.split("\n")).toEqual([
      '+ jobs: "PO Number" is new',
      '~ jobs: "Priority": options was ["Hot","Normal","Urgent"], is ["Hot","Normal","Low"]',
      '- jobs: "Purchase order" is gone',
      "",
    ]);
  });

  it("refuses what it cannot do", async () => {
    const stderr = async (...args: string[]) => (await anyats(["types", ...args])).stderr;
    expect(await stderr("--check")).toContain("--check requires --out");
    expect(await stderr("--live")).toContain("--live requires");
    expect(await stderr("--name", "a-b")).toContain("--name must be");
    expect(await stderr("--adapter", "greenhouse")).toContain("lists no custom fields");
    expect(await stderr("--check", "--out", join(folder, "nowhere"))).toContain("cannot be read");
  });

  it.for(CustomFieldType.options)(
    "gives a %s field without options the type of one whose options are not known",
    (type) => {
      const field = { id: "1", name: "Field", nativeType: "x", required: false, readOnly: false, type } as const;
      const interfaceOf = (options: string[] | null) =>
        renderTypes("Fields", "avionte", { jobs: { Field: { ...field, options } } }).replace(
          /^\/\/ definitions.*/m,
          "",
        );
      expect(interfaceOf([])).toBe(interfaceOf(null));
      expect(interfaceOf(null)).toMatch(
        /readonly value: (readonly \()?(string|number|boolean)[^;]*; readonly readOnly/,
      );
    },
  );

  it("writes a customer's hostile names as text", () => {
    const name = `"; } export const x = process.env; // */ \u2028\u202e`;
    const field = { id: name, name, nativeType: "text", required: false, readOnly: false } as const;
    const text = renderTypes("Fields", "avionte", {
      jobs: { [name]: { ...field, type: "single-select", options: [name] } },
    });
    expect(text).not.toMatch(/[\u2028\u202e]/);
    expect(text.split("\n")).toHaveLength(9);
    expect(text.split("\n")[4]).toMatch(/^ {4}readonly "\\"; }/);
  });
});

describe("connect with a tenant's fields", () => {
  it("types values and updates: a wrong option, type or name does not compile", async () => {
    const emulator = createEmulator({ candidates: 3 });
    await using ats = await connect<typeof avionte, AcmeFields>(avionte, emulator.settings());
    const [job] = await ats.jobs.stream().toArray();
    await ats.jobs.updateCustomFields({
      job: job!,
      updates: { Priority: "Hot", "Openings Approved": 3, "Required Certifications": ["CPR"], "PO Number": null },
    });
    const values = await ats.jobs.getCustomFieldValues({ job: job! });
    const priority = values.find((value) => value.name === "Priority");
    expect(priority?.value).toBe("Hot");
    expectTypeOf(priority!.value).toEqualTypeOf<"Hot" | "Normal" | "Low" | (string & {}) | null>();
    const openings = values.find((value) => value.definitionId === "503");
    expectTypeOf(openings!.value).toEqualTypeOf<number | null>();

    const update = ats.jobs.updateCustomFields;
    expectTypeOf(update).toBeCallableWith({ job: "j", updates: { "509": "Low" } });
    // @ts-expect-error "Warm" is not an option.
    expectTypeOf(update).toBeCallableWith({ job: "j", updates: { Priority: "Warm" } });
    // @ts-expect-error The field takes a number.
    expectTypeOf(update).toBeCallableWith({ job: "j", updates: { "Openings Approved": "3" } });
    // @ts-expect-error No field has this name.
    expectTypeOf(update).toBeCallableWith({ job: "j", updates: { Prioriti: "Hot" } });
    // @ts-expect-error The field cannot be written.
    expectTypeOf(update).toBeCallableWith({ job: "j", updates: { "Account Owner": "me" } });
    // @ts-expect-error "SAP" is not among the options.
    expectTypeOf(update).toBeCallableWith({ job: "j", updates: { "Required Certifications": ["SAP"] } });
  });

  it("keeps the tenant's types behind supports()", async () => {
    const emulator = createEmulator({ candidates: 3 });
    await using ats = await connect<typeof avionte, AcmeFields>(avionte, emulator.settings());
    const { jobs } = ats;
    if (!ats.supports("jobs.updateCustomFields") || !ats.supports("jobs.getCustomFieldValues"))
      throw new Error("Avionté has custom fields");
    expectTypeOf(ats.jobs.stream).toEqualTypeOf(jobs.stream);
    expectTypeOf(ats.jobs.updateCustomFields).toBeCallableWith({ job: "j", updates: { Priority: "Hot" } });
    // @ts-expect-error "Warm" is not an option.
    expectTypeOf(ats.jobs.updateCustomFields).toBeCallableWith({ job: "j", updates: { Priority: "Warm" } });
    // @ts-expect-error No field has this name.
    expectTypeOf(ats.jobs.updateCustomFields).toBeCallableWith({ job: "j", updates: { Prioriti: "Hot" } });
    const [first] = await jobs.stream().toArray();
    const priority = (await ats.jobs.getCustomFieldValues({ job: first! })).find(({ name }) => name === "Priority");
    if (priority?.name === "Priority")
      expectTypeOf(priority.value).toEqualTypeOf<"Hot" | "Normal" | "Low" | (string & {}) | null>();
    // @ts-expect-error There is no such capability.
    expect(ats.supports("jobs.nothing")).toBe(false);
  });

  it("leaves a client without them as it was", async () => {
    const emulator = createEmulator({ candidates: 3 });
    await using ats = await connect(avionte, emulator.settings());
    expectTypeOf(ats.jobs.updateCustomFields).toBeCallableWith({ job: "j", updates: { anything: 1 } });
  });
});
