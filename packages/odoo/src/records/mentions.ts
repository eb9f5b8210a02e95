import { token, type Call, type Injected, type Token } from "@anyats/core";
import type { Domain } from "../reading/domain.ts";
import { ODOO, type Row } from "../rpc/odoo.ts";
import { applicantNames, wireApplicant, type WireApplicant } from "./application.ts";
import { eventNames, wireEvent, type WireEvent } from "./event.ts";
import { partnerNames, type Partners } from "./partner.ts";
import { userNames } from "./person.ts";
import { stageNames, wireStage, type Stages } from "./stage.ts";
import type { z } from "zod";

/** The ids that a field of some rows links to: `[7, "Ben"]`, or `[7, 9]` of a field with several. */
export function linked(rows: readonly object[], ...fields: readonly string[]): number[] {
  const found = rows.flatMap((row) =>
    fields.flatMap((field) => {
      const value = (row as Row)[field];
      if (!Array.isArray(value)) return isLink(value) ? [value.id] : [];
      return typeof value[1] === "string" ? [value[0] as unknown] : (value as unknown[]);
    }),
  );
  return [...new Set(found.filter((id): id is number => typeof id === "number"))];
}

/** A link that was read already. */
const isLink = (value: unknown): value is { readonly id: number } =>
  typeof value === "object" && value !== null && typeof (value as { readonly id?: unknown }).id === "number";

/** What a tolerant schema can read of some rows. */
function readable<T extends z.ZodType>(schema: T, rows: readonly unknown[]): z.output<T>[] {
  return rows.flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Reads what records mention: one request for all of a page. */
export class Mentions {
  static readonly inject = { odoo: ODOO };
  readonly #odoo: Injected<typeof Mentions.inject>["odoo"];

  constructor({ odoo }: Injected<typeof Mentions.inject>) {
    this.#odoo = odoo;
  }

  /** Every stage, in the order in which Odoo shows them. */
  async stages(call: Call): Promise<Stages> {
    const search = { model: "hr.recruitment.stage", domain: [], fields: stageNames, order: "sequence, id" };
    return readable(wireStage, await this.#odoo.search(search, call));
  }

  async users(ids: readonly number[], call: Call): Promise<ReadonlyMap<number, Row>> {
    return this.#odoo.mentioned("res.users", ids, userNames, call);
  }

  /** Users by the id of their contact, which is what authors and attendees are. */
  async usersOfPartners(partners: readonly number[], call: Call): Promise<ReadonlyMap<number, Row>> {
    if (partners.length === 0) return new Map();
    const found = await this.#odoo.search(
      { model: "res.users", domain: [["partner_id", "in", partners]], fields: userNames },
      call,
    );
    return new Map(found.map((user) => [linked([user], "partner_id")[0]!, user]));
  }

  async partners(ids: readonly number[], call: Call): Promise<Partners> {
    return this.#odoo.mentioned("res.partner", ids, partnerNames, call);
  }

  async tags(ids: readonly number[], call: Call): Promise<ReadonlyMap<number, Row>> {
    return this.#odoo.mentioned("hr.applicant.category", ids, ["name"], call);
  }

  async applicants(
    domain: Domain,
    call: Call,
    fields: readonly string[] = applicantNames,
  ): Promise<readonly WireApplicant[]> {
    return readable(wireApplicant, await this.#odoo.search({ model: "hr.applicant", domain, fields }, call));
  }

  async applicantsById(ids: readonly number[], call: Call): Promise<ReadonlyMap<number, WireApplicant>> {
    const found = ids.length === 0 ? [] : await this.applicants([["id", "in", ids]], call);
    return new Map(found.map((applicant) => [applicant.id, applicant]));
  }

  /** The interviews of some applications, by application. */
  async eventsOf(applicants: readonly number[], call: Call): Promise<ReadonlyMap<number, readonly WireEvent[]>> {
    if (applicants.length === 0) return new Map();
    const domain: Domain = [["applicant_id", "in", applicants]];
    const found = readable(
      wireEvent,
      await this.#odoo.search({ model: "calendar.event", domain, fields: eventNames }, call),
    );
    return Map.groupBy(found, (event) => event.applicant_id?.id ?? 0);
  }
}

export const MENTIONS: Token<Mentions> = token("odoo/mentions");
