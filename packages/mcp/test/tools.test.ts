import { avionte } from "@anyats/avionte";
import { catalogue, isCapabilityId } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { agentTools } from "../src/index.ts";
import { adapters } from "./adapters.ts";
import { agent } from "./agent.ts";

interface Schema {
  readonly properties?: object;
}

describe("the tools of an agent", () => {
  it.for(adapters)("are exactly what a connection to %s offers, without the raw way", async ([, adapter, world]) => {
    await using linked = await agent(adapter, {}, world);
    const { cells } = await linked.ats.coverage();
    const offered = cells.filter(({ implementedBy }) => implementedBy).map(({ capability }) => capability);
    const wanted = offered.filter((id) => id !== "passthrough.send").map((id) => id.replace(".", "_"));
    const { tools } = await linked.client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual(wanted.toSorted());
    expect(tools.length).toBeGreaterThan(10);
  });

  it("name their effect, their limits and what they take and give", async () => {
    await using linked = await agent(avionte, { allow: ["applications.moveToStage"] });
    const { tools } = await linked.client.listTools();
    for (const tool of tools) {
      expect(tool.title, tool.name).toBeTruthy();
      expect(tool.description!.length, tool.name).toBeGreaterThan(20);
      expect(tool.inputSchema.type).toBe("object");
      expect(tool.outputSchema?.type).toBe("object");
      expect(
        Object.values(tool.annotations!).every((hint) => typeof hint === "boolean" || typeof hint === "string"),
      ).toBe(true);
    }
    const byName = new Map(tools.map((tool) => [tool.name, tool]));
    expect(byName.get("jobs_stream")?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    expect(byName.get("applications_reject")?.annotations).toMatchObject({ readOnlyHint: false });
    expect(byName.get("applications_addNote")?.annotations).toMatchObject({
      readOnlyHint: false,
      idempotentHint: false,
    });
    expect(byName.get("applications_addNote")?.description).toContain("Not allowed on this server");
    expect(byName.get("applications_moveToStage")?.description).not.toContain("Not allowed on this server");
    const { cells } = await linked.ats.coverage();
    for (const { capability, limitations } of cells.filter((cell) => cell.capability !== "passthrough.send"))
      for (const { summary } of limitations)
        expect(byName.get(capability.replace(".", "_"))?.description).toContain(summary);
  });

  it.for(adapters)(
    "tell a host whether a call changes anything, and whether it may be repeated: %s",
    async (played) => {
      const [, adapter, world] = played;
      await using linked = await agent(adapter, {}, world);
      // What of a rejection or a move a repeat would send again: a remark, an e-mail.
      const sends = { odoo: ["applications.moveToStage"], ashby: [] }[played[0]] ?? [
        "applications.reject",
        "applications.rejectMany",
      ];
      const hints = (capability: string) => ({
        reads: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
        // A change of what is there: a host asks a person before it.
        idempotent: { readOnlyHint: false, destructiveHint: true, idempotentHint: !sends.includes(capability) },
        creates: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
      });
      for (const { name, capability, annotations } of await agentTools(linked.ats)) {
        const own = linked.ats.adapter.ownCapabilities.find(({ id }) => id === capability);
        const { effect } = isCapabilityId(capability) ? catalogue[capability] : own!;
        expect(annotations, name).toEqual({ ...hints(capability)[effect], openWorldHint: true });
      }
    },
  );

  it("take what the capability takes, and besides only what paging or a write needs", async () => {
    await using linked = await agent(avionte);
    const tools = await agentTools(linked.ats);
    const paging = ["cursor", "limit"];
    for (const { name, capability, inputSchema, outputSchema, annotations } of tools) {
      const own = linked.ats.adapter.ownCapabilities.find(({ id }) => id === capability);
      const { input, kind } = isCapabilityId(capability) ? catalogue[capability] : own!;
      const { anyOf = [], properties = {} } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
      const fields = [properties, ...anyOf.map((choice) => (choice as Schema).properties)].flatMap((each) =>
        Object.keys(each ?? {}).filter((name) => name !== "onProgress"),
      );
      const more = kind === "stream" ? paging : annotations.idempotentHint ? [] : ["idempotencyKey"];
      const taken = Object.keys(inputSchema["properties"] as object);
      expect(taken.toSorted(), name).toEqual([...fields, ...more].toSorted());
      const given = kind === "stream" ? ["records", "nextCursor", "unreadable"] : ["result"];
      expect(outputSchema["required"], name).toEqual(given);
    }
  });

  it.for(adapters)(
    "take one object without a choice at its root, which agents' services reject: %s",
    async (played) => {
      const [, adapter, world] = played;
      await using linked = await agent(adapter, {}, world);
      const { tools } = await linked.client.listTools();
      for (const { name, inputSchema } of tools) {
        expect(inputSchema.type, name).toBe("object");
        expect(Object.keys(inputSchema), name).not.toContainEqual(
          expect.stringMatching(/^(anyOf|oneOf|allOf|not|enum)$/),
        );
      }
      expect(tools.find(({ name }) => name === "jobs_get")?.inputSchema).toMatchObject({
        description: expect.stringContaining("Give `id`, or `remoteId`.") as string,
        properties: { id: { type: "string" }, remoteId: { type: "string" } },
        required: [],
        additionalProperties: false,
      });
    },
  );

  it.for(adapters)("are described in as many characters as agents' services take: %s", async ([, adapter, world]) => {
    await using linked = await agent(adapter, {}, world);
    for (const { name, title, description } of await agentTools(linked.ats)) {
      expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(description.length, name).toBeLessThanOrEqual(1_024);
      expect(description, title).toMatch(/[.…]$/);
    }
  });

  it.for([5, 50])("say every limitation before any advice, as far as they fit: %i of them", async (count) => {
    const report = coverageOf(avionte);
    const limitation = report.cells.flatMap(({ limitations }) => limitations)[0]!;
    const limitations = Array.from({ length: count }, (_, nth) => ({
      ...limitation,
      summary: `No colour of number ${nth} is read.`,
      advice: `Ask ${"again ".repeat(40)}.`,
    }));
    const cells = report.cells.map((cell) => ({ ...cell, limitations }));
    const coverage = () => Promise.resolve({ ...report, cells });
    for (const { name, description } of await agentTools({ adapter: avionte, coverage })) {
      expect(description.length, name).toBeLessThanOrEqual(1_024);
      for (const { summary } of limitations.slice(0, 5)) expect(description, name).toContain(summary);
    }
  });

  it.for(adapters)("take only what JSON can hold: %s", async ([, adapter, world]) => {
    await using linked = await agent(adapter, {}, world);
    for (const { name, inputSchema } of await agentTools(linked.ats)) {
      const fields = Object.entries(inputSchema["properties"] as Readonly<Record<string, object>>);
      for (const [field, schema] of fields)
        expect(JSON.stringify(schema), `${name} ${field}`).toMatch(/"(type|enum|const)":/);
      expect(JSON.stringify(inputSchema), name).not.toMatch(/"anyOf":\[\{\}|x-not-json/);
    }
  });

  it.for(adapters)("have schemas whose types are those of JSON: %s", async ([, adapter, world]) => {
    await using linked = await agent(adapter, {}, world);
    const types = new Set<unknown>();
    const collect = (key: string, held: unknown) => {
      if (key === "type" && (typeof held === "string" || Array.isArray(held)))
        for (const one of [held].flat()) types.add(one);
      return held;
    };
    for (const { inputSchema, outputSchema } of await agentTools(linked.ats))
      JSON.stringify([inputSchema, outputSchema], collect);
    const known = ["object", "array", "string", "number", "integer", "boolean", "null"];
    expect([...types].filter((type) => !known.includes(type as string))).toEqual([]);
    expect(types.size).toBe(known.length);
  });

  it("refuse at set-up to allow what is not a command", async () => {
    await using linked = await agent(avionte);
    for (const id of ["jobs.stream", "passthrough.send", "applications.addNotes"])
      await expect(agentTools(linked.ats, { allow: [id] })).rejects.toThrow(`"${id}" is not a command`);
    for (const name of ["maxRecords", "maxCharacters"])
      for (const bound of [0, -1, 1.5, Number.NaN, Infinity])
        await expect(agentTools(linked.ats, { [name]: bound })).rejects.toThrow(name);
    await expect(agentTools(linked.ats, { maxRecords: 1, maxCharacters: 1 })).resolves.not.toEqual([]);
  });

  it("end with the request of the client, and send nothing more", async () => {
    await using linked = await agent(avionte, { allow: ["applications.addNote"] });
    const before = linked.emulator.requests.count();
    for (const { name, run } of await agentTools(linked.ats, { allow: ["applications.addNote"] })) {
      for (const input of [{}, { id: "1" }, { application: "1", note: { text: "Called." } }]) {
        const { content } = await run(input, AbortSignal.abort());
        expect(content[0]!.text, name).toMatch(/"code":"(call\.aborted|agent\.write-not-allowed|input\.invalid)/);
      }
    }
    expect(linked.emulator.requests.count()).toBe(before);
  });
});
