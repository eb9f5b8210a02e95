import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { avionte } from "@anyats/avionte";
import { describe, expect, it } from "vitest";
import { agentTools, type Refusal } from "../src/index.ts";
import { adapters, commandsOf } from "./adapters.ts";
import { agent } from "./agent.ts";

type Schema = Readonly<Record<string, unknown>>;

const choicesOf = (schema: Schema) => (schema["anyOf"] ?? []) as readonly Schema[];
const fieldsOf = (schema: Schema) => (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
const isFile = (schema: Schema) => choicesOf(schema).some((choice) => "base64" in fieldsOf(choice));

/** The least input that puts a value where a file may stand, one for each such place. */
function inputsWith(file: unknown, schema: Schema): readonly unknown[] {
  if (isFile(schema)) return [file];
  const items = schema["items"] as Schema | undefined;
  return [
    ...choicesOf(schema).flatMap((choice) => inputsWith(file, choice)),
    ...(items ? inputsWith(file, items).map((item) => [item]) : []),
    ...Object.entries(fieldsOf(schema)).flatMap(([name, field]) =>
      inputsWith(file, field).map((value) => ({ [name]: value })),
    ),
  ];
}

const secret = "KOMBO_API_KEY=only-on-this-machine";
const path = join(tmpdir(), `anyats-mcp-${process.pid}.txt`);
const file = { path, name: "resume.txt" };

describe("a file that an agent names", () => {
  it.for(adapters)("is never read from the server's own disk: %s", async ([, adapter, world]) => {
    await using linked = await agent(adapter, {}, world);
    const allow = commandsOf(await agentTools(linked.ats));
    let places = 0;
    for (const { name, inputSchema, run } of await agentTools(linked.ats, { allow }))
      for (const input of inputsWith(file, inputSchema)) {
        places += 1;
        const { content } = await run(input as Record<string, unknown>, AbortSignal.timeout(5_000));
        const { error } = JSON.parse(content[0]!.text) as { error: Refusal };
        expect(error, name).toMatchObject({ code: "agent.own-file", retry: "never" });
        expect(JSON.stringify(inputSchema), name).not.toMatch(/"(path|bytes|blob|stream)":\{/);
      }
    expect(places).toBeGreaterThan(0);
  });

  it("leaves nothing of the server in the ATS", async () => {
    await writeFile(path, secret);
    await using linked = await agent(avionte, { allow: ["candidates.addAttachment"] });
    const [candidate] = await linked.ats.candidates.stream().toArray();
    const before = linked.emulator.requests.count();
    const { isError } = await linked.call("candidates_addAttachment", { candidate: candidate!.id, file });
    expect(isError).toBe(true);
    expect(linked.emulator.requests.count()).toBe(before);
  });
});
