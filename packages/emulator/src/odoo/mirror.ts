import type { ApplicationRow, CandidateRow, JobRow, Location } from "../world/rows.ts";
import type { AttachmentRow, InterviewRow, NoteRow } from "../world/smaller-rows.ts";
import type { WorldModel } from "../world/models.ts";
import type { World } from "../world/world.ts";
import { contentOf, setContent } from "./models/general.ts";
import type { Database, Row } from "./orm/database.ts";
import { stampOf } from "./orm/values.ts";

type Values = Record<string, unknown>;

/** When a record of the world was made and changed. */
interface Dated {
  readonly id: string;
  readonly changed_at: string;
  readonly remote_deleted_at: string | null;
  readonly remote_created_at?: string | null;
  readonly remote_updated_at?: string | null;
}

const contractTypes: Readonly<Record<string, string>> = {
  FULL_TIME: "Full-Time",
  PART_TIME: "Part-Time",
  CONTRACT: "Temporary",
  SEASONAL: "Seasonal",
  INTERNSHIP: "Intern",
};

const dayOf = (instant: string | null): string | false => instant?.slice(0, 10) ?? false;
const secondOf = (instant: string | null): string | false => instant?.slice(0, 19).replace("T", " ") ?? false;
const link = (id: string | null | undefined): number | false => (id ? Number(id) : false);

/**
 * One agency, seen twice: as the world that all wires share, and as Odoo's tables, which know more. What changes on one side
 * changes on the other.
 */
export class Mirror {
  readonly #world: World;
  readonly #database: Database;
  readonly #hasCandidates: boolean;
  #busy = false;

  constructor(world: World, database: Database) {
    this.#world = world;
    this.#database = database;
    this.#hasCandidates = database.has("hr.candidate");
    database.watch((model, id, what) => this.#alone(() => this.#toWorld(model, id, what)));
  }

  /** A record of the world has changed. */
  changed(model: WorldModel, id: string): void {
    this.#alone(() => this.#toOdoo(model, id));
  }

  /** What one side does to the other must not come back. */
  #alone(run: () => void): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      run();
    } finally {
      this.#busy = false;
    }
  }

  #toOdoo(model: WorldModel, id: string): void {
    const world = this.#world;
    switch (model) {
      case "jobs":
        return this.#put("hr.job", world.jobs.get(id)!, (row) => this.#job(row));
      case "candidates":
        return this.#hasCandidates
          ? this.#put(
              "hr.candidate",
              world.candidates.get(id)!,
              (row) => this.#candidate(row),
              (row, made) => this.#address(row, made),
            )
          : undefined;
      case "applications":
        return this.#put(
          "hr.applicant",
          world.applications.get(id)!,
          (row) => this.#application(row),
          ({ candidate_id }, made) => {
            const person = world.candidates.get(candidate_id);
            if (!person || this.#hasCandidates) return;
            this.#address(person, made);
            // What hangs on the person hangs on this application then.
            for (const each of world.notes.where("candidate_id", person.id)) this.#note(each);
            for (const each of world.attachments.where("candidate_id", person.id)) this.#file(each);
          },
        );
      case "stages":
        return this.#put("hr.recruitment.stage", world.stages.get(id)!, ({ name, index }) => ({
          name,
          sequence: index ?? 0,
        }));
      case "rejectionReasons":
        return this.#put("hr.applicant.refuse.reason", world.rejectionReasons.get(id)!, ({ name }) => ({ name }));
      case "tags":
        return this.#put("hr.applicant.category", world.tags.get(id)!, ({ name }) => ({ name }));
      case "users":
        return this.#user(id);
      case "interviews":
        return this.#put("calendar.event", world.interviews.get(id)!, (row) => this.#event(row));
      case "notes":
        return this.#note(world.notes.get(id)!);
      case "attachments":
        return this.#file(world.attachments.get(id)!);
      default:
        return undefined; // Odoo has no such thing.
    }
  }

  /** Makes or changes Odoo's record of a row, with the row's dates. */
  #put<T extends Dated>(
    model: string,
    row: T,
    valuesOf: (row: T) => Values,
    made: (row: T, record: Row) => void = () => {},
  ): void {
    if (!this.#database.has(model)) return;
    const id = Number(row.id);
    const database = this.#database;
    const known = database.row(model, id);
    const changedAt = this.#stamp(row.remote_updated_at ?? row.changed_at, id);
    if (row.remote_deleted_at !== null)
      return database.delete(model, [id], { database, stamp: changedAt, context: {} });
    const values = valuesOf(row);
    if (known) {
      const differing = Object.entries(values).filter(([name, value]) => !same(database.value(known, name), value));
      database.write(model, [id], Object.fromEntries(differing), {
        database,
        stamp: changedAt,
        context: { mail_notrack: true },
      });
      return;
    }
    const createdAt = this.#stamp(row.remote_created_at ?? row.changed_at, id);
    const record = database.create(model, values, { database, stamp: createdAt, context: {} }, id);
    database.set(record, "write_date", changedAt);
    made(row, record);
  }

  #stamp(instant: string, id: number): string {
    return stampOf(Date.parse(instant), (id * 137) % 1000 || 1);
  }

  /** A record with this name, made where there is none. */
  #named(model: string, name: string | null, more: Values = {}): number | false {
    if (name === null || name === "") return false;
    const database = this.#database;
    for (const row of database.rows(model)) if (row.values.get("name") === name) return row.id;
    return database.create(
      model,
      { name, ...more },
      { database, stamp: this.#stamp("2026-01-02T08:00:00Z", 417), context: {} },
    ).id;
  }

  #place(location: Location | null): Values {
    if (location === null) return {};
    return {
      street: location.street_1 ?? false,
      street2: location.street_2 ?? false,
      city: location.city ?? false,
      zip: location.zip_code ?? false,
      state_id: this.#named("res.country.state", location.state),
      country_id: this.#named("res.country", location.country),
    };
  }

  #job(row: Readonly<JobRow>): Values {
    const known = this.#database.row("hr.job", Number(row.id))?.values.get("address_id");
    const place = row.location && `Site of ${row.remote_id}`;
    const team = (role: string) =>
      row.hiring_team.filter((entry) => entry.role === role).map(({ user_id }) => Number(user_id));
    return {
      name: row.name ?? "Untitled",
      active: row.status === "OPEN" || row.status === "DRAFT",
      description: row.description ?? false,
      is_published: row.visibility === "PUBLIC",
      department_id: this.#named("hr.department", row.department, { complete_name: row.department }),
      contract_type_id: this.#named(
        "hr.contract.type",
        contractTypes[row.employment_type ?? ""] ?? row.employment_type,
      ),
      address_id: known ?? this.#named("res.partner", place, this.#place(row.location)),
      date_from: dayOf(row.opened_at),
      date_to: dayOf(row.closed_at),
      user_id: team("RECRUITER")[0] ?? false,
      // A recruiter interviews, too, for some of the jobs.
      interviewer_ids: [
        [6, 0, [...new Set([...team("HIRING_MANAGER"), ...team("RECRUITER").slice(Number(row.id) % 2)])]],
      ],
    };
  }

  #person(row: Readonly<CandidateRow>): Values {
    const name = [row.first_name, row.last_name].filter((part) => part !== null).join(" ");
    return {
      partner_name: name === "" ? false : name,
      email_from: row.email_addresses?.[0]?.email_address ?? false,
      partner_phone: row.phone_numbers?.[0]?.phone_number ?? false,
      linkedin_profile: row.social_media?.[0]?.link ?? false,
    };
  }

  #candidate(row: Readonly<CandidateRow>): Values {
    return { ...this.#person(row), categ_ids: [[6, 0, row.tag_ids.map(Number)]] };
  }

  #address(row: Readonly<CandidateRow>, made: Row): void {
    const partner = this.#database.linked(made, "partner_id");
    const database = this.#database;
    if (partner)
      database.write("res.partner", [partner.id], this.#place(row.location), {
        database,
        stamp: this.#stamp(row.changed_at, 3),
        context: {},
      });
  }

  #application(row: Readonly<ApplicationRow>): Values {
    const candidate = this.#world.candidates.get(row.candidate_id);
    const resume =
      candidate && this.#world.attachments.where("candidate_id", candidate.id).find(({ type }) => type === "CV");
    const refused = row.outcome === "DECLINED";
    const person =
      candidate && !this.#hasCandidates
        ? {
            ...this.#person(candidate),
            categ_ids: [[6, 0, candidate.tag_ids.map(Number)]],
            name: candidate.last_name ?? "Applicant",
          }
        : {};
    return {
      ...(this.#hasCandidates && { candidate_id: link(row.candidate_id) }),
      ...(this.#database.field("hr.applicant", "name") ? person : withoutName(person)),
      job_id: link(row.job_id),
      stage_id: link(row.current_stage_id),
      source_id: this.#named("utm.source", candidate?.source ?? null),
      active: !refused,
      refuse_reason_id: refused ? this.#named("hr.applicant.refuse.reason", row.rejection_reason_name) : false,
      refuse_date: refused ? secondOf(row.rejected_at) : false,
      message_main_attachment_id: link(resume?.id),
    };
  }

  #user(id: string): void {
    const row = this.#world.users.get(id)!;
    const name = [row.first_name, row.last_name].filter((part) => part !== null).join(" ");
    const email = row.email ?? false;
    this.#put("res.partner", { ...row, id: String(900_000 + Number(id)) }, () => ({ name, email }));
    this.#put("res.users", row, () => ({
      name,
      email,
      login: row.email ?? `user${id}`,
      partner_id: 900_000 + Number(id),
      active: row.status !== "INACTIVE",
    }));
  }

  #event(row: Readonly<InterviewRow>): Values {
    const application = this.#world.applications.get(row.application_id);
    const candidate = application?.candidate_id ?? null;
    const partner =
      candidate && this.#hasCandidates
        ? this.#database.row("hr.candidate", Number(candidate))?.values.get("partner_id")
        : undefined;
    return {
      name: row.title ?? "Interview",
      start: secondOf(row.starting_at),
      stop: secondOf(row.ending_at),
      location: row.location?.raw ?? false,
      videocall_location: row.video_conferencing_url ?? false,
      user_id: link(row.user_ids[0]),
      partner_ids: [
        [
          6,
          0,
          [...row.user_ids.map((user) => 900_000 + Number(user)), ...(typeof partner === "number" ? [partner] : [])],
        ],
      ],
      applicant_id: link(row.application_id),
      ...(this.#hasCandidates && { candidate_id: link(candidate) }),
      active: row.canceled !== true,
      privacy: "public",
    };
  }

  /** Where something of a candidate hangs: on the candidate, or on the candidate's first application. */
  #owner(candidate: string, application: string | null): { readonly model: string; readonly id: number } | undefined {
    if (application !== null) return { model: "hr.applicant", id: Number(application) };
    if (this.#hasCandidates) return { model: "hr.candidate", id: Number(candidate) };
    const [first] = this.#world.applications.where("candidate_id", candidate);
    return first && { model: "hr.applicant", id: Number(first.id) };
  }

  #note(row: Readonly<NoteRow>): void {
    const owner = this.#owner(row.candidate_id, row.application_id);
    const subtype = row.is_private === true ? "Note" : "Discussions";
    if (!owner) return;
    this.#put("mail.message", row, () => ({
      model: owner.model,
      res_id: owner.id,
      body: row.content_html ?? false,
      date: secondOf(row.remote_created_at ?? row.changed_at),
      author_id: row.author_id === null ? false : 900_000 + Number(row.author_id),
      message_type: "comment",
      subtype_id: this.#named("mail.message.subtype", subtype, { internal: row.is_private === true }),
    }));
  }

  #file(row: Readonly<AttachmentRow>): void {
    const owner = this.#owner(row.candidate_id, row.application_id);
    if (!owner) return;
    const values = {
      name: row.file_name ?? "file",
      mimetype: row.content_type,
      res_model: owner.model,
      res_id: owner.id,
    };
    this.#put(
      "ir.attachment",
      row,
      () => values,
      (_row, made) => setContent(made, () => row.content()),
    );
  }

  #toWorld(model: string, id: number, what: "created" | "written" | "deleted"): void {
    const collections: Readonly<Record<string, keyof World & WorldModel>> = {
      "hr.applicant": "applications",
      "hr.candidate": "candidates",
      "hr.job": "jobs",
      "hr.applicant.category": "tags",
      "mail.message": "notes",
      "ir.attachment": "attachments",
    };
    const name = collections[model];
    if (name === undefined) return;
    const known = this.#world[name].get(String(id));
    if (what === "deleted") return void (known && this.#world[name].delete(known.id));
    const row = this.#database.row(model, id)!;
    if (model === "hr.applicant") this.#applicationRow(row, known !== undefined);
    else if (model === "hr.candidate") this.#candidateRow(row, known !== undefined);
    else if (model === "hr.job" && known)
      this.#world.jobs.update(known.id, {
        name: this.#text(row, "name"),
        status: row.values.get("active") === true ? "OPEN" : "ARCHIVED",
      });
    else if (model === "hr.applicant.category" && !known)
      this.#world.tags.insert({ ...this.#world.newRow(String(id)), name: this.#text(row, "name") });
    else if (model === "mail.message" && !known) this.#noteRow(row);
    else if (model === "ir.attachment" && !known && row.values.get("res_field") === undefined) this.#fileRow(row);
  }

  readonly #text = (row: Row, field: string): string | null => {
    const value = this.#database.value(row, field);
    return typeof value === "string" ? value : null;
  };

  readonly #id = (row: Row, field: string): string | null => {
    const value = this.#database.value(row, field);
    return typeof value === "number" ? String(value) : null;
  };

  #dates(): { readonly remote_created_at: string; readonly remote_updated_at: string } {
    const now = this.#world.clock.timestamp();
    return { remote_created_at: now, remote_updated_at: now };
  }

  /** The candidate of an application, where the person stands on the application itself. */
  #personOf(row: Row): string {
    if (this.#hasCandidates) return this.#id(row, "candidate_id") ?? "";
    const email = this.#text(row, "email_normalized");
    const [known] = email === null ? [] : this.#world.candidatesByEmail(email);
    return (
      known?.id ?? this.#world.candidates.insert({ ...this.#world.newRow(), ...this.#dates(), ...this.#names(row) }).id
    );
  }

  #names(row: Row): Omit<CandidateRow, keyof Dated | "remote_id"> {
    const words = (this.#text(row, "partner_name") ?? "").split(" ");
    const [email, phone, social] = ["email_from", "partner_phone", "linkedin_profile"].map((field) =>
      this.#text(row, field),
    );
    return {
      first_name: words.slice(0, -1).join(" ") || (words[0] ?? null),
      last_name: words.length > 1 ? words.at(-1)! : null,
      company: null,
      title: null,
      source: null,
      confidential: null,
      email_addresses: email ? [{ email_address: email, type: null }] : [],
      phone_numbers: phone ? [{ phone_number: phone, type: null }] : [],
      social_media: social ? [{ link: social, type: "LINKEDIN", username: null }] : [],
      location: null,
      remote_url: null,
      tag_ids: ((row.values.get("categ_ids") as readonly number[] | undefined) ?? []).map(String),
    };
  }

  #candidateRow(row: Row, known: boolean): void {
    const names = this.#names(row);
    if (!known) this.#world.candidates.insert({ ...this.#world.newRow(String(row.id)), ...this.#dates(), ...names });
    else {
      const { first_name, last_name, email_addresses, phone_numbers, tag_ids } = names;
      this.#world.candidates.update(String(row.id), { first_name, last_name, email_addresses, phone_numbers, tag_ids });
    }
  }

  #applicationRow(row: Row, known: boolean): void {
    const status = this.#database.value(row, "application_status");
    const reason = this.#database.linked(row, "refuse_reason_id");
    const refused = status === "refused";
    const standing = {
      outcome: refused ? "DECLINED" : status === "hired" ? "HIRED" : "PENDING",
      rejection_reason_name: refused && reason ? this.#text(reason, "name") : null,
      rejected_at: refused ? this.#world.clock.timestamp() : null,
      current_stage_id: this.#id(row, "stage_id"),
      tool_stage_id: this.#id(row, "stage_id"),
      job_id: this.#id(row, "job_id"),
    } as const;
    if (known) return void this.#world.applications.update(String(row.id), standing);
    this.#world.applications.insert({
      ...this.#world.newRow(String(row.id)),
      ...this.#dates(),
      ...standing,
      candidate_id: this.#personOf(row),
      screening_question_answers: [],
      remote_url: null,
      created_through_kombo: false,
    });
  }

  /** The candidate and the application that a message or a file belongs to. */
  #ownerOf(
    row: Row,
    model: string,
  ): { readonly candidate_id: string; readonly application_id: string | null } | undefined {
    const id = row.values.get("res_id");
    const owner = typeof id === "number" && this.#database.has(model) ? this.#database.row(model, id) : undefined;
    if (!owner) return undefined;
    if (model === "hr.candidate") return { candidate_id: String(owner.id), application_id: null };
    return model === "hr.applicant"
      ? { candidate_id: this.#personOf(owner), application_id: String(owner.id) }
      : undefined;
  }

  #noteRow(row: Row): void {
    const owner = this.#ownerOf(row, this.#text(row, "model") ?? "");
    if (!owner || row.values.get("message_type") !== "comment") return;
    const content_html = this.#text(row, "body");
    this.#world.notes.insert({
      ...this.#world.newRow(String(row.id)),
      ...this.#dates(),
      ...owner,
      author_id: null,
      title: null,
      content_html,
      is_private: true,
    });
  }

  #fileRow(row: Row): void {
    const owner = this.#ownerOf(row, this.#text(row, "res_model") ?? "");
    if (!owner) return;
    this.#world.attachments.insert({
      ...this.#world.newRow(String(row.id)),
      ...this.#dates(),
      ...owner,
      type: "OTHER",
      file_name: this.#text(row, "name"),
      content_type: this.#text(row, "mimetype") ?? "",
      content: () => contentOf(row),
    });
  }
}

const withoutName = ({ name: _name, ...rest }: Values): Values => rest;

/** Whether a value is there already. Commands set what they list. */
function same(held: unknown, value: unknown): boolean {
  const wanted = Array.isArray(value) && Array.isArray(value[0]) ? (value[0] as unknown[])[2] : value;
  return (
    JSON.stringify(held ?? false) === JSON.stringify(wanted) ||
    (Array.isArray(wanted) && wanted.length === 0 && held === undefined)
  );
}
