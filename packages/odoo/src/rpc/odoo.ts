import { AtsError, token, type Call, type CapabilityEffect, type Injected, type Token } from "@anyats/core";
import { HTTP } from "@anyats/http";
import { z } from "zod/mini";
import { ODOO_SETTINGS } from "../settings.ts";
import { isAmongNothing, type Domain } from "./domain.ts";
import { unlike } from "./refusals.ts";
import { SERVER } from "./server.ts";
import type { Carried, MethodCall } from "./transport.ts";

export type Row = Readonly<Record<string, unknown>>;
export type Values = Readonly<Record<string, unknown>>;

/** What is searched, and what is read of it. */
export interface Search {
  readonly model: string;
  readonly domain: Domain;
  /** Those that the server lacks are left out. */
  readonly fields: readonly string[];
  readonly limit?: number;
  readonly order?: string;
}

const rows = z.array(z.looseObject({ id: z.int() }));
const list = z.array(z.unknown());
const oneId = z.tuple([z.int()]);

/** The largest number that Odoo's ids can be. */
const largestId = 2_147_483_647;

/** The number that an id stands for; `undefined` when none of Odoo's ids looks so, and nothing needs to be asked. */
export function idOf(id: string): number | undefined {
  const number = /^[1-9]\d{0,9}$/.test(id) ? Number(id) : undefined;
  return number !== undefined && number <= largestId ? number : undefined;
}

/** The numbers of some ids; those that are none match no record. */
export const idsOf = (ids: readonly string[]): number[] => [...new Set(ids.flatMap((id) => idOf(id) ?? []))];

const mayLackField = (error: unknown): boolean =>
  AtsError.is(error) && error.code === "connection.request-not-understood";

/** Calls methods of Odoo's models, in one language and with archived records in view. One for each connection. */
export class Odoo {
  static readonly inject = { http: HTTP, server: SERVER, settings: ODOO_SETTINGS };
  readonly #collaborators: Injected<typeof Odoo.inject>;

  constructor(collaborators: Injected<typeof Odoo.inject>) {
    this.#collaborators = collaborators;
  }

  /** What goes with every call: without it, archived records are hidden, and labels come in the user's own language. */
  get context(): Values {
    return { lang: this.#collaborators.settings.language, active_test: false };
  }

  /** What makes the requests that carry calls, once the user has signed in. */
  async carrier(call: Call): Promise<(method: MethodCall) => Carried> {
    const { server } = this.#collaborators;
    const { uid } = await server.session(call);
    return (method) => server.transport.carry({ ...method, context: { ...this.context, ...method.context } }, uid);
  }

  async call(method: MethodCall, effect: CapabilityEffect, call: Call): Promise<unknown> {
    const { http, server } = this.#collaborators;
    const request = (await this.carrier(call))(method);
    try {
      return server.transport.result(await http.json({ ...request, effect }, call));
    } catch (error) {
      // A field that was there when the connection began may be gone: the next write is checked against those of now.
      if (effect !== "reads" && mayLackField(error)) await server.refresh(method.model, call).catch(() => {});
      throw error;
    }
  }

  /** The first page of what matches, with the fields that the server has. A row that cannot be told apart ends it. */
  async search(search: Search, call: Call): Promise<z.output<typeof rows>> {
    return this.#checked(rows, await this.found(search, call));
  }

  /** The same as it came, for rows that are read one by one. */
  async found({ model, domain, fields, limit, order }: Search, call: Call): Promise<readonly unknown[]> {
    if (isAmongNothing(domain)) return [];
    const found = await this.withFields(model, fields, call, (known) => {
      const named = { fields: known, ...(limit !== undefined && { limit }), order: order ?? "id" };
      return this.call({ model, method: "search_read", positional: { domain }, named }, "reads", call);
    });
    return this.#checked(list, found);
  }

  /**
   * Asks for those of some fields that the server has. A field may be gone since they were read: then it reads them again, and
   * asks without it.
   */
  async withFields<T>(
    model: string,
    fields: readonly string[],
    call: Call,
    ask: (known: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const { server } = this.#collaborators;
    const known = await server.known(model, fields, call);
    try {
      return await ask(known);
    } catch (error) {
      if (!mayLackField(error)) throw error;
      await server.refresh(model, call);
      const left = await server.known(model, fields, call);
      // Another one may have been added meanwhile.
      if (known.every((name) => left.includes(name))) throw error;
      return ask(left);
    }
  }

  /** The ids of what matches. */
  async ids(model: string, domain: Domain, call: Call): Promise<readonly number[]> {
    return (await this.search({ model, domain, fields: ["id"] }, call)).map(({ id }) => id);
  }

  /** Some records by their ids; those that are gone are left out. */
  async byIds(model: string, ids: Iterable<number>, fields: readonly string[], call: Call) {
    return this.search({ model, domain: [["id", "in", [...new Set(ids)]]], fields }, call);
  }

  /** Makes one record. @returns Its id. */
  async create(
    model: string,
    vals: Values,
    call: Call,
    more: Pick<MethodCall, "context"> & { readonly effect?: CapabilityEffect } = {},
  ): Promise<number> {
    const { effect = "creates", context } = more;
    // JSON-2 takes a list only, and gives one; JSON-RPC gives what it gets.
    const made = await this.call(
      { model, method: "create", positional: { vals_list: [vals] }, ...(context && { context }) },
      effect,
      call,
    );
    return this.#checked(oneId, made, effect)[0];
  }

  /** Changes records. A repeat does no harm as long as no command of `vals` creates, and nobody is sent an e-mail. */
  async write(
    model: string,
    ids: readonly number[],
    vals: Values,
    call: Call,
    more: Pick<MethodCall, "context"> & { readonly effect?: CapabilityEffect } = {},
  ): Promise<void> {
    const { effect = "idempotent", context } = more;
    await this.call({ model, method: "write", ids, positional: { vals }, ...(context && { context }) }, effect, call);
  }

  #checked<T>(schema: z.core.$ZodType<T>, found: unknown, effect: CapabilityEffect = "reads"): T {
    const parsed = z.safeParse(schema, found);
    if (parsed.success) return parsed.data;
    throw unlike(effect);
  }
}

export const ODOO: Token<Odoo> = token("odoo");
