import { AtsError, EVENTS, token, type Call, type CapabilityEffect, type Injected, type Token } from "@anyats/core";
import { DriftReports, parsedLeniently } from "@anyats/http";
import { PASSTHROUGH, type NativeAnswer } from "@anyats/kombo-base";
import type { z } from "zod/mini";
import type { RouteName } from "../routes/route-rows.ts";
import { ROUTES } from "../routes/route-table.ts";

type Values = Readonly<Record<string, string>>;

/** Avionté's own API, by the names of the route table's rows. */
export interface Native {
  /** Reads with a row and checks the answer. */
  read<T>(route: RouteName, values: Values, schema: z.core.$ZodType<T>, call: Call, body?: unknown): Promise<T>;
  /** Checks one record of a list; a value that is read as null or left out is reported. @param at Where it stands. */
  parsed<T>(schema: z.core.$ZodType<T>, raw: unknown, call: Call, at?: string): z.core.util.SafeParseResult<T>;
  /** Writes with a row. */
  write(route: RouteName, values: Values, body: unknown, effect: CapabilityEffect, call: Call): Promise<NativeAnswer>;
}

export const NATIVE: Token<Native> = token("avionte/native");

/** Rows that read many records at once: Avionté allows 3 to 5 of those in a second. */
const bulk: ReadonlySet<RouteName> = new Set(["jobIds", "jobsMultiQuery"]);

export class NativeApi implements Native {
  static readonly inject = { passthrough: PASSTHROUGH, routes: ROUTES, events: EVENTS };
  readonly #collaborators: Injected<typeof NativeApi.inject>;
  readonly #drift: DriftReports;

  constructor(collaborators: Injected<typeof NativeApi.inject>) {
    this.#collaborators = collaborators;
    this.#drift = new DriftReports(collaborators.events);
  }

  parsed<T>(schema: z.core.$ZodType<T>, raw: unknown, call: Call, at?: string): z.core.util.SafeParseResult<T> {
    return parsedLeniently(schema, raw, this.#drift.of(call), at);
  }

  async read<T>(route: RouteName, values: Values, schema: z.core.$ZodType<T>, call: Call, body?: unknown): Promise<T> {
    const answer = await this.#send(route, values, body, "reads", call);
    const parsed = this.parsed(schema, answer.data, call);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join(".") || "the whole";
    throw new AtsError({
      code: "ats.unreadable-answer",
      fault: "ats",
      retry: "never",
      message: `Avionté's answer to ${this.#collaborators.routes.row(route).path} cannot be read (at ${where}).`,
      advice: "Its shape may have changed: report it with the route's name.",
      status: answer.status,
      details: { route },
    });
  }

  write(route: RouteName, values: Values, body: unknown, effect: CapabilityEffect, call: Call): Promise<NativeAnswer> {
    return this.#send(route, values, body, effect, call);
  }

  #send(route: RouteName, values: Values, body: unknown, effect: CapabilityEffect, call: Call): Promise<NativeAnswer> {
    const { passthrough, routes } = this.#collaborators;
    const { method, certainty, path: template } = routes.row(route);
    const path = routes.pathOf(route, values);
    return passthrough.send(
      { method, path, route: template, certainty, effect, bulk: bulk.has(route), ...(body !== undefined && { body }) },
      call,
    );
  }
}
