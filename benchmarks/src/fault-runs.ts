import { AtsError, CLOCK, connect, systemClock, type Clock, ContainerModule } from "@anyats/core";
import { avionte } from "@anyats/avionte";
import { createEmulator, type Emulator, type FaultKind } from "@anyats/emulator";
import { komboBase } from "@anyats/kombo-base";

/** A command that creates, how to make one of its writes, and how to find it in the ATS by its marker. */
interface Command {
  readonly name: string;
  write(marker: string, run: number, options: { timeoutMs?: number }): Promise<unknown>;
  written(since: number, marker: string): number;
  size(): number;
}

/** How the runs of one command ended. */
export interface FaultRuns {
  readonly command: string;
  readonly runs: number;
  readonly duplicates: number;
  /** A success was reported, and nothing is there. */
  readonly lost: number;
  /** A failure that claims to know that nothing was written, and something is there. */
  readonly silent: number;
  readonly surfaced: number;
  readonly settled: number;
  readonly succeeded: number;
  readonly refused: number;
}

/** The deadline of a call that is to be too slow, in milliseconds of real time. */
const shortMs = 50;

/** A clock on which pauses are over at once; short deadlines are real, so that a slow answer can be too slow. */
function impatientClock(): Clock {
  let skipped = 0;
  return {
    now: () => systemClock.now() + skipped,
    sleep: (milliseconds, signal) => {
      const isDeadline = milliseconds > 10_000 || milliseconds <= shortMs;
      if (isDeadline) return systemClock.sleep(milliseconds, signal);
      skipped += milliseconds;
      return Promise.resolve();
    },
  };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n").toString("base64");

/** Strikes what is written; reading back comes through. */
const match = { method: "POST" } as const;

function faultOf(random: number): { rule: FaultKind | undefined; slow: boolean } {
  if (random < 0.2) return { rule: { kind: "dropAfter" }, slow: false };
  if (random < 0.4) return { rule: { kind: "dropBefore" }, slow: false };
  if (random < 0.5) return { rule: { kind: "status", status: 503, code: "REMOTE.SERVICE_UNAVAILABLE" }, slow: false };
  if (random < 0.6) return { rule: { kind: "status", status: 500, code: null, when: "after" }, slow: false };
  if (random < 0.7) return { rule: { kind: "rateLimit", resetSeconds: 1 }, slow: false };
  if (random < 0.75) return { rule: { kind: "concurrency" }, slow: false };
  if (random < 0.8) return { rule: { kind: "htmlPage", status: 502, when: "after" }, slow: false };
  if (random < 0.81) return { rule: { kind: "latency", ms: 500, when: "after" }, slow: true };
  return { rule: undefined, slow: false };
}

async function commands(emulator: Emulator): Promise<readonly Command[]> {
  const modules = [new ContainerModule(({ bind }) => void bind(CLOCK).toConstantValue(impatientClock()))];
  const ats = await connect(komboBase, emulator.settings(), { modules });
  const bold = await connect(avionte, emulator.settings(), { modules });
  const applications = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
  const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
  const at = (run: number) => applications[run % applications.length]!;
  const { world } = emulator;
  const since = <T>(rows: readonly T[], from: number, matches: (row: T) => boolean) =>
    rows.slice(from).filter(matches).length;
  const person = (marker: string) => ({ firstName: "Ada", lastName: marker, email: `${marker}@example.com` });
  const file = (marker: string) => ({
    name: `${marker}.pdf`,
    type: "OTHER" as const,
    contentType: "application/pdf",
    base64: pdf,
  });
  const notes = {
    written: (from: number, marker: string) =>
      since(world.notes.all(), from, ({ content_html }) => content_html?.includes(marker) ?? false),
    size: () => world.notes.size,
  };
  const files = {
    written: (from: number, marker: string) =>
      since(world.attachments.all(), from, ({ file_name }) => file_name === `${marker}.pdf`),
    size: () => world.attachments.size,
  };
  const created = {
    written: (from: number, marker: string) =>
      since(
        world.applications.all(),
        from,
        ({ candidate_id }) => world.candidates.get(candidate_id)?.last_name === marker,
      ),
    size: () => world.applications.size,
  };
  const links = {
    written: (from: number, marker: string) =>
      since(world.resultLinks.all(), from, (row) => JSON.stringify(row).includes(marker)),
    size: () => world.resultLinks.size,
  };
  const link = (marker: string) => ({ label: marker, url: `https://results.example.com/${marker}` });
  return [
    {
      name: "applications.addNote",
      ...notes,
      write: (marker, run, options) => ats.applications.addNote({ application: at(run), note: marker }, options),
    },
    {
      name: "candidates.addNote",
      ...notes,
      write: (marker, run, options) =>
        bold.candidates.addNote({ candidate: at(run).candidate!, note: marker }, options),
    },
    {
      name: "applications.addAttachment",
      ...files,
      write: (marker, run, options) =>
        ats.applications.addAttachment({ application: at(run), file: file(marker) }, options),
    },
    {
      name: "candidates.addAttachment",
      ...files,
      write: (marker, run, options) =>
        ats.candidates.addAttachment({ candidate: at(run).candidate!, file: file(marker) }, options),
    },
    {
      name: "applications.create",
      ...created,
      write: (marker, _run, options) => ats.applications.create({ job: job!, candidate: person(marker) }, options),
    },
    {
      name: "candidates.create",
      ...created,
      write: (marker, _run, options) => ats.candidates.create({ job: job!, candidate: person(marker) }, options),
    },
    {
      name: "applications.addResultLink",
      ...links,
      write: (marker, run, options) =>
        ats.applications.addResultLink({ application: at(run), ...link(marker) }, options),
    },
    {
      name: "candidates.addResultLink",
      ...links,
      write: (marker, run, options) =>
        ats.candidates.addResultLink({ candidate: at(run).candidate!, ...link(marker) }, options),
    },
  ];
}

/** Makes each creating command fail in every way, and counts what the ATS holds in the end. */
export async function faultRuns(runs: number, seed = 1): Promise<readonly FaultRuns[]> {
  const names = (await commands(createEmulator({ candidates: 10 }))).map(({ name }) => name);
  const results: FaultRuns[] = [];
  for (const [index, name] of names.entries()) {
    // A world of its own, so that each stays small.
    const emulator = createEmulator({ candidates: 1_500, coverage: "all", rememberedRequests: 100 });
    const command = (await commands(emulator))[index]!;
    const random = seeded(seed + index);
    const count = { duplicates: 0, lost: 0, silent: 0, surfaced: 0, settled: 0, succeeded: 0, refused: 0 };
    for (let run = 0; run < runs; run += 1) {
      const marker = `run-${run}`;
      const { rule, slow } = faultOf(random());
      emulator.faults.clear();
      if (rule) emulator.faults.inject({ ...rule, match });
      const from = command.size();
      const [outcome] = await Promise.allSettled([command.write(marker, run, slow ? { timeoutMs: shortMs } : {})]);
      const there = command.written(from, marker);
      if (there > 1) count.duplicates += 1;
      if (outcome.status === "fulfilled") {
        count.succeeded += 1;
        if ((outcome.value as { settledBy: string }).settledBy === "read-back") count.settled += 1;
        if (there === 0) count.lost += 1;
      } else if (AtsError.is(outcome.reason) && outcome.reason.retry === "unknown-outcome") count.surfaced += 1;
      else {
        count.refused += 1;
        if (there > 0) count.silent += 1;
      }
    }
    results.push({ command: name, runs, ...count });
  }
  return results;
}
