import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "./database.ts";
import { isListed, list, one } from "./lists.ts";

const problem = (status: number, error: string) => Response.json({ error }, { status });

/**
 * Rowan, the applicant tracking system that a company has built for itself: REST over SQLite. It answers the `Request`s
 * of a `fetch`; `listen.ts` puts it behind a port.
 */
export class Rowan {
  readonly apiKey = "rowan-development-key";
  readonly database: DatabaseSync;
  /** How many requests came that were to change something. */
  writes = 0;
  #now: number;

  constructor(now = new Date("2026-11-23T09:00:00Z")) {
    this.#now = now.getTime();
    this.database = openDatabase(now);
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Time goes on. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (request.headers.get("authorization") !== `Bearer ${this.apiKey}`) return problem(401, "wrong key");
    const [kind = "", id, action] = pathname.split("/").slice(1).map(decodeURIComponent);
    if (request.method !== "GET") {
      this.writes += 1;
      return this.#write(kind, id ?? "", action ?? "", (await request.json()) as Record<string, unknown>);
    }
    if (kind === "key") return Response.json({ account: "AnyATS service account" });
    if (kind === "stages" || kind === "reasons") return Response.json(this.#all(kind));
    if (kind === "notes") return Response.json(this.#notesBy(searchParams.get("reference") ?? ""));
    if (!isListed(kind)) return problem(404, "no such thing");
    if (id === undefined) return Response.json(list(this.database, kind, searchParams));
    const found = one(this.database, kind, id);
    return found ? Response.json(found) : problem(404, "no such record");
  }

  #all(kind: string): object[] {
    return this.database.prepare(`SELECT * FROM ${kind} ORDER BY rowid`).all();
  }

  #notesBy(reference: string): object[] {
    return this.database.prepare("SELECT * FROM notes WHERE reference = ?").all(reference);
  }

  #write(kind: string, id: string, action: string, body: Readonly<Record<string, unknown>>): Response {
    const application = kind === "applications" ? one(this.database, kind, id) : undefined;
    if (!application) return problem(404, "no such application");
    if (action === "stage") return this.#move(id, String(body["stage_id"]));
    if (action === "rejection") return this.#reject(id, String(body["reason_id"]));
    if (action === "notes") return this.#note(id, String(body["reference"]), String(body["text"]));
    return problem(404, "no such action");
  }

  #move(id: string, stage: string): Response {
    if (stage === "hired") return problem(409, "people are hired in payroll");
    if (!this.database.prepare("SELECT 1 FROM stages WHERE id = ?").get(stage)) return problem(422, "no such stage");
    this.database.prepare("UPDATE applications SET stage_id = ? WHERE id = ?").run(stage, id);
    return this.#changed(id);
  }

  #reject(id: string, reason: string): Response {
    if (!this.database.prepare("SELECT 1 FROM reasons WHERE id = ?").get(reason)) return problem(422, "no such reason");
    this.database
      .prepare(
        "UPDATE applications SET state = 'rejected', reason_id = ?, rejected_at = coalesce(rejected_at, ?) WHERE id = ?",
      )
      .run(reason, this.now().toISOString(), id);
    return this.#changed(id);
  }

  #note(id: string, reference: string, text: string): Response {
    if (this.database.prepare("SELECT 1 FROM notes WHERE reference = ?").get(reference))
      return problem(409, "a note has this reference already");
    this.database
      .prepare("INSERT INTO notes (application_id, reference, text, created_at) VALUES (?, ?, ?, ?)")
      .run(id, reference, text, this.now().toISOString());
    return Response.json({ reference }, { status: 201 });
  }

  #changed(id: string): Response {
    this.touch("applications", id);
    const { candidate_id } = this.database.prepare("SELECT candidate_id FROM applications WHERE id = ?").get(id)!;
    this.touch("candidates", String(candidate_id));
    return Response.json(one(this.database, "applications", id)!);
  }

  /** A record has changed. */
  touch(kind: "jobs" | "applications" | "candidates", id: string): void {
    this.database.prepare(`UPDATE ${kind} SET updated_at = ? WHERE id = ?`).run(this.now().toISOString(), id);
  }

  /** A record is put into the bin: lists show it only on demand. */
  remove(kind: "jobs" | "applications" | "candidates", id: string): void {
    const at = this.now().toISOString();
    this.database.prepare(`UPDATE ${kind} SET deleted_at = ?, updated_at = ? WHERE id = ?`).run(at, at, id);
  }
}
