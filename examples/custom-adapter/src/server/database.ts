import { DatabaseSync } from "node:sqlite";

const tables = `
CREATE TABLE jobs (id TEXT PRIMARY KEY, title TEXT, state TEXT, created_at TEXT, updated_at TEXT, deleted_at TEXT);
CREATE TABLE stages (id TEXT PRIMARY KEY, name TEXT, position INTEGER);
CREATE TABLE candidates (id TEXT PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT COLLATE NOCASE, phone TEXT,
  created_at TEXT, updated_at TEXT, deleted_at TEXT);
CREATE TABLE applications (id TEXT PRIMARY KEY, job_id TEXT, candidate_id TEXT, stage_id TEXT, state TEXT,
  reason_id TEXT, rejected_at TEXT, created_at TEXT, updated_at TEXT, deleted_at TEXT);
CREATE TABLE reasons (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, application_id TEXT, reference TEXT UNIQUE, text TEXT, created_at TEXT);
`;

const stages = ["Applied", "Screening", "Interview", "Offer", "Hired"];
const reasons = ["Skills", "Salary", "Position filled"];
const titles = ["Gardener", "Bicycle mechanic", "Bookkeeper", "Nurse", "Night porter"];
const people = ["Ada Byron", "Alan Mathison", "Grace Brewster", "Katherine Coleman", "Mary Jackson", "Tim Kojo"];
const [minute, hour] = [60_000, 3_600_000];

const numbered = (letter: string, n: number) => `${letter}${String(n).padStart(4, "0")}`;

/** The database of Rowan with an invented company in it: 23 jobs, 40 candidates, 60 applications. */
export function openDatabase(now: Date): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  database.exec(tables);
  const at = (ago: number) => new Date(now.getTime() - ago).toISOString();
  const insert = (table: string, ...values: readonly (string | number | null)[]) =>
    database.prepare(`INSERT INTO ${table} VALUES (${values.map(() => "?").join(", ")})`).run(...values);

  stages.forEach((name, position) => insert("stages", name.toLowerCase(), name, position));
  reasons.forEach((name, index) => insert("reasons", numbered("r", index + 1), name));
  for (let n = 1; n <= 23; n += 1) {
    const state = ["open", "closed", "open", "draft"][n % 4]!;
    insert("jobs", numbered("j", n), titles[n % titles.length]!, state, at(n * 9 * hour), at(n * hour), null);
  }
  for (let n = 1; n <= 40; n += 1) {
    const [first, last] = people[n % people.length]!.split(" ") as [string, string];
    const email = `${first}.${last}.${n}@example.com`.toLowerCase();
    insert(
      "candidates",
      numbered("c", n),
      first,
      last,
      email,
      `+1 212 555 ${1000 + n}`,
      at(n * hour),
      at(n * minute),
      null,
    );
  }
  for (let n = 1; n <= 60; n += 1) {
    const [job, candidate] = [numbered("j", 1 + (n % 23)), numbered("c", 1 + (n % 40))];
    const stage = stages[n % 3]!.toLowerCase();
    const state = n % 15 === 0 ? "rejected" : n % 22 === 0 ? "hired" : "active";
    insert(
      "applications",
      numbered("a", n),
      job,
      candidate,
      stage,
      state,
      state === "rejected" ? "r0001" : null,
      state === "rejected" ? at(n * minute) : null,
      at(n * hour),
      at(n * minute),
      null,
    );
  }
  return database;
}
