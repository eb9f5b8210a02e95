import { at, seedAgency, type Agency, type SeedSettings } from "../data/agency.ts";
import type { World } from "../world/world.ts";
import type { Database } from "./orm/database.ts";
import type { Property } from "./orm/values.ts";

/** The stages of Odoo's own start, and one that only some jobs have. */
export const stages = [
  { remoteId: "1", name: "New" },
  { remoteId: "2", name: "Initial Qualification" },
  { remoteId: "3", name: "First Interview" },
  { remoteId: "4", name: "Second Interview" },
  { remoteId: "5", name: "Contract Proposal" },
  { remoteId: "6", name: "Contract Signed" },
  { remoteId: "7", name: "Trial Day" },
] as const;
const [hired, trial, withTemplate] = ["6", "7", "2"] as const;

/** Fills a world with an agency that works with Odoo. */
export function seedOdooAgency(world: World, settings: SeedSettings): void {
  const agency: Agency = {
    stages,
    link: () => "",
    stagesFor: (_world, kind) =>
      stages.filter(({ remoteId }) => remoteId !== trial || kind === "Direct Hire").map(({ remoteId }) => remoteId),
    // Each model counts for itself: some candidates and jobs have the same ids.
    applicationRemoteId: () => String(100_005 + world.applications.size),
    standing: ({ random }, { stage_ids }) => {
      const open = stage_ids.filter((id) => id !== hired);
      const draw = random.next();
      if (draw < 0.1) return at(hired, "HIRED");
      return at(random.pick(open), draw < 0.3 ? "DECLINED" : "PENDING");
    },
  };
  seedAgency(world, settings, agency);
}

/** What the world has no place for: how stages work, properties, values of the customer's own fields. */
export function furnish(database: Database, world: World): void {
  const change = { database, stamp: "2026-01-02 08:00:00.000417", context: {} };
  const template = database.create("mail.template", { name: "Recruitment: Applicant Acknowledgement" }, change).id;
  for (const row of database.rows("hr.recruitment.stage")) {
    const id = String(row.id);
    database.set(row, "hired_stage", id === hired);
    database.set(row, "fold", id === hired);
    if (id === withTemplate) database.set(row, "template_id", template);
    if (id === trial)
      database.set(
        row,
        "job_ids",
        world.jobs
          .all()
          .filter((job) => job.stage_ids.includes(trial))
          .map((job) => Number(job.id)),
      );
  }
  for (const row of database.rows("hr.job")) {
    database.set(row, "applicant_properties_definition", properties);
    fill(database, row.model, row.id);
  }
  defineForCompany(database, change);
  for (const model of ["hr.applicant", "hr.candidate"])
    if (database.has(model)) for (const row of database.rows(model)) fill(database, model, row.id);
  // Somebody archived an application without a reason.
  const [, pending] = [...database.rows("hr.applicant")].filter(
    (row) => row.values.get("refuse_reason_id") === undefined && row.values.get("date_closed") === undefined,
  );
  if (pending) database.set(pending, "active", false);
}

const ofCompany: readonly Property[] = [
  { name: "mm33nn44", type: "char", string: "Unit" },
  { name: "oo55pp66", type: "integer", string: "Floor" },
];

/** The company defines properties of its jobs and persons, where a version has such; some hold values. */
function defineForCompany(database: Database, change: Parameters<Database["create"]>[2]): void {
  const company = database.create("res.company", { name: "The agency" }, change);
  for (const [model, holder] of [
    ["hr.job", "job_properties"],
    ["hr.candidate", "candidate_properties"],
  ] as const) {
    const definition = `${holder}_definition`;
    if (!database.has(model) || !database.field("res.company", definition)) continue;
    database.set(company, definition, ofCompany);
    for (const [nth, row] of [...database.rows(model)].entries()) {
      database.set(row, "company_id", company.id);
      const values = ["Unit 4831", 4832];
      if (nth < 2)
        database.set(
          row,
          holder,
          ofCompany.map((each, index) => ({ ...each, value: values[index] })),
        );
    }
  }
}

const properties: readonly Property[] = [
  { name: "aa11bb22", type: "integer", string: "Notice weeks" },
  {
    name: "cc33dd44",
    type: "selection",
    string: "Seniority",
    selection: [
      ["jr", "Junior"],
      ["sr", "Senior"],
    ],
  },
  {
    name: "ee55ff66",
    type: "tags",
    string: "Licences",
    tags: [
      ["cdl", "CDL-A", 1],
      ["rn", "RN", 2],
    ],
  },
  // A line between properties is one of them, and a label may be left empty.
  { name: "gg77hh88", type: "separator", string: "More" },
  { name: "ii99jj00", type: "boolean", string: "" },
  { name: "kk11ll22", type: "many2one", string: "Mentor", comodel: "res.users" },
];

/** Values of the customer's fields, for some records. */
function fill(database: Database, model: string, id: number): void {
  const row = database.row(model, id)!;
  if (id % 3 === 0) return;
  database.set(row, "x_shift", id % 2 === 0 ? "Nights" : "Days");
  database.set(row, "x_score", id % 11);
  database.set(row, "x_rate", (id % 40) + 0.5);
  database.set(row, "x_mobile", id % 4 === 0);
  database.set(row, "x_start", "2026-12-07");
  database.set(row, "x_seen", "2026-11-20 13:37:00");
  database.set(row, "x_level", "sr");
  database.set(row, "x_team", ["north", "south", "east"][id % 2 === 0 ? 0 : 1 + (id % 4 === 1 ? 0 : 1)]!);
  database.set(row, "x_owner", 301);
  if (model === "hr.applicant")
    database.set(
      row,
      "applicant_properties",
      properties.map((each, index) => ({ ...each, value: [4, "sr", ["rn"], false, id % 2 === 0, 301][index] })),
    );
}
