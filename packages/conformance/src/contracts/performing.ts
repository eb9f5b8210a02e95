import { AtsError, lineage, type CoverageCell } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { strict as assert } from "node:assert";
import { connectedTo } from "../trial.ts";
import type { ContractPromise, Trial } from "../contract-test.ts";
import type { SeenCall } from "../world.ts";
import { samplesOf } from "./samples.ts";

const isCall = ({ kind }: CoverageCell) => kind !== "stream";

/** Whether a request goes by a route, whose placeholders stand for one segment each. */
function goesBy(route: { method: string; path: string }, seen: SeenCall): boolean {
  return matches(route, seen) || (seen.through !== undefined && matches(route, seen.through));
}

function matches({ method, path }: { method: string; path: string }, seen: { method: string; path: string }): boolean {
  const pattern = path
    .split("/")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/\\\{[^}\\]*\\\}/g, "[^/]+"))
    .join("/");
  return method === seen.method && new RegExp(`(^|/)${pattern.replace(/^\//, "")}$`).test(seen.path.replace(/^\//, ""));
}

/** What is asked while something runs. */
export async function askedBy(trial: Trial, run: () => Promise<unknown>): Promise<readonly SeenCall[]> {
  const before = (await trial.world.seen()).length;
  await run();
  return (await trial.world.seen()).slice(before);
}

/** Everything that was asked, as one text in which a trace can be looked for. */
function textOf(calls: readonly SeenCall[]): string {
  return calls
    .map(({ path, query, body }) => {
      const said = typeof body === "string" ? body : JSON.stringify(body ?? null);
      return [decodeURIComponent(path), Object.values(query ?? {}).join("\n"), unescaped(said)].join("\n");
    })
    .join("\n");
}

/** Texts inside JSON inside JSON, and inside HTML, read as what they say. */
const unescaped = (text: string) =>
  text
    .replaceAll(String.raw`\n`, "\n")
    .replaceAll(/(?<!\\)\\+"/g, '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&#39;", "'");

/** The routes by which anything is read, by the adapter or those that it extends: a command may look before it writes. */
function readsOf({ adapter, claims }: Trial): readonly CoverageCell["routes"][number][] {
  const reports = [
    claims,
    ...lineage(adapter)
      .slice(0, -1)
      .map((each) => coverageOf(each)),
  ];
  return reports.flatMap(({ cells }) => cells.flatMap((cell) => (cell.effect === "reads" ? cell.routes : [])));
}

/** Whether a call was refused for a reason that the adapter declares. */
const isDeclared = (error: unknown) =>
  AtsError.is(error) && ["limitation.refused", "capability.not-supported"].includes(error.code);

/** What every query and command promises of what it asks. */
export const performingPromises: readonly ContractPromise[] = [
  {
    promise: "answers a good input in canonical form, by the routes and the lane that its cell claims",
    applies: isCall,
    async run(trial) {
      const [sample] = await samplesOf(trial);
      assert.ok(sample, `the world has no good input for ${trial.capability.id}: add it to WorldSession.samples`);
      // A fresh connection, so nothing of it is answered from what is kept.
      await using fresh = await connectedTo(trial);
      let answer: unknown;
      const { world } = trial;
      const [requests, writes] = [world.requests(), world.writes()];
      const asked = await askedBy(trial, async () => {
        answer = await fresh.call(trial.capability.id, sample.input).catch((error: unknown) => {
          if (isDeclared(error)) return undefined;
          throw error;
        });
      });
      if (answer === undefined && asked.length === 0) return; // Refused by a limitation, as the cell says.
      const parsed = trial.capability.output.safeParse(answer);
      assert.ok(
        parsed.success,
        `the answer is not canonical: ${parsed.error?.issues[0]?.path.join(".")} ${parsed.error?.issues[0]?.message}`,
      );
      const { routes } = trial.cell;
      const counted = world.requests() > requests;
      if (asked.length === 0) assert.ok(!counted, "the world has seen nothing of what it counts: it proves nothing");
      assert.ok(asked.length > 0, "nothing was asked of the ATS");
      assert.ok(counted, "the world counts no requests: it proves nothing");
      if (trial.cell.effect !== "reads" && trial.capability.id !== "passthrough.send")
        assert.ok(world.writes() > writes, "the world counts no writes: it proves nothing");
      const reads = readsOf(trial);
      for (const call of asked) {
        const claimed = routes.some((route) => goesBy(route, call));
        const helping = reads.some((route) => goesBy(route, call));
        assert.ok(claimed || helping, `${call.method} ${call.path} is a route that its cell does not name`);
      }
      assert.ok(
        routes.some((route) => asked.some((call) => goesBy(route, call))),
        `none of its routes was used: ${routes.map(({ method, path }) => `${method} ${path}`).join(", ")}`,
      );
    },
  },
  {
    promise: "passes on each field of its input, or says that it does not",
    applies: ({ effect }) => effect !== "reads",
    async run(trial) {
      for (const { input, tries, traces } of await samplesOf(trial)) {
        if (traces.length === 0) continue;
        await using fresh = await connectedTo(trial);
        let said: unknown;
        const asked = await askedBy(trial, async () => {
          said = await fresh.call(trial.capability.id, input).catch((error: unknown) => {
            if (isDeclared(error) || (AtsError.is(error) && error.code === "application.already-exists")) return error;
            throw error;
          });
        });
        if (AtsError.is(said)) continue;
        const warned = ((said ?? {}) as { warnings?: readonly unknown[] }).warnings ?? [];
        if (tries.length > 0 && warned.length > 0) continue;
        const text = textOf(asked);
        for (const trace of traces)
          assert.ok(
            text.includes(trace),
            `${tries.join(", ") || "the input"}: "${trace}" is nowhere in what was asked`,
          );
      }
    },
  },
];
