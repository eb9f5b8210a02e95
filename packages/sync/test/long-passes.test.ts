import { describe, expect, it } from "vitest";
import { copy, startApp, truth, type App } from "./support/app.ts";
import { MortalDatabase } from "./support/mortal-database.ts";

const onePage = {
  streams: { "jobs.stream": { every: "15m", verify: "1d" } },
  pageSize: 3,
  slice: { ms: 3_600_000, pages: 1 },
} as const;
const lists = (app: App) => app.emulator.requests.count({ path: "/ats/jobs" });
const pass = async (app: App) =>
  (await app.query<{ whole: { pages: number } | null }>("select whole_pass as whole from anyats.streams"))[0]!.whole;

describe("a long pass", () => {
  it("that is interrupted k times reads at most its pages and k more", async () => {
    await using app = await startApp({
      emulator: { candidates: 200 },
      sync: { ...onePage, pageSize: 2, slice: { ms: 3_600_000, pages: 1_000 } },
    });
    const pages = Math.ceil(truth(app.emulator, "jobs").length / 2);
    let interruptions = 0;
    for (; (await pass(app))?.pages !== undefined || interruptions === 0; interruptions += 1) {
      const stop = new AbortController();
      let seen = 0;
      const worker = await app.another({
        onEvent: ({ type }) => {
          seen += type === "page" ? 1 : 0;
          if (seen === 2) stop.abort();
        },
      });
      await worker.workUntilIdle({ signal: stop.signal });
    }
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
    expect(interruptions).toBeGreaterThan(2);
    expect(lists(app)).toBeLessThanOrEqual(pages + interruptions);
  });

  it("goes on under a storm of requests for something fresh", async () => {
    await using app = await startApp({ sync: { ...onePage, pageSize: 5 } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    await sync.connections.verify("acme");
    let [storm, isVerified] = [0, false];
    const storming = await app.another({
      // Whenever something is read, something fresh is asked for: there is a short pass to do before each slice.
      settings: () => ({
        ...emulator.settings(),
        fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
          if (!isVerified && storm < 100) {
            storm += 1;
            await sync.connections.refresh("acme");
          }
          return emulator.fetch(input, init);
        },
      }),
      onEvent: (event) => {
        isVerified ||= event.type === "pass" && event.kind === "verifying";
      },
    });
    await sync.connections.refresh("acme");
    await storming.workUntilIdle();
    expect(isVerified).toBe(true);
    expect(storm).toBeLessThan(50);
  });

  it("whose place the server keeps refusing restarts, and ends once it is accepted", async () => {
    await using app = await startApp({
      emulator: { candidates: 200 },
      sync: { ...onePage, slice: { ms: 3_600_000, pages: 2 } },
    });
    const { emulator } = app;
    let refused = 0;
    // A cursor that was refused once is lost for good, until the server gives it out again.
    const lost = new Set<string | null>();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const cursor = new URL(input instanceof Request ? input.url : input).searchParams.get("cursor");
      if (cursor !== null && (refused < 9 || lost.has(cursor))) {
        refused += 1;
        lost.add(cursor);
        emulator.faults.inject({ kind: "expiredCursor" });
      }
      const answer = await emulator.fetch(input, init);
      const { data } = (await answer.clone().json()) as { data?: { next?: string | null } };
      lost.delete(data?.next ?? null);
      return answer;
    };
    const sync = await app.another({ settings: () => ({ ...emulator.settings(), fetch }) });
    for (let tries = 0; tries < 20; tries += 1) {
      await sync.workUntilIdle();
      emulator.clock.advance(16 * 60_000);
    }
    expect(refused).toBe(9);
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    expect(await app.query("select 1 from anyats.feed where op <> 'created'")).toEqual([]);
  });

  it("whose page ends each process that reads it is tried less often, and says so", async () => {
    const streams = { "jobs.stream": { every: "1d", verify: "1d" } } as const;
    await using app = await startApp({ sync: { ...onePage, streams } });
    const { emulator } = app;
    await app.sync.workUntilIdle();
    const given = emulator.settings();
    let [deaths, isDeadly] = [0, true];
    const aProcess = () => {
      const database = new MortalDatabase(app.database);
      const fetch: typeof globalThis.fetch = (input, init) => {
        const cursor = new URL(input instanceof Request ? input.url : input).searchParams.get("cursor");
        if (!isDeadly || cursor === null) return given.fetch!(input, init);
        deaths += Number(!database.isDead);
        database.isDead = true;
        return Promise.reject(new Error("out of memory"));
      };
      return app.another({ database, settings: () => ({ ...given, fetch }) });
    };
    await app.sync.connections.verify("acme");
    // An hour, in which a claim lapses after 10 seconds.
    for (let round = 0; round < 360; round += 1) {
      const sync = await aProcess();
      await sync.workUntilIdle().catch(() => {});
      await sync.close();
      emulator.clock.advance(10_001);
    }
    expect(deaths).toBeLessThan(20);
    const [status] = await app.sync.status("acme");
    expect(status!.needs).toMatchObject([{ code: "sync.slice-not-ended", who: "you", stream: "jobs.stream" }]);
    isDeadly = false;
    emulator.clock.advance(16 * 60_000);
    await app.sync.workUntilIdle();
    expect((await app.sync.status("acme"))[0]).toMatchObject({ state: "active", needs: [] });
    expect(await pass(app)).toBeNull();
  });
});
