import { Writable } from "node:stream";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { pinoLogger } from "../src/index.ts";
import { eventful } from "./fixtures/eventful.ts";

/** A real pino that writes into memory. */
function logging(level: string) {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(...chunk.toString().trimEnd().split("\n"));
      done();
    },
  });
  return { lines, logger: pino({ level }, stream) };
}

const { lines, logger } = logging("debug");
const scene = await eventful(pinoLogger(logger.child({ customer: "acme" })));
const records = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
const of = (event: string) => records.filter((record) => record["event"] === event);

describe("pino", () => {
  it("receives a connection's events, with facts as fields beside the app's own", () => {
    expect(of("retry")[0]).toMatchObject({
      level: logger.levels.values["info"],
      msg: "a request is made again",
      customer: "acme",
      adapter: "kombo-base",
      capability: "jobs.stream",
      attempt: 2,
    });
    expect(of("quarantine")).toHaveLength(1);
    expect(of("quarantine")[0]).toMatchObject({ level: logger.levels.values["warn"], path: "$.changed_at" });
    expect(of("drift")[0]).toMatchObject({ level: logger.levels.values["warn"], path: "$.status" });
    expect(of("quota")).toHaveLength(1);
    expect(of("unknown-outcome")[0]).toMatchObject({
      level: logger.levels.values["error"],
      capability: "applications.addNote",
    });
  });

  it("gets neither a key nor anything of a person", () => {
    expect(lines.length).toBeGreaterThan(4);
    expect(scene.secrets.filter((secret) => lines.some((line) => line.includes(secret)))).toEqual([]);
  });

  it("writes no more than the app's level asks for", async () => {
    const quiet = logging("error");
    await eventful(pinoLogger(quiet.logger));
    expect(quiet.lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(["unknown-outcome"]);
  });
});
