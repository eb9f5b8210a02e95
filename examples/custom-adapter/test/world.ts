import { instantClock, type Trouble, type World, type WorldRecord, type WorldSession } from "@anyats/conformance";
import { Rowan } from "../src/server/rowan.ts";

type Fetch = typeof globalThis.fetch;
type Page = { items: Record<string, unknown>[]; next: string | null };

/** What may happen between the adapter and Rowan. Each strikes once, but for the cursor. */
class Network {
  readonly #rowan: Rowan;
  #cursor: string | undefined;
  trouble: Trouble | undefined;

  constructor(rowan: Rowan) {
    this.#rowan = rowan;
  }

  readonly fetch: Fetch = async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const { trouble } = this;
    if (trouble === "answer-lost") {
      if (request.method === "GET") return this.#rowan.answer(request);
      this.trouble = undefined;
      await this.#rowan.answer(request);
      throw new TypeError("fetch failed");
    }
    if (trouble === "unreadable-record" || trouble === "unknown-value" || trouble === "repeated-cursor")
      return this.#spoilt(trouble, await this.#rowan.answer(request));
    this.trouble = undefined;
    if (trouble === "request-lost") throw new TypeError("fetch failed");
    if (trouble === "throttled") return new Response(null, { status: 429, headers: { "Retry-After": "1" } });
    if (trouble === "unavailable") return new Response(null, { status: 503 });
    if (trouble === "html-page") return new Response("<html>Bad gateway</html>", { status: 502 });
    if (trouble === "cut-off") return new Response('{"items": [{"id": "j0');
    return this.#rowan.answer(request);
  };

  async #spoilt(trouble: Trouble, answer: Response): Promise<Response> {
    const page = (await answer.json()) as Partial<Page>;
    if (!page.items) return Response.json(page, { status: answer.status });
    if (trouble === "unreadable-record") page.items[1] = { ...page.items[1], updated_at: "no date" };
    if (trouble === "unknown-value") page.items[1] = { ...page.items[1], state: "a state that nobody knows" };
    if (trouble === "repeated-cursor") page.next = this.#cursor ??= String(page.items[0]!["id"]);
    else this.trouble = undefined;
    return Response.json(page);
  }
}

type Row = Readonly<Record<string, unknown>>;
type Rows = (sql: string, ...values: string[]) => readonly Row[];

const outcomes: Readonly<Record<string, string>> = { active: "PENDING", hired: "HIRED", rejected: "DECLINED" };
const iso = (value: unknown) => (value == null ? null : new Date(String(value)).toISOString());
const dates = ({ id, created_at, updated_at }: Row) => ({
  id: String(id),
  remoteId: String(id),
  createdAt: iso(created_at),
  updatedAt: iso(updated_at),
  changedAt: iso(updated_at),
});
const person = ({ first_name: firstName, last_name: lastName, email, phone }: Row) => ({
  firstName,
  lastName,
  emailAddresses: email == null ? [] : [{ address: email, type: null }],
  phoneNumbers: phone == null ? [] : [{ number: phone, type: null }],
});
const standing = ({ state, stage_id, job_id, rejected_at }: Row) => ({
  outcome: outcomes[String(state)],
  rejectedAt: iso(rejected_at),
  stage: { id: stage_id, remoteId: stage_id, name: null, status: null, index: null },
  job: { id: job_id, remoteId: job_id, title: null },
});

/** What Rowan's tables hold, in canonical form: told from SQL, and not by the adapter. */
function recordsOf(rows: Rows, group: string): readonly WorldRecord[] {
  const stages = rows("SELECT * FROM stages ORDER BY position").map(({ id, name, position }) => ({
    id,
    remoteId: id,
    name,
    status: null,
    index: position,
  }));
  const deleted = ({ deleted_at }: Row) => ({ deletedAt: iso(deleted_at) });
  if (group === "jobs")
    return rows("SELECT * FROM jobs").map((row) => ({
      ...dates(row),
      ...deleted(row),
      title: row["title"],
      status: String(row["state"]).toUpperCase(),
      stages,
    }));
  if (group === "candidates")
    return rows("SELECT * FROM candidates").map((row) => ({
      ...dates(row),
      ...deleted(row),
      ...person(row),
      applications: rows(
        "SELECT * FROM applications WHERE candidate_id = ? AND deleted_at IS NULL ORDER BY id",
        String(row["id"]),
      ).map((application) => ({
        ...dates(application),
        remoteUrl: null,
        rejectionReasonName: null,
        ...standing(application),
      })),
    }));
  return rows("SELECT * FROM applications").map((row) => {
    const [candidate] = rows("SELECT * FROM candidates WHERE id = ?", String(row["candidate_id"]));
    return {
      ...dates(row),
      ...deleted(row),
      ...standing(row),
      stageId: row["stage_id"],
      jobId: row["job_id"],
      candidateId: row["candidate_id"],
      candidate: candidate && {
        id: candidate["id"],
        remoteId: candidate["id"],
        remoteUrl: null,
        ...person(candidate),
        socialProfiles: [],
        source: null,
        tags: [],
      },
    };
  });
}

function open(): WorldSession {
  const rowan = new Rowan();
  const network = new Network(rowan);
  const settings = { apiKey: rowan.apiKey, baseUrl: "https://rowan.example.com", fetch: network.fetch };
  const key = "a-key-that-is-wrong-0123456789";
  const rows = (sql: string, ...values: string[]) => rowan.database.prepare(sql).all(...values);
  return {
    settings,
    wrong: { key, settings: { ...settings, apiKey: key } },
    modules: [instantClock(rowan.now())],
    now: () => rowan.now(),
    requests: () => rowan.log.length,
    writes: () => rowan.log.filter(({ method }) => method !== "GET").length,
    ids: (kind) =>
      rows(
        kind === "rejectionReasons" ? "SELECT id FROM reasons" : `SELECT id FROM ${kind} WHERE deleted_at IS NULL`,
      ).map(({ id }) => String(id)),
    records: (group) => recordsOf(rows, group),
    seen: () => rowan.log,
    touch: (kind, id) => {
      rowan.advance(60_000);
      if (kind !== "rejectionReasons") rowan.touch(kind, id);
    },
    remove: (kind, id) => {
      rowan.advance(60_000);
      if (kind !== "rejectionReasons") rowan.remove(kind, id);
    },
    application: (id) => {
      const [row] = rows("SELECT stage_id, state FROM applications WHERE id = ?", id);
      return { stageId: String(row!["stage_id"]), rejected: row!["state"] === "rejected" };
    },
    notes: (_of, id) =>
      rows("SELECT text FROM notes WHERE application_id = ? ORDER BY id", id).map(({ text }) => String(text)),
    files: () => [],
    trouble: (what) => void (network.trouble = what),
    close: () => rowan.database.close(),
  };
}

/** Rowan itself, for the conformance kit: it can be looked into, worked in, and cut off. */
export const rowanWorld: World = { name: "Rowan on SQLite", tier: "emulator", open };
