import { adapterIds, adapterOf } from "@anyats/cli/adapters";
import { catalogue, connect, methodOf, type Adapter, type AnyCapability, type CoverageReport } from "@anyats/core";
import { isOffered } from "@anyats/core/coverage";
import { createEmulator, komboToolNames, toolNames } from "@anyats/emulator";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

type Fields = Readonly<Record<string, unknown>>;

const capabilitiesOf = ({ ownCapabilities }: Adapter): readonly AnyCapability[] => [
  ...Object.values(catalogue),
  ...ownCapabilities,
];

/** Whether a capability answers records that can say where their fields came from. */
const givesRecords = ({ kind, output }: AnyCapability) =>
  kind !== "command" && JSON.stringify(z.toJSONSchema(output, { unrepresentable: "any" })).includes('"provenance"');

/** The records in an answer; what is nested in a record belongs to it. */
function recordsIn(value: unknown): readonly Fields[] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value) && ("changedAt" in value || "native" in value)) return [value as Fields];
  return Object.values(value).flatMap(recordsIn);
}

/** Two records are enough: they went one way. */
async function firstOf(stream: AsyncIterable<Fields>): Promise<readonly Fields[]> {
  const found: Fields[] = [];
  for await (const record of stream) if (found.push(record) === 2) break;
  return found;
}

async function emulated(adapter: Adapter) {
  const name = adapter.facts.providerId;
  const tool = toolNames.find((one) => one === name) ?? komboToolNames.find((one) => one === name) ?? "avionte";
  return await connect(adapter, createEmulator({ tool, candidates: 20 }).settings() as never);
}

describe.each(adapterIds)("%s", (id) => {
  let adapter: Adapter;
  let report: CoverageReport;
  let ats: Awaited<ReturnType<typeof emulated>>;

  beforeAll(async () => {
    adapter = await adapterOf(id);
    ats = await emulated(adapter);
    report = await ats.coverage();
    return () => ats.close();
  });

  const call = (capability: string, input: object, options: object) => methodOf(ats, capability)!(input, options);

  async function first(group: string): Promise<Fields> {
    for await (const record of call(`${group}.stream`, {}, { pageSize: 1 }) as AsyncIterable<Fields>) return record;
    throw new Error(`the emulator holds no ${group}`);
  }

  /** An input that finds something. */
  async function inputOf({ id: capability }: AnyCapability): Promise<object> {
    const [group, method] = capability.split(".") as [string, string];
    if (/^(get|getEnhanced)$/.test(method)) return { id: (await first(group))["id"] };
    if (method !== "find") return {};
    const { firstName, lastName } = await first(group);
    return { firstName, lastName };
  }

  it("says on request where the fields of every record that it answers came from", async () => {
    let asked = 0;
    for (const capability of capabilitiesOf(adapter).filter(givesRecords)) {
      const cell = report.cells.find((one) => one.capability === capability.id);
      if (!cell || !isOffered(cell)) continue;
      const answer = call(capability.id, await inputOf(capability), {
        provenance: true,
        ...(capability.kind === "stream" && { pageSize: 2 }),
      });
      const records =
        capability.kind === "stream" ? await firstOf(answer as AsyncIterable<Fields>) : recordsIn(await answer);
      expect(records.length, capability.id).toBeGreaterThan(0);
      for (const { provenance } of records) {
        expect(provenance, capability.id).toMatchObject({ mapping: expect.any(String) as string });
        const { route, fields } = provenance as { route: string | null; fields: Fields };
        expect(Object.values(fields).flat().length, capability.id).toBeGreaterThan(0);
        // A request that coverage does not name would be a route that nobody knows of.
        const named = cell.routes.map(({ method: verb, path }) => `${verb} ${path}`);
        if (route !== null) expect(named, capability.id).toContain(route);
      }
      asked += 1;
    }
    expect(asked).toBeGreaterThan(5);
  });
});
