import { argumentOf, calledIn, isWriting, methodOf, modelOf, type ExecuteArguments, type OdooCall } from "./calls.ts";
import { OdooRefused, type OdooRpc } from "./snapshot.ts";

type Json = Readonly<Record<string, unknown>>;
type Domain = readonly unknown[];

/** What marks the records that the kit made, for people who find one. */
const mark = "AnyATS kit";
const mailDomain = "anyats-kit.example.com";

/** Nobody gets an e-mail, and nobody becomes a follower. */
const silent = {
  mail_notrack: true,
  tracking_disable: true,
  mail_create_nosubscribe: true,
  mail_create_nolog: true,
  no_mail_to_attendees: true,
};

const [jobCount, candidateCount] = [12, 14];

/** Models of which only the kit's own records are seen, and whose others must not be written. */
const own = ["hr.job", "hr.candidate", "hr.applicant"] as const;

const first = ["Zoë", "Ana", "Øystein", "Li", "Pat"];
const last = ["Kit-Larsen", "Kit-Brown", "Kit-Ångström"];

/**
 * A part of a real server that belongs to the kit: jobs, candidates and applications that it makes, sees alone, and removes. What
 * an adapter asks for is narrowed to them on the way, and a write to anything else does not leave.
 */
export class OdooSandbox {
  readonly #rpc: OdooRpc;
  readonly #ids = new Map<string, Set<number>>(own.map((model) => [model, new Set<number>()]));
  readonly #tags = new Set<number>();
  readonly #partners = new Set<number>();
  #reason = 0;
  #stage = 0;
  /** Odoo 18 has a record of the person; before and after, its fields stand on the application. */
  #hasPersons = true;

  constructor(rpc: OdooRpc) {
    this.#rpc = rpc;
  }

  #of(model: string): Set<number> {
    return this.#ids.get(model) ?? new Set();
  }

  /** Makes what is missing, and sets back what an earlier test changed. */
  async prepare(): Promise<void> {
    if (this.#reason === 0) await this.#lookAround();
    await this.#fill("hr.job", jobCount, (index) => ({
      name: `${mark} ${index + 1}: Welder`,
      user_id: false,
      description: "<p>Made by a test. It will be removed.</p>",
    }));
    const person = (index: number) => ({
      partner_name: `${first[index % first.length]} ${last[index % last.length]}`,
      email_from: `person.${Date.now()}.${index}@${mailDomain}`,
      partner_phone: `+4722${String(100_000 + index)}`,
      linkedin_profile: `https://www.linkedin.com/in/kit-${index}`,
    });
    if (this.#hasPersons) await this.#fill("hr.candidate", candidateCount, person);
    const [jobs, candidates] = [[...this.#of("hr.job")], [...this.#of("hr.candidate")]];
    await this.#fill("hr.applicant", candidateCount, (index) => ({
      ...(this.#hasPersons ? { candidate_id: candidates[index % candidates.length] } : person(index)),
      job_id: jobs[index % 4],
      user_id: false,
    }));
    const applicants = [...this.#of("hr.applicant")];
    await this.#write("hr.applicant", applicants, {
      active: true,
      refuse_reason_id: false,
      refuse_date: false,
      stage_id: this.#stage,
    });
    if (this.#reason > 0)
      await this.#write("hr.applicant", applicants.slice(-3), {
        active: false,
        refuse_reason_id: this.#reason,
        refuse_date: "2026-01-05 09:00:00",
      });
    await this.#write("hr.job", jobs.slice(-2), { active: false });
    for (const [model, field] of [
      ["mail.message", "model"],
      ["ir.attachment", "res_model"],
    ] as const) {
      const found = (await this.#rpc(model, "search", [this.#onOwn(field)])) as number[];
      if (found.length > 0) await this.#rpc(model, "unlink", [found]).catch(() => undefined);
    }
  }

  async #lookAround(): Promise<void> {
    this.#hasPersons = await this.#rpc("hr.candidate", "search_count", [[]]).then(
      () => true,
      (error: unknown) => {
        if (error instanceof OdooRefused) return false;
        throw error;
      },
    );
    const [reason] = (await this.#rpc("hr.applicant.refuse.reason", "search", [[]], { limit: 1 })) as number[];
    const open: Domain = [
      ["job_ids", "=", false],
      ["hired_stage", "=", false],
      ["template_id", "=", false],
    ];
    const [stage] = (await this.#rpc("hr.recruitment.stage", "search", [open], {
      limit: 1,
      order: "sequence, id",
    })) as number[];
    if (stage === undefined) throw new Error("the kit needs a stage of all jobs without an e-mail template");
    [this.#reason, this.#stage] = [reason ?? -1, stage];
  }

  async #fill(model: string, wanted: number, valuesOf: (index: number) => Json): Promise<void> {
    const ids = this.#of(model);
    const missing = Array.from({ length: Math.max(0, wanted - ids.size) }, (_each, index) =>
      valuesOf(ids.size + index),
    );
    if (missing.length === 0) return;
    for (const id of (await this.#rpc(model, "create", [missing], { context: silent })) as number[]) ids.add(id);
    if (model === this.#personModel) await this.#learnPartners();
  }

  get #personModel(): "hr.candidate" | "hr.applicant" {
    return this.#hasPersons ? "hr.candidate" : "hr.applicant";
  }

  /** Odoo makes a contact for each new e-mail address. */
  async #learnPartners(): Promise<void> {
    const domain = [["id", "in", [...this.#of(this.#personModel)]]];
    const fields = ["partner_id"];
    const rows = (await this.#rpc(this.#personModel, "search_read", [domain], { fields })) as {
      partner_id: [number] | false;
    }[];
    for (const { partner_id } of rows) if (partner_id) this.#partners.add(partner_id[0]);
  }

  async #write(model: string, ids: readonly number[], vals: Json): Promise<void> {
    if (ids.length > 0) await this.#rpc(model, "write", [ids, vals], { context: silent });
  }

  async touch(kind: string, id: number): Promise<void> {
    const of = kind === "hr.candidate" ? this.#personModel : kind;
    const ids = kind === of ? [id] : (await this.#ofPerson(id)).slice(-1);
    await this.#write(
      of,
      ids,
      kind === "hr.candidate"
        ? { partner_phone: "+4722199999" }
        : kind === "hr.job"
          ? { name: `${mark}: changed` }
          : {},
    );
  }

  /** The applications of a person, by the id that the person has where the fields stand on applications. */
  async #ofPerson(id: number): Promise<readonly number[]> {
    const read = async (domain: Domain) =>
      (await this.#rpc("hr.applicant", "search_read", [domain], {
        fields: ["email_normalized"],
        order: "id",
      })) as { id: number; email_normalized: string | false }[];
    const [person] = await read([["id", "=", id]]);
    if (!person?.email_normalized) return [id];
    const all = await read([...this.#only("hr.applicant"), ["email_normalized", "=", person.email_normalized]]);
    return all.map((each) => each.id);
  }

  async delete(model: string, id: number): Promise<void> {
    if (model === "hr.candidate") {
      const theirs = this.#hasPersons
        ? ((await this.#rpc("hr.applicant", "search", [[["candidate_id", "=", id]]])) as number[])
        : await this.#ofPerson(id);
      if (theirs.length > 0) await this.#rpc("hr.applicant", "unlink", [theirs]);
      for (const each of theirs) this.#of("hr.applicant").delete(each);
      if (!this.#hasPersons) return;
    }
    await this.#rpc(model, "unlink", [[id]]);
    this.#of(model).delete(id);
  }

  #onOwn(field: string): Domain {
    const part = (model: string): Domain => ["&", [field, "=", model], ["res_id", "in", [...this.#of(model)]]];
    return ["|", ...part("hr.applicant"), ...part("hr.candidate")];
  }

  /** The condition that leaves only the kit's own records of a model. */
  #only(model: string): Domain {
    if (this.#ids.has(model)) return [["id", "in", [...this.#of(model)]]];
    if (model === "mail.message") return this.#onOwn("model");
    if (model === "ir.attachment") return this.#onOwn("res_model");
    return model === "calendar.event" ? [["applicant_id", "in", [...this.#of("hr.applicant")]]] : [];
  }

  /** The arguments of a search, narrowed. */
  narrowed(model: string, method: string, args: readonly unknown[]): readonly unknown[] {
    if (!/^(search|search_read|search_count)$/.test(method)) return args;
    const [domain = [], ...rest] = args as [Domain | undefined, ...unknown[]];
    return [[...this.#only(model), ...domain], ...rest];
  }

  /** The body of an adapter's request, narrowed. @throws {Error} for a write to what is not the kit's. */
  rewritten(address: string, body: unknown): unknown {
    const call = calledIn(address, body);
    this.#refuseForeign(call);
    if (!/^(search|search_read|search_count)$/.test(methodOf(call))) return body;
    const domain = [...this.#only(modelOf(call)), ...((argumentOf(call, "domain") as Domain | undefined) ?? [])];
    if (!call.positions) return { ...call.keywords, domain };
    const { params } = body as { readonly params: { readonly args: ExecuteArguments } };
    const [database, uid, key, model, method, positions, keywords] = params.args;
    const { domain: _named, ...others } = keywords ?? {};
    const args = [database, uid, key, model, method, [domain, ...(positions ?? []).slice(1)], others];
    return { ...(body as Json), params: { ...params, args } };
  }

  #refuseForeign(call: OdooCall): void {
    const [model, method] = [modelOf(call), methodOf(call)];
    if (!isWriting(method)) return;
    const refuse = () => {
      throw new Error(
        `the kit writes only into records that it made, and ${model}.${method} would have changed another`,
      );
    };
    if (method !== "create") {
      const ids = [argumentOf(call, "ids")].flat();
      if (!this.#ids.has(model) || ids.some((id) => !this.#of(model).has(Number(id)))) refuse();
      return;
    }
    for (const vals of [argumentOf(call, "vals_list")].flat() as Json[]) {
      const ofOwn = this.#of(String(vals["res_model"] ?? "hr.candidate")).has(
        Number(vals["res_id"] ?? vals["candidate_id"]),
      );
      const fine =
        model === this.#personModel ||
        model === "hr.applicant.category" ||
        ((model === "hr.applicant" || model === "ir.attachment") && ofOwn);
      if (!fine) refuse();
    }
  }

  /** Takes note of what a write made. @param answer As it came: JSON-2 wraps nothing. */
  async follow(call: OdooCall, answer: unknown): Promise<void> {
    if (methodOf(call) !== "create") return;
    const model = modelOf(call);
    const result = call.positions ? (answer as { readonly result?: unknown } | undefined)?.result : answer;
    const made = [result].flat().filter((id): id is number => typeof id === "number");
    if (model === "hr.applicant.category") for (const id of made) this.#tags.add(id);
    else for (const id of made) this.#ids.get(model)?.add(id);
    if (model !== this.#personModel) return;
    if (this.#hasPersons) {
      const applied = (await this.#rpc("hr.applicant", "search", [[["candidate_id", "in", made]]])) as number[];
      for (const id of applied) this.#of("hr.applicant").add(id);
    }
    await this.#learnPartners();
  }

  /** Removes everything that was made. @returns What could not be removed. */
  async remove(): Promise<readonly string[]> {
    const left: string[] = [];
    const all: readonly (readonly [string, Set<number>])[] = [
      ["hr.applicant", this.#of("hr.applicant")],
      ...(this.#hasPersons ? [["hr.candidate", this.#of("hr.candidate")] as const] : []),
      ["hr.job", this.#of("hr.job")],
      ["hr.applicant.category", this.#tags],
      ["res.partner", this.#partners],
    ];
    for (const [model, ids] of all) {
      const there = (await this.#rpc(model, "search", [[["id", "in", [...ids]]]])) as number[];
      if (there.length === 0) continue;
      // Contacts may not be the user's to delete.
      await this.#rpc(model, "unlink", [there]).catch((error: unknown) =>
        left.push(`${there.length} of ${model} (${(error as Error).message})`),
      );
      ids.clear();
    }
    return left;
  }
}
