import { EVENTS, token, type Call, type Injected, type Token } from "@anyats/core";
import { at as valueAt, DriftReports, parsedLeniently, unreadableRecord } from "@anyats/http";
import { or, type Domain } from "../rpc/domain.ts";
import { ODOO, type Row, type Search } from "../rpc/odoo.ts";
import { usualFields } from "../rpc/usual-fields.ts";
import { applicantNames, wireApplicant, wireNamed, type Named, type WireApplicant } from "./application.ts";
import { eventNames, wireEvent, type WireEvent } from "./event.ts";
import { recordOfPersonNames, wireCandidate, wireTag, type Tags, type WireCandidate } from "./candidate.ts";
import { fileNames, wireFile, type WireFile } from "./file.ts";
import { wirePartner, type Partners } from "./partner.ts";
import { wireUser, type Users } from "./person.ts";
import { wireStage, type Stages } from "./stage.ts";
import { z } from "zod/mini";

const withId = z.looseObject({ id: z.int() });

/** The ids that a field of some rows links to: `[7, "Ben"]`, or `[7, 9]` of a field with several. */
export function linked(rows: readonly object[], ...fields: readonly string[]): number[] {
  const found = rows.flatMap((row) =>
    fields.flatMap((field) => {
      const value = (row as Row)[field];
      // A link that was read already has its id by name.
      return Array.isArray(value) ? (value as unknown[]) : [valueAt(value, "id")];
    }),
  );
  return [...new Set(found.filter((id): id is number => typeof id === "number"))];
}

/** Reads what records mention: one request for all of a page. */
export class Mentions {
  static readonly inject = { odoo: ODOO, events: EVENTS };
  readonly #odoo: Injected<typeof Mentions.inject>["odoo"];
  readonly #asTheyCame = new WeakMap<object, unknown>();
  readonly #drift: DriftReports;

  constructor({ odoo, events }: Injected<typeof Mentions.inject>) {
    this.#odoo = odoo;
    this.#drift = new DriftReports(events);
  }

  /** What a tolerant schema can read of what is found; the rest is reported by its place. */
  async #readable<T extends object>(
    schema: z.core.$ZodType<T>,
    search: Search,
    call: Call,
    decides = false,
  ): Promise<readonly T[]> {
    const drift = this.#drift.of(call);
    const at = `$["${search.model}"][]`;
    return (await this.#odoo.found(search, call)).flatMap((row) => {
      const { success, data } = parsedLeniently(schema, row, drift, at);
      if (!success && decides) throw unreadableRecord("record", at);
      if (!success) drift(at, "unreadable-value");
      if (!success) return [];
      if (call.raw) this.#asTheyCame.set(data, row);
      return [data];
    });
  }

  /** A record that was read here, as it came; only where the call asks for `raw`. */
  asItCame(read: object): unknown {
    return this.#asTheyCame.get(read);
  }

  /** The same by id, for records that others mention. */
  async #byId<T extends { readonly id: number }>(
    schema: z.core.$ZodType<T>,
    { ids, ...search }: Pick<Search, "model" | "fields"> & { readonly ids: Iterable<number> },
    call: Call,
  ): Promise<ReadonlyMap<number, T>> {
    const found = await this.#readable(schema, { ...search, domain: [["id", "in", [...new Set(ids)]]] }, call);
    return new Map(found.map((each) => [each.id, each]));
  }

  /** The ids of what is found. */
  async ids(model: string, domain: Domain, call: Call): Promise<readonly number[]> {
    return (await this.#readable(withId, { model, domain, fields: ["id"] }, call)).map(({ id }) => id);
  }

  /** Every stage, in the order in which Odoo shows them. */
  async stages(call: Call): Promise<Stages> {
    const search = {
      model: "hr.recruitment.stage",
      domain: [],
      fields: usualFields["hr.recruitment.stage"],
      order: "sequence, id",
    };
    return this.#readable(wireStage, search, call);
  }

  /** The same for the records of a page; one without records mentions none. */
  async stagesOf(rows: readonly Row[], call: Call): Promise<Stages> {
    return rows.length === 0 ? [] : this.stages(call);
  }

  async users(ids: readonly number[], call: Call): Promise<Users> {
    return this.#byId(wireUser, { model: "res.users", ids, fields: usualFields["res.users"] }, call);
  }

  /** Users by the id of their contact, which is what authors and attendees are. */
  async usersOfPartners(partners: readonly number[], call: Call): Promise<Users> {
    const search: Search = {
      model: "res.users",
      domain: [["partner_id", "in", partners]],
      fields: usualFields["res.users"],
    };
    const found = await this.#readable(wireUser, search, call);
    return new Map(found.flatMap((user) => (user.partner_id ? [[user.partner_id.id, user]] : [])));
  }

  async partners(ids: readonly number[], call: Call): Promise<Partners> {
    return this.#byId(wirePartner, { model: "res.partner", ids, fields: usualFields["res.partner"] }, call);
  }

  async tags(ids: readonly number[], call: Call): Promise<Tags> {
    return this.#byId(
      wireTag,
      { model: "hr.applicant.category", ids, fields: usualFields["hr.applicant.category"] },
      call,
    );
  }

  /** The persons of Odoo 18. */
  async candidates(ids: readonly number[], call: Call): Promise<ReadonlyMap<number, WireCandidate>> {
    return this.#byId(wireCandidate, { model: "hr.candidate", ids, fields: recordOfPersonNames }, call);
  }

  async applicants(domain: Domain, call: Call): Promise<readonly WireApplicant[]> {
    return this.#readable(wireApplicant, { model: "hr.applicant", domain, fields: applicantNames }, call);
  }

  /** The same where they decide about a write. @throws {AtsError} `record.unreadable`: one that cannot be read may be the one that is looked for. */
  async decisiveApplicants(domain: Domain, call: Call): Promise<readonly WireApplicant[]> {
    return this.#readable(wireApplicant, { model: "hr.applicant", domain, fields: applicantNames }, call, true);
  }

  /** The same, also those that cannot be read but for whose they are. */
  async named(
    domain: Domain,
    call: Call,
    fields: readonly string[] = Object.keys(wireNamed.shape),
  ): Promise<readonly Named[]> {
    return this.#readable(wireNamed, { model: "hr.applicant", domain, fields }, call);
  }

  /** @param candidates Those of Odoo 18 whose applications are read, too. */
  async applicantsById(
    ids: readonly number[],
    call: Call,
    candidates: readonly number[] = [],
  ): Promise<ReadonlyMap<number, WireApplicant>> {
    const byId: Domain = [["id", "in", [...new Set(ids)]]];
    // Only Odoo 18 has the field.
    const domain = candidates.length > 0 ? or(byId, [["candidate_id", "in", [...new Set(candidates)]]]) : byId;
    const found = await this.applicants(domain, call);
    return new Map(found.map((each) => [each.id, each]));
  }

  async files(domain: Domain, call: Call): Promise<readonly WireFile[]> {
    return this.#readable(wireFile, { model: "ir.attachment", domain, fields: fileNames }, call);
  }

  /** The interviews of some applications, by application. */
  async eventsOf(
    applicants: readonly number[],
    call: Call,
  ): Promise<ReadonlyMap<number | undefined, readonly WireEvent[]>> {
    const domain: Domain = [["applicant_id", "in", applicants]];
    const found = await this.#readable(wireEvent, { model: "calendar.event", domain, fields: eventNames }, call);
    return Map.groupBy(found, (event) => event.applicant_id?.id);
  }
}

export const MENTIONS: Token<Mentions> = token("odoo/mentions");
