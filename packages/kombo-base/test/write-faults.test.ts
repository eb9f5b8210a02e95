import { AtsError } from "@anyats/core";
import type { FaultRule } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { report, written } from "./fixtures/written.ts";

type Scene = Awaited<ReturnType<typeof scene>>;

async function scene(seed: number) {
  const made = await written({ seed, candidates: 40, rateLimit: { limit: 1_000_000, windowSeconds: 10 } });
  const job = made.world.jobs.all().find(({ status }) => status === "OPEN")!;
  return { ...made, job };
}

/** A command that creates: how the n-th one is made, and how many of it are there. */
interface Creating {
  readonly path: RegExp;
  readonly make: (scene: Scene, n: number) => Promise<{ readonly settledBy: string }>;
  readonly count: (scene: Scene, n: number) => number;
}

const of = ({ open }: Scene, n: number) => open[n % open.length]!;

const commands: Record<string, Creating> = {
  "applications.addNote": {
    path: /\/notes$/,
    make: (at, n) => at.ats.applications.addNote({ application: of(at, n).id, note: `Note ${n}` }),
    count: ({ world }, n) => world.notes.all().filter(({ content_html }) => content_html === `Note ${n}`).length,
  },
  "applications.addAttachment": {
    path: /\/attachments$/,
    make: (at, n) =>
      at.ats.applications.addAttachment({ application: of(at, n).id, file: { ...report, name: `file-${n}.pdf` } }),
    count: ({ world }, n) => world.attachments.all().filter(({ file_name }) => file_name === `file-${n}.pdf`).length,
  },
  "candidates.addAttachment": {
    path: /\/attachments$/,
    make: (at, n) =>
      at.ats.candidates.addAttachment({
        candidate: of(at, n).candidate_id!,
        file: { ...report, name: `file-${n}.pdf` },
      }),
    count: ({ world }, n) => world.attachments.all().filter(({ file_name }) => file_name === `file-${n}.pdf`).length,
  },
  "applications.create": {
    path: /\/applications$/,
    make: (at, n) =>
      at.ats.applications.create({
        job: at.job.id,
        candidate: { firstName: "Ada", lastName: "L", email: `ada-${n}@example.com` },
      }),
    count: ({ world, job }, n) => applicationsOf(world, job.id, `ada-${n}@example.com`),
  },
  "candidates.create": {
    path: /^\/ats\/candidates$/,
    make: (at, n) =>
      at.ats.candidates.create({
        job: at.job.id,
        candidate: { firstName: "Ada", lastName: "L", email: `ada-${n}@example.com` },
      }),
    count: ({ world, job }, n) => applicationsOf(world, job.id, `ada-${n}@example.com`),
  },
};

function applicationsOf(world: Scene["world"], jobId: string, email: string): number {
  return world
    .candidatesByEmail(email)
    .flatMap(({ id }) => world.applications.where("candidate_id", id))
    .filter(({ job_id }) => job_id === jobId).length;
}

/** What may go wrong with a write, each with its share of the runs. */
const faults: readonly FaultRule[] = [
  { kind: "dropBefore", probability: 0.1 },
  { kind: "dropAfter", probability: 0.12 },
  { kind: "status", status: 503, code: "REMOTE.SERVICE_UNAVAILABLE", probability: 0.05 },
  { kind: "status", status: 504, code: "PLATFORM.TASK_TIMED_OUT", when: "after", probability: 0.06 },
  { kind: "htmlPage", status: 502, probability: 0.05 },
  { kind: "htmlPage", status: 502, when: "after", probability: 0.06 },
  { kind: "truncatedBody", probability: 0.06 },
  { kind: "truncatedBody", by: "connection", probability: 0.06 },
  { kind: "emptyBody", probability: 0.06 },
  { kind: "rateLimit", probability: 0.06 },
  { kind: "concurrency", probability: 0.06 },
];

const runs = 250;

describe("a command that creates, among faults of every kind", () => {
  for (const [id, { path, make, count }] of Object.entries(commands))
    it(`${id}: writes none twice, loses none, and says of each whether it is known`, async () => {
      const at = await scene(7);
      for (const rule of faults)
        at.emulator.faults.inject({ ...rule, times: Number.POSITIVE_INFINITY, match: { method: "POST", path } });
      for (const kind of ["dropBefore", "htmlPage", "truncatedBody"] as const)
        at.emulator.faults.inject({
          kind,
          probability: 0.03,
          times: Number.POSITIVE_INFINITY,
          match: { method: "GET" },
        });
      const seen = { answer: 0, "read-back": 0, unknown: 0, "unknown and there": 0, refused: 0 };
      for (let n = 0; n < runs; n += 1) {
        const [outcome] = await Promise.allSettled([make(at, n)]);
        const there = count(at, n);
        expect(there, `run ${n}: written twice`).toBeLessThanOrEqual(1);
        if (outcome.status === "fulfilled") {
          expect(there, `run ${n}: claimed, and not there`).toBe(1);
          seen[outcome.value.settledBy as "answer"] += 1;
        } else if (AtsError.is(outcome.reason) && outcome.reason.retry === "unknown-outcome") {
          expect(outcome.reason.code).toBe("write.outcome-unknown");
          seen[there === 1 ? "unknown and there" : "unknown"] += 1;
        } else {
          expect(there, `run ${n}: refused, and there anyway`).toBe(0);
          seen.refused += 1;
        }
      }
      // The run met what it is meant to meet.
      expect(seen.answer).toBeGreaterThan(runs / 5);
      expect(seen["read-back"]).toBeGreaterThan(runs / 10);
      expect(seen.unknown).toBeGreaterThan(0);
      expect(seen["unknown and there"]).toBeLessThan(runs / 50);
    });

  it("claims no more than are there when the same is written many times at once", async () => {
    const at = await scene(11);
    for (const rule of faults)
      at.emulator.faults.inject({
        ...rule,
        times: Number.POSITIVE_INFINITY,
        match: { method: "POST", path: /\/notes$/ },
      });
    let [claimed, there, doubtful] = [0, 0, 0];
    for (let round = 0; round < 40; round += 1) {
      const note = `Round ${round}`;
      const add = () => at.ats.applications.addNote({ application: of(at, round).id, note });
      const outcomes = await Promise.allSettled(Array.from({ length: 5 }, add));
      const written = at.world.notes.all().filter(({ content_html }) => content_html === note).length;
      const sure = outcomes.filter(({ status }) => status === "fulfilled").length;
      expect(sure, `round ${round}: claims more than are there`).toBeLessThanOrEqual(written);
      expect(written, `round ${round}: more are there than were asked for`).toBeLessThanOrEqual(5);
      [claimed, there, doubtful] = [claimed + sure, there + written, doubtful + 5 - sure];
    }
    expect(claimed).toBeGreaterThan(100);
    expect(doubtful).toBeGreaterThan(0);
    expect(there - claimed).toBeLessThanOrEqual(doubtful);
  });
});
