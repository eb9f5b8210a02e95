import { describe, expect, it } from "vitest";
import { startApp, truth, type App } from "./support/app.ts";

const kinds = ["first", "incremental", "verifying", "targeted"] as const;
type Kind = (typeof kinds)[number];

/** Makes a pass of a kind due. */
async function due(app: App, kind: Kind): Promise<void> {
  if (kind === "first") return;
  await app.sync.workUntilIdle();
  app.emulator.clock.advance(60_000);
  for (const id of truth(app.emulator, "jobs")) app.emulator.world.jobs.touch(id);
  if (kind === "incremental") await app.sync.connections.refresh("acme");
  else if (kind === "verifying") await app.sync.connections.verify("acme");
  else {
    await app.query("update anyats.streams set next_at = '2020-01-01'");
    await app.query(
      `insert into anyats.set_aside (connection_id, stream, key, id, path, problem, pass, first_at, next_at)
       select 'acme', 'jobs.stream', id, id, '$', 'is not an object', 0, now(), '2020-01-01' from anyats.jobs`,
    );
  }
}

/** What is asked for while a pass reads, and what only a pass that begins later can find. */
const requests: Readonly<
  Record<string, { happens(app: App, id: string): void; ask(app: App): Promise<unknown>; gone: boolean }>
> = {
  refresh: {
    happens: ({ emulator }, id) => void emulator.world.jobs.update(id, { name: "Changed in mid-pass" }),
    ask: ({ sync }) => sync.connections.refresh("acme", ["jobs.stream"]),
    gone: false,
  },
  verify: {
    happens: ({ emulator }, id) => {
      // Lost without a trace, after its page was read.
      const { jobs } = emulator.world;
      const [all, get] = [jobs.all.bind(jobs), jobs.get.bind(jobs)];
      jobs.all = () => all().filter((row) => row.id !== id);
      jobs.get = (one) => (one === id ? undefined : get(one)) as never;
    },
    ask: ({ sync }) => sync.connections.verify("acme", "jobs.stream"),
    gone: true,
  },
};

describe.each(Object.keys(requests))("a request to %s", (name) => {
  it.each(kinds)("during a pass of the kind %s is followed by a pass that begins later", async (kind) => {
    await using app = await startApp({
      sync: { streams: { "jobs.stream": { every: "6h", verify: "7d" } }, pageSize: 4 },
    });
    const { emulator } = app;
    const { happens, ask, gone } = requests[name]!;
    await due(app, kind);
    let asked: Promise<unknown> | undefined;
    let id: string | undefined;
    const worker = await app.another({
      slice: { pages: 1 },
      // The next page is read when the request has been noted.
      settings: () => ({
        ...emulator.settings(),
        fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
          await asked;
          return emulator.fetch(input, init);
        },
      }),
      sink: async ({ records }) => {
        if (asked || records.length === 0) return;
        id = records[0]!.id;
        emulator.clock.advance(1_000);
        happens(app, id);
        asked = ask(app);
      },
    });
    await worker.workUntilIdle();
    await asked;
    await worker.workUntilIdle();
    expect(id).toBeDefined();
    const rows = await app.query("select title from anyats.jobs where id = $1 and deleted_at is null", [id]);
    expect(rows).toEqual(gone ? [] : [{ title: "Changed in mid-pass" }]);
  });
});
