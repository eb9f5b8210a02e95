import { milliseconds } from "../duration.ts";
import { invalidOption } from "../errors.ts";
import type { StreamSchedule, SyncOptions } from "../options.ts";
import { modelOf, models } from "../model.ts";

/** A stream that the app keeps, and how often it is read unless a connection has a schedule of its own. */
export interface PlannedStream {
  readonly stream: string;
  readonly everyMs: number;
  readonly verifyMs: number | null;
}

const defaultStreams = { "jobs.stream": {}, "applications.stream": {}, "candidates.stream": {} };

/** @throws {AtsError} `sync.invalid-option` */
export function scheduleOf(
  stream: string,
  { every = "15m", verify = "7d" }: StreamSchedule,
): Omit<PlannedStream, "stream"> {
  const everyMs = milliseconds(`streams["${stream}"].every`, every);
  return { everyMs, verifyMs: verify === false ? null : milliseconds(`streams["${stream}"].verify`, verify) };
}

/** @throws {AtsError} `sync.invalid-option` */
export function plannedStreams({ streams = defaultStreams }: Pick<SyncOptions, "streams">): readonly PlannedStream[] {
  return Object.entries(streams).map(([stream, schedule]) => {
    if (!modelOf(stream))
      throw invalidOption(
        `streams["${stream}"]`,
        `is not a stream with a table (known: ${models.map((model) => model.stream).join(", ")})`,
      );
    return { stream, ...scheduleOf(stream, schedule) };
  });
}
