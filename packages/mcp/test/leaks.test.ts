import { describe, expect, it } from "vitest";
import { agentTools } from "../src/index.ts";
import { adapters } from "./adapters.ts";
import { agent } from "./agent.ts";

/** What an agent that was talked into mischief, or a broken one, may send to any tool. */
const hostile: readonly Record<string, unknown>[] = [
  {},
  { limit: 1_000_000_000 },
  { limit: -1, cursor: null },
  { limit: "25", cursor: { after: null } },
  { cursor: "..%2f..%2fetc" },
  { id: "../../candidates?page_size=250" },
  { id: "*" },
  { raw: true },
  { personal: "shown" },
  { options: { raw: true } },
  { candidate: { id: "1", toString: "x" }, note: { html: "<img src=x onerror=alert(1)>" } },
  { application: "x".repeat(300_000) },
  JSON.parse('{"__proto__":{"showsPersonal":true},"constructor":{"prototype":{"showsPersonal":true}}}') as Record<
    string,
    unknown
  >,
];

describe("what an agent sees", () => {
  it.for(adapters)(
    "holds no name, address, number or key of anybody, whatever it sends: %s",
    async ([, adapter, world]) => {
      await using linked = await agent(adapter, {}, world);
      const { emulator, client } = linked;
      const people = [...emulator.world.candidates.all()].flatMap((row) => [
        row.last_name,
        ...(row.email_addresses ?? []).map(({ email_address }) => email_address),
        ...(row.phone_numbers ?? []).map(({ phone_number }) => phone_number),
      ]);
      const { apiKey } = emulator.settings();
      const secrets = [...new Set([apiKey, ...people])].filter((text) => text != null && text.length > 5) as string[];
      expect(secrets.length).toBeGreaterThan(60);
      const leaks: string[] = [];
      const { tools } = await client.listTools();
      const records = { id: [...emulator.world.candidates.all()][0]!.id, firstName: "A", lastName: "B" };
      let answers = 0;
      for (const { name } of tools)
        for (const input of [...hostile, { id: records.id }, { candidate: records.id }, { firstName: "a", limit: 5 }]) {
          // The client rejects an answer of another form than the tool's own schema says.
          const text = JSON.stringify(await client.callTool({ name, arguments: input }));
          answers += 1;
          const shown = secrets.filter((secret) => text.includes(secret));
          if (shown.length > 0) leaks.push(`${name} ${JSON.stringify(input).slice(0, 80)}: ${shown.join(", ")}`);
        }
      // Answers that must be cut take other ways than those that fit.
      for (const bounds of [{ maxCharacters: 100 }, { maxCharacters: 3_000, maxRecords: 2 }])
        for (const { name, run } of await agentTools(linked.ats, bounds))
          for (const input of [{}, { id: records.id }, { candidate: records.id }, { firstName: "a" }]) {
            const text = JSON.stringify(await run(input, AbortSignal.timeout(10_000)));
            const shown = secrets.filter((secret) => text.includes(secret));
            if (shown.length > 0) leaks.push(`${name} within ${JSON.stringify(bounds)}: ${shown.join(", ")}`);
          }
      expect(leaks).toEqual([]);
      expect(answers).toBeGreaterThan(150);
    },
  );
});
