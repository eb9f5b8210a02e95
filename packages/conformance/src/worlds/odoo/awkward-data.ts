import type { EmulatorFor } from "@anyats/emulator";
import { editedMark } from "./truth.ts";

type Tables = EmulatorFor<"odoo">["odoo"];

/** The stage of those who are hired. */
export const hiredStage = 6;

/** Changes the nth record of a model, where a world as small as that has one; from the end where it is negative. */
function change(odoo: Tables, model: string, nth: number, values: Readonly<Record<string, unknown>>): void {
  const id = odoo.ids(model).at(nth);
  if (id !== undefined) odoo.write(model, id, values);
}

/** What the nth record of a model holds in a field; `undefined` where there is no such record. */
function valueOf(odoo: Tables, model: string, nth: number, field: string): unknown {
  const id = odoo.ids(model).at(nth);
  return id === undefined ? undefined : odoo.value(model, id, field);
}

/**
 * Makes a seeded world as awkward as a real one: records lack what they may lack in Odoo, are what few are, and differ in what
 * most say alike.
 */
export function makeAwkward({ odoo }: { readonly odoo: Tables }): void {
  const people = odoo.ids("hr.candidate").length > 0 ? "hr.candidate" : "hr.applicant";
  const partner = odoo.ids("res.partner").at(-1)!;
  hireSome(odoo);
  relateMore(odoo, people);
  follow(odoo, people, partner);
  useEveryContract(odoo);
  lackSome(odoo, people, partner);
  beWhatFewAre(odoo, people);
  sayMore(odoo, people);
  letInGuests(odoo);
  keepOtherThings(odoo);
  leaveTraces(odoo);
  if (people === "hr.applicant") keepTalent(odoo);
  // A domain may be kept in the script in which somebody typed it.
  change(odoo, people, 7, { email_from: "Ida.4936@bücher.example" });
}

/** What the second customer holds. */
export function makeSecondAwkward(emulator: { readonly odoo: Tables }): void {
  change(emulator.odoo, "hr.applicant.refuse.reason", 0, { name: "Another word" });
  // This customer lacks the app for the website.
  for (const field of ["is_published", "full_url"]) emulator.odoo.setField("hr.job", field, false);
  makeAwkward(emulator);
}

/** Contract types: those that Odoo brings (`hr.contract.type` of its app for employees), and some in the words of customers. */
const contracts = [
  "Full time",
  "Part-Time",
  "Temporary",
  "Interim",
  "Contractor",
  "Seasonal",
  "Intern",
  "Internship",
  "Student",
  "Trainee",
  // It says none of the words of the field.
  "Permanent",
];

/**
 * Lets each contract type occur in some job. The types that jobs have get other names, which moves no date of those jobs; the
 * other jobs get further types. The last two jobs lack theirs later, or somebody changes them.
 */
function useEveryContract(odoo: Tables): void {
  const jobs = odoo.ids("hr.job").slice(0, -1);
  const held = new Map(jobs.slice(0, -1).map((id) => [odoo.value("hr.job", id, "contract_type_id"), id] as const));
  held.delete(undefined);
  const names = [...contracts];
  for (const type of held.keys()) odoo.write("hr.contract.type", type as number, { name: names.shift() });
  const keeping = new Set(held.values());
  for (const id of jobs.filter((each) => !keeping.has(each)))
    if (names.length > 0)
      odoo.write("hr.job", id, { contract_type_id: odoo.create("hr.contract.type", { name: names.shift() }) });
}

/** Customers of a company sign in to its portal, and are users of its Odoo then. */
function letInGuests(odoo: Tables): void {
  const email = "guest.4735@client.example.com";
  const partner_id = odoo.create("res.partner", { name: "Guest of the portal", email });
  odoo.create("res.users", { name: "Guest of the portal", email, login: email, partner_id, active: true, share: true });
}

/** The same tables hold what belongs to nobody who applied. */
function keepOtherThings(odoo: Tables): void {
  odoo.create("calendar.event", { name: "Lunch 4736", start: "2026-11-24 12:00:00", stop: "2026-11-24 13:00:00" });
  for (const res_id of odoo.ids("hr.job").slice(0, 1)) {
    const [body, date] = ["<p>Post this job again 4737</p>", "2026-11-20 10:00:00"];
    odoo.create("mail.message", { model: "hr.job", res_id, body, date, message_type: "comment" });
    odoo.create("ir.attachment", { name: "Job 4738.pdf", res_model: "hr.job", res_id });
  }
  // What people wrote as a link need not be an address; a picture is not a résumé, and a file may be empty, or lack its type.
  const res_model = odoo.ids("hr.candidate").length > 0 ? "hr.candidate" : "hr.applicant";
  for (const res_id of odoo.ids(res_model).slice(2, 3)) {
    odoo.create("ir.attachment", {
      name: "Profile 4744",
      res_model,
      res_id,
      type: "url",
      url: "www.profile-4744.example",
    });
    odoo.create("ir.attachment", { name: "Photo 4745.png", res_model, res_id, mimetype: "image/png" });
    odoo.create("ir.attachment", { name: "Nothing 4746", res_model, res_id });
  }
  change(odoo, "ir.attachment", 0, { mimetype: false });
  // Of a form that nobody saved: of an application that is not there, which says so in two ways.
  for (const place of [{ res_id: 0 }, {}])
    odoo.create("ir.attachment", { name: "Unsaved 4739.pdf", res_model: "hr.applicant", ...place });
}

/** What was done and undone leaves something behind. */
function leaveTraces(odoo: Tables): void {
  const [open, refused, hired] = [openIn(odoo), ofStatus(odoo, "refused"), ofStatus(odoo, "hired")];
  // A refusal was taken back; others were made of applications that stay on the board, one of them among the hired. Somebody
  // who was hired is archived.
  if (open[3] !== undefined) odoo.write("hr.applicant", open[3], { refuse_date: "2026-11-04 05:06:07" });
  if (refused[1] !== undefined) odoo.write("hr.applicant", refused[1], { active: true });
  if (refused[2] !== undefined) odoo.write("hr.applicant", refused[2], { active: true, stage_id: hiredStage });
  if (hired[1] !== undefined) odoo.write("hr.applicant", hired[1], { active: false });
  if (open[4] === undefined) return;
  const on = { model: "hr.applicant", res_id: open[4], message_type: "comment" };
  const [file] = odoo.ids("ir.attachment");
  odoo.create("mail.message", { ...on, body: editedMark, date: "2026-11-21 10:00:00" });
  // It has no text either, and was not deleted.
  if (file !== undefined)
    odoo.create("mail.message", { ...on, body: false, date: "2026-11-21 11:00:00", attachment_ids: [[6, 0, [file]]] });
}

/** Odoo 19 keeps somebody who did not apply as an application, in a pool of talents: with a note and a file. */
function keepTalent(odoo: Tables): void {
  if (!odoo.hasField("hr.applicant", "talent_pool_ids")) return;
  const pool = odoo.create("hr.talent.pool", { name: "Silver medallists" });
  const known = { partner_name: "Ada Lovelace", email_from: "ada.4740@example.com", partner_phone: "+12125550140" };
  const res_id = odoo.create("hr.applicant", { ...known, talent_pool_ids: [[6, 0, [pool]]] });
  odoo.create("ir.attachment", { name: "Ada 4741.pdf", res_model: "hr.applicant", res_id });
  odoo.create("mail.message", {
    model: "hr.applicant",
    res_id,
    body: "<p>Ask her next spring 4742</p>",
    date: "2026-11-19 10:00:00",
    message_type: "comment",
  });
}

const ofStatus = (odoo: Tables, status: string) =>
  odoo.ids("hr.applicant").filter((id) => odoo.value("hr.applicant", id, "application_status") === status);
const openIn = (odoo: Tables) => ofStatus(odoo, "ongoing");

/** Some applications end with a contract. */
function hireSome(odoo: Tables): void {
  const hired = openIn(odoo).slice(-3, -1);
  for (const id of hired) odoo.write("hr.applicant", id, { stage_id: hiredStage });
  // Somebody wrote without naming a job, and has no properties. It is not one of the emptiest: tests set properties of those.
  const spontaneous = hired.find((id) => odoo.value("hr.applicant", id, "x_shift") !== undefined);
  if (spontaneous !== undefined) odoo.write("hr.applicant", spontaneous, { job_id: false });
}

/** What chance gives only a large agency: a stage of some jobs, interviews and notes of applications that ended, several tags of a person. */
function relateMore(odoo: Tables, people: string): void {
  // The last stage is one of some jobs alone.
  const jobs = valueOf(odoo, "hr.recruitment.stage", -1, "job_ids") as readonly number[] | undefined;
  const onTrial = openIn(odoo).find((id) => jobs?.includes(Number(odoo.value("hr.applicant", id, "job_id"))));
  if (onTrial !== undefined) odoo.write("hr.applicant", onTrial, { stage_id: odoo.ids("hr.recruitment.stage").at(-1) });
  const [hired, refused] = [ofStatus(odoo, "hired"), ofStatus(odoo, "refused")];
  const applicant_id = hired.find((id) => odoo.value("hr.applicant", id, "job_id") === undefined);
  if (applicant_id !== undefined) change(odoo, "calendar.event", 3, { applicant_id });
  // The one between stays as it was: not all of them changed at one time.
  if (refused[0] !== undefined) change(odoo, "calendar.event", 5, { applicant_id: refused[0] });
  if (hired[0] !== undefined) change(odoo, "mail.message", 0, { model: "hr.applicant", res_id: hired[0] });
  change(odoo, people, 2, { categ_ids: odoo.ids("hr.applicant.category").slice(0, 3) });
}

/** Who has answered an e-mail follows the own application, and gets what is said there and is not internal. */
function follow(odoo: Tables, people: string, partner_id: number): void {
  const followers = odoo.begin();
  for (const model of new Set(["hr.applicant", people]))
    for (const res_id of model === "hr.applicant" ? openIn(odoo) : odoo.ids(model))
      followers.create("mail.followers", { res_model: model, res_id, partner_id });
  followers.commit();
}

function lackSome(odoo: Tables, people: string, partner: number): void {
  change(odoo, "hr.job", -1, { department_id: false, address_id: false, contract_type_id: false });
  change(odoo, "hr.job", -2, { user_id: false });
  // A column of the board was moved behind the others: neither the ids nor the digits of the places are in order.
  change(odoo, "hr.recruitment.stage", 2, { sequence: 10 });
  // Of somebody who has applied.
  const named = people === "hr.candidate" ? valueOf(odoo, "hr.applicant", -1, "candidate_id") : odoo.ids(people).at(-1);
  if (typeof named === "number") odoo.write(people, named, { partner_name: "Björk" });
  change(odoo, people, -2, { partner_phone: false, linkedin_profile: false });
  change(odoo, "mail.message", -1, { author_id: false });
  change(odoo, "mail.message", -2, { author_id: partner });
}

function beWhatFewAre(odoo: Tables, people: string): void {
  // Somebody wrote a name before the address.
  const email = valueOf(odoo, people, -3, "email_from");
  if (typeof email === "string") change(odoo, people, -3, { email_from: `"Bjarne, Åse" <${email}>` });
  // Who calls an interview off archives its event.
  change(odoo, "calendar.event", 0, { active: false });
  // One takes a whole day, another one two of them.
  change(odoo, "calendar.event", -1, { allday: true, start_date: "2026-11-03", stop_date: "2026-11-04" });
  change(odoo, "calendar.event", -3, { allday: true, start_date: "2026-11-05", stop_date: "2026-11-05" });
  // Where persons are records, one is met who has not applied.
  if (people === "hr.candidate") change(odoo, "calendar.event", -2, { applicant_id: false });
  change(odoo, "ir.attachment", 1, { public: true });
  change(odoo, "ir.attachment", 2, { access_token: "token 4797&more" });
  change(odoo, "ir.attachment", 3, { type: "url", url: "https://files-4798.example.com/cv.pdf" });
  // The customer added a field for a photo: what is in it is a file that nobody attached.
  const res_id = odoo.ids("hr.applicant").at(0);
  if (res_id !== undefined)
    odoo.create("ir.attachment", { name: "x_photo", res_model: "hr.applicant", res_id, res_field: "x_photo" });
  // People log in with addresses that are another's by now.
  const isPerson = (id: number) => !String(odoo.value("res.users", id, "name")).startsWith("Service");
  const users = odoo.ids("res.users").filter(isPerson);
  const addresses = users.map((id) => odoo.value("res.users", id, "email"));
  for (const [index, id] of users.entries()) {
    const another = addresses[index + 1];
    odoo.write("res.users", id, { login: typeof another === "string" ? another : `their-own-name-${id}` });
  }
  // A message that was deleted is empty.
  change(odoo, "mail.message", -3, { body: false });
}

/** Where every record says the same, a constant looks like a field; where a list has one entry, the first looks like all. */
function sayMore(odoo: Tables, people: string): void {
  // An interview with two people, and another one of the same application, which was called off.
  const attendees = odoo.ids("res.users").slice(0, 2);
  const partner_ids = attendees.map((id) => Number(odoo.value("res.users", id, "partner_id")));
  change(odoo, "calendar.event", 1, { name: "With the team", partner_ids });
  change(odoo, "calendar.event", 2, {
    applicant_id: valueOf(odoo, "calendar.event", 1, "applicant_id"),
    name: "The second one",
    active: false,
    videocall_location: "https://meet.example.com/second",
  });
  // People write notes and e-mails; what else stands there, the server noted.
  change(odoo, "mail.message", 1, { message_type: "email" });
  change(odoo, "mail.message", 2, { message_type: "email_outgoing" });
  const res_id = odoo.ids("hr.applicant").at(0);
  if (res_id !== undefined)
    odoo.create("mail.message", {
      model: "hr.applicant",
      res_id,
      body: "<p>New stage</p>",
      message_type: "notification",
    });
  change(odoo, "mail.message", 1, { body: "<p>Asked &lt; 3 questions</p>" });
  // Somebody has left, and is named still: on a team, by a note, as one of two interviewers.
  const [, left] = attendees;
  if (left !== undefined) {
    odoo.write("res.users", left, { active: false });
    change(odoo, "hr.job", 1, { user_id: left });
    change(odoo, "hr.job", 2, { interviewer_ids: attendees });
    change(odoo, "mail.message", 2, { author_id: partner_ids[1] });
  }
  const country_id = odoo.create("res.country", { name: "PL" });
  for (const place of [valueOf(odoo, "hr.job", 1, "address_id"), valueOf(odoo, people, 1, "partner_id")])
    if (typeof place === "number") odoo.write("res.partner", place, { street2: "Floor 2", country_id });
}
