import {
  instantClock,
  TroubledNetwork,
  type Customer,
  type ListChange,
  type Spoil,
  type World,
  type WorldRecord,
  type WorldSession,
} from "@anyats/conformance";
import { Rowan } from "../src/server/rowan.ts";

interface Page {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string | null;
}

/** Changes the second record of a list. */
const inSecond =
  (change: object): Spoil =>
  (body) => {
    const page = body as Partial<Page>;
    const items = page.items?.map((item, index) => (index === 1 ? { ...item, ...change } : item));
    return items && { ...page, items };
  };

/** The way to Rowan, on which things go wrong. */
function networkTo(rowan: Rowan): TroubledNetwork {
  let cursor: string | undefined;
  return new TroubledNetwork({
    answer: (request) => rowan.answer(request),
    records: {
      in: (body) => (body as Partial<Page>).items ?? (body as object),
      put: (body, records) => ((body as Partial<Page>).items ? { ...(body as Page), items: records } : records),
      always: ["id", "created_at", "updated_at"],
    },
    spoils: {
      "unreadable-record": inSecond({ updated_at: "no date" }),
      "unknown-value": inSecond({ state: "a state that nobody knows" }),
      "repeated-cursor": (body) => {
        const page = body as Partial<Page>;
        return page.items && { ...page, next: (cursor ??= String(page.items[0]!["id"])) };
      },
    },
  });
}

type Row = Readonly<Record<string, unknown>>;
type Rows = (sql: string, ...values: string[]) => readonly Row[];

const states: Readonly<Record<string, string>> = {
  PENDING: "active",
  HIRED: "hired",
  DECLINED: "rejected",
  OPEN: "open",
  CLOSED: "closed",
  DRAFT: "draft",
};
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
  outcome: outcomes[String(state)] ?? state,
  rejectedAt: iso(rejected_at),
  stage: stage_id == null ? null : { id: stage_id, remoteId: stage_id, name: null, status: null, index: null },
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
      status: row["state"] == null ? null : String(row["state"]).toUpperCase(),
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
  if (group === "rejectionReasons")
    return rows("SELECT * FROM reasons").map(({ id, name }) => ({ id: String(id), remoteId: String(id), name }));
  if (group !== "applications") return [];
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

/** Somebody changes the stages or the reasons; Rowan has no list of tags or users. */
function administer(rowan: Rowan, change: ListChange): string {
  rowan.advance(60_000);
  const table = { stages: "stages", rejectionReasons: "reasons", tags: "never", users: "never" }[change.list];
  if (table === "never") return table;
  const run = (sql: string, ...values: (string | number)[]) => rowan.database.prepare(sql).run(...values);
  // All jobs have the same stages, and each changes with them.
  if (table === "stages" && !("rename" in change))
    for (const { id } of rowan.database.prepare("SELECT id FROM jobs WHERE deleted_at IS NULL").all())
      rowan.touch("jobs", String(id));
  if ("add" in change) {
    const id = change.add.toLowerCase().replaceAll(" ", "-");
    run(`INSERT INTO ${table} (id, name) VALUES (?, ?)`, id, change.add);
    if (table === "stages") run("UPDATE stages SET position = 9 WHERE id = ?", id);
    return id;
  }
  const id = "remove" in change ? change.remove : change.rename;
  if ("remove" in change) run(`DELETE FROM ${table} WHERE id = ?`, id);
  else run(`UPDATE ${table} SET name = ? WHERE id = ?`, change.to, id);
  return id;
}

function open(customer: Customer = "first"): WorldSession {
  const rowan = new Rowan();
  const network = networkTo(rowan);
  const settings = {
    apiKey: rowan.apiKey,
    baseUrl: `https://rowan-of-the-${customer}.example.com`,
    fetch: network.fetch,
  };
  const key = "a-key-that-is-wrong-0123456789";
  const rows = (sql: string, ...values: string[]) => rowan.database.prepare(sql).all(...values);
  return {
    settings,
    wrong: { key, settings: { ...settings, apiKey: key } },
    modules: [instantClock(rowan.now())],
    now: () => rowan.now(),
    requests: () => network.seen().length,
    writes: () => rowan.writes,
    ids: (kind) =>
      rows(
        kind === "rejectionReasons" ? "SELECT id FROM reasons" : `SELECT id FROM ${kind} WHERE deleted_at IS NULL`,
      ).map(({ id }) => String(id)),
    records: (group) => recordsOf(rows, group),
    seen: network.seen,
    touch: (kind, id) => {
      rowan.advance(60_000);
      if (kind !== "rejectionReasons") rowan.touch(kind, id);
    },
    remove: (kind, id) => {
      if (kind !== "jobs" && kind !== "applications" && kind !== "candidates") return "never";
      rowan.advance(60_000);
      return rowan.remove(kind, id);
    },
    restore: (kind, id) => {
      rowan.advance(60_000);
      rowan.database.prepare(`UPDATE ${kind} SET deleted_at = NULL WHERE id = ?`).run(id);
      rowan.touch(kind as "jobs", id);
    },
    move: (id, job) => {
      rowan.advance(60_000);
      rowan.database.prepare("UPDATE applications SET job_id = ? WHERE id = ?").run(job, id);
      rowan.touch("applications", id);
    },
    administer: (change) => administer(rowan, change),
    become: (id, { field, value }) => {
      const columns = {
        outcome: "state",
        status: "state",
        stageId: "stage_id",
        emailAddresses: "email",
        visibility: "",
      };
      if (value === "ARCHIVED") return "never";
      rowan.advance(60_000);
      const table = field === "status" ? "jobs" : field === "emailAddresses" ? "candidates" : "applications";
      const said = value === null ? null : (states[value] ?? value);
      rowan.database.prepare(`UPDATE ${table} SET ${columns[field]} = ? WHERE id = ?`).run(said, id);
      rowan.touch(table, id);
      return undefined;
    },
    application: (id) => {
      const [row] = rows("SELECT stage_id, state FROM applications WHERE id = ?", id);
      return { stageId: (row!["stage_id"] ?? null) as string | null, rejected: row!["state"] === "rejected" };
    },
    notes: (_of, id) =>
      rows("SELECT text FROM notes WHERE application_id = ? ORDER BY id", id).map(({ text }) => String(text)),
    files: () => [],
    trouble: network.trouble,
    struck: network.struck,
    close: () => rowan.database.close(),
  };
}

/** Rowan itself, for the conformance kit: it can be looked into, worked in, and cut off. */
export const rowanWorld: World = { name: "Rowan on SQLite", tier: "emulator", open };
