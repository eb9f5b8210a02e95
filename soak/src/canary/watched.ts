import { AtsError, CLOCK, OBSERVER, connect, type Clock, ContainerModule } from "@anyats/core";
import { hurriedClock } from "@anyats/core/testing";
import { createEmulator } from "@anyats/emulator";
import { komboBase } from "@anyats/kombo-base";
import { openTelemetry } from "@anyats/opentelemetry";
import { pinoLogger } from "@anyats/pino";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { pino } from "pino";
import { key, person } from "./canary.ts";

/** Longer than every pause and shorter than every deadline, in milliseconds. */
const deadlineMs = 60_001;

/** A deadline that the pauses, which are over at once, do not use up, in milliseconds. */
export const timeoutMs = 1_000_000_000;

function clock(): Clock {
  let now = Date.parse("2026-11-23T09:00:00Z");
  return hurriedClock({ now: () => now, pass: (milliseconds) => void (now += milliseconds), deadlineMs });
}

/** A connection on which everything is kept that reports it: events, an observer, pino's lines and OpenTelemetry's spans. */
export async function watched() {
  const emulator = createEmulator({ candidates: 30, coverage: "all", apiKey: key });
  for (const { id } of emulator.world.candidates.all())
    emulator.world.candidates.update(id, { first_name: person.firstName, last_name: person.lastName });
  const shown: unknown[] = [];
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const lines = { write: (line: string) => void shown.push(line) };
  const observing = new ContainerModule(({ bind, rebind }) => {
    rebind(CLOCK).toConstantValue(clock());
    bind(OBSERVER).toConstantValue({
      started: (call) => {
        shown.push(call);
        return (facts, error) => void shown.push(facts, error);
      },
    });
  });
  const logging = pinoLogger(pino({ level: "trace" }, lines));
  const modules = [observing, logging, openTelemetry({ tracerProvider })];
  const ats = await connect(komboBase, emulator.settings(), { modules });
  for (const name of ["retry", "quota", "drift", "quarantine", "unknown-outcome"] as const)
    ats.on(name, (event) => shown.push(event));
  const [application] = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
  const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
  const [reason] = await ats.applications.listRejectionReasons({}, { timeoutMs });
  const stages = await ats.applications.listStages({ jobIds: [application?.jobId ?? "none"] }, { timeoutMs });
  const stage = stages.find(({ id, movable }) => movable && id !== application?.stageId);
  if (!application || !job || !reason || !stage) throw new Error("the emulated agency has no open application");
  return {
    emulator,
    ats,
    application,
    job,
    reason,
    stage,
    /** What was told since it was asked last. */
    taken(): unknown[] {
      const told = spans
        .getFinishedSpans()
        .map(({ name, attributes, events, status }) => ({ name, attributes, events, status }));
      spans.reset();
      return [...shown.splice(0), ...told];
    },
  };
}
export type Watched = Awaited<ReturnType<typeof watched>>;

/** The error of a call. Anything that is no `AtsError` is a defect, and thrown. */
export async function errorOf(call: Promise<unknown>): Promise<AtsError | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (AtsError.is(error)) return error;
    throw error;
  }
}
