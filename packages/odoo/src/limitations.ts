import { givenFields, notSent, warnsOfFields, type CapabilityId, type Limitation, type Verdict } from "@anyats/core";

const reference = "Odoo 18.0 community, seen on a running server";
const streams = [
  "jobs.stream",
  "applications.stream",
  "candidates.stream",
  "interviews.stream",
  "notes.stream",
  "attachments.stream",
  "tags.stream",
  "users.stream",
] as const satisfies readonly CapabilityId[];

type Given = Readonly<Record<string, unknown>>;
const inside = (input: unknown): Given => input as Given;

/** Fields of a person that Odoo has no place for, or that lie on a contact which applicants do not have at first. */
const personFields = ["additionalEmails", "additionalPhones", "company", "title", "location", "gender"];
const applicationFields = ["screeningAnswers", "sourcedBy", "consent", "remoteFields"];

/** The only page of a person that Odoo has a field for. */
export const isLinkedIn = (link: string): boolean => /^https?:\/\/([\w-]+\.)*linkedin\.com\//i.test(link);

/** A file that is said to be a résumé or a letter. */
const hasKind = ({ type }: Given): boolean => type === "CV" || type === "COVER_LETTER";

function warnOfCreation(input: unknown): Verdict {
  const given = inside(input);
  const candidate = inside(given["candidate"]);
  const links = (candidate["socialLinks"] as readonly string[] | undefined) ?? [];
  const others = links.some((link) => !isLinkedIn(link)) || links.length > 1 ? ["socialLinks"] : [];
  const files = (given["attachments"] as readonly Given[] | undefined) ?? [];
  const kinds = files.some(hasKind) ? ["the kind of a file"] : [];
  const left = [...givenFields(given, applicationFields), ...givenFields(candidate, personFields), ...others, ...kinds];
  return notSent("Odoo", left);
}

const warnOfCommand = warnsOfFields("Odoo", ["remoteFields", "actionType", "note"], (input) => {
  const { file } = inside(input);
  return file !== undefined && hasKind(inside(file)) ? ["the kind of a file"] : [];
});

/** What restricts the operations. Each is enforced or explained, and shown in the coverage page. */
export const odooLimitations = [
  {
    id: "odoo.deletions-by-comparison",
    capabilities: streams,
    imposedBy: "ats",
    summary: "Deletions are not reported; `includeDeleted` adds only messages that were emptied.",
    reason: "Odoo keeps no trace of a deleted record.",
    advice: "Compare all ids now and then, as the verifying pass of @anyats/sync does.",
    userMessage: "Records that are deleted in Odoo disappear here only after the next full comparison.",
    certainty: "documented",
    source: reference,
    effect: { kind: "told-only", because: "a deletion leaves no trace that could be asked for" },
  },
  {
    id: "odoo.changes-show-late",
    capabilities: [...streams, "applications.listRejectionReasons"],
    imposedBy: "ats",
    summary: "`updatedAfter` also returns records that changed up to five minutes earlier (`overlapSeconds`).",
    reason: "Odoo dates a change with the start of its transaction, and shows it only after the commit.",
    advice: "Expect some unchanged records again. Raise `overlapSeconds` if imports take longer than five minutes.",
    userMessage: "Some records are read again although nothing changed in them.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Subtracts `overlapSeconds` from the instant before it asks." },
  },
  {
    id: "odoo.renamed-mentions",
    capabilities: ["jobs.stream", "applications.stream", "candidates.stream", "interviews.stream"],
    imposedBy: "ats",
    summary:
      "Changing a contact, renaming a stage, tag or reason, and removing an interview do not update the date of the records that show them.",
    reason: "Odoo dates only the record that was written.",
    advice: "Let a verifying pass read everything now and then.",
    userMessage: "A new name or address may show only after the next full comparison.",
    certainty: "documented",
    source: reference,
    effect: { kind: "told-only", because: "the records that mention another do not get a new date" },
  },
  {
    id: "odoo.person-is-a-group",
    capabilities: [
      "candidates.stream",
      "candidates.get",
      "candidates.find",
      "applications.create",
      "candidates.create",
    ],
    imposedBy: "ats",
    summary: "In Odoo 17, 19 and newer, a candidate is all applications with one e-mail address or phone number.",
    reason: "Only Odoo 18 has a record of the person.",
    advice: "Do not keep candidate ids across an upgrade to or from Odoo 18.",
    userMessage: "Applications with the same e-mail address are shown as one person.",
    certainty: "documented",
    source: "odoo/odoo pull request 189274, and the source of Odoo 17",
    effect: { kind: "built-into-the-handler", how: "Groups the applications if the server has no hr.candidate." },
  },
  {
    id: "odoo.no-emails-unless-asked",
    capabilities: ["applications.moveToStage", "applications.create", "candidates.create"],
    imposedBy: "adapter",
    summary: "A stage's e-mail template is not used unless the setting `sendEmails` is true.",
    reason: "Setting a stage with a template mails the applicant at once.",
    advice: "Set `sendEmails` where the customer wants it. A receipt warns when an e-mail was held back.",
    userMessage: "Moving an applicant here sends no e-mail from Odoo.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Sets the stage with `mail_notrack`, and warns." },
  },
  {
    id: "odoo.notes-are-internal",
    capabilities: ["applications.addNote", "candidates.addNote"],
    imposedBy: "adapter",
    summary: "Notes are written as log notes, which only users of Odoo see.",
    reason: "Odoo mails a comment to the followers of the record, the candidate among them.",
    advice: "Send a message in Odoo where the candidate should read it.",
    userMessage: "Notes added here are internal in Odoo: candidates do not see them.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Posts with the subtype of log notes." },
    denies: ["hides nothing that it writes from the ATS's other users"],
  },
  {
    id: "odoo.rejections-send-no-emails",
    capabilities: ["applications.reject", "applications.rejectMany"],
    imposedBy: "adapter",
    summary: "A rejection sends no e-mail, even if the reason has a template.",
    reason: "It is written directly, as one change.",
    advice: "Send the e-mail yourself, or reject in Odoo.",
    userMessage: "Rejecting an applicant here sends no e-mail from Odoo.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Writes reason, date and archived state without Odoo's dialog." },
  },
  {
    id: "odoo.known-persons-stay",
    capabilities: ["applications.create", "candidates.create"],
    imposedBy: "adapter",
    summary: "In Odoo 18, an existing person with the same e-mail address is not changed.",
    reason: "The new details would overwrite what people entered.",
    advice: "The receipt warns about it. Show both versions to a person, and let them decide.",
    userMessage: "Details of a person who is in Odoo already are not changed.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Reuses the candidate, and warns." },
  },
  {
    id: "odoo.fields-not-created",
    capabilities: ["applications.create", "candidates.create"],
    imposedBy: "ats",
    summary: `Not sent: ${[...applicationFields, ...personFields].join(", ")}, kinds of files, and links other than one to LinkedIn.`,
    reason: "Recruitment has no such fields.",
    advice: "Leave them out, put them into a note, or set a custom field afterwards.",
    userMessage: "Some details of an applicant cannot be stored in Odoo.",
    certainty: "documented",
    source: reference,
    effect: { kind: "checks-input", check: warnOfCreation },
  },
  {
    id: "odoo.fields-not-sent",
    capabilities: [
      "applications.moveToStage",
      "applications.reject",
      "applications.rejectMany",
      "applications.addNote",
      "applications.addAttachment",
      "candidates.addNote",
      "candidates.addAttachment",
      "candidates.addTag",
      "candidates.removeTag",
    ],
    imposedBy: "ats",
    summary: "remoteFields, the kind of a note or a file, and the remark of a rejection are not sent.",
    reason: "Odoo has no such fields.",
    advice: "Leave them out, or put the remark into a note.",
    userMessage: "A remark on a rejection is not stored in Odoo; add a note.",
    certainty: "documented",
    source: reference,
    effect: { kind: "checks-input", check: warnOfCommand },
  },
  {
    id: "odoo.files-with-their-content",
    capabilities: ["applications.listAttachments", "candidates.listAttachments", "candidates.getResume"],
    imposedBy: "ats",
    summary:
      "A file that is not public comes as a `data:` address with its content; beyond 8 MB, as one that requires a session in Odoo.",
    reason: "An Odoo address requires a session, or a token that only some files have.",
    advice: "Fetch the address like any other. List files only when you need them.",
    userMessage: "Large files must be opened in Odoo.",
    certainty: "documented",
    source: reference,
    effect: {
      kind: "built-into-the-handler",
      how: "Reads the content of each file that has no address to fetch it from.",
    },
  },
  {
    id: "odoo.resume-is-a-guess",
    capabilities: [
      "candidates.getResume",
      "applications.listAttachments",
      "candidates.listAttachments",
      "attachments.stream",
    ],
    imposedBy: "ats",
    summary: "The main file of an application is taken to be the résumé; without one, the newest PDF.",
    reason: "Odoo does not say what a file is for.",
    advice: "Show the other files beside it.",
    userMessage: "The résumé is the file that Odoo shows first.",
    certainty: "inferred",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Looks at message_main_attachment_id, then at the newest PDF." },
  },
  {
    id: "odoo.private-events-are-masked",
    capabilities: ["interviews.stream"],
    imposedBy: "ats",
    summary: "Private events of others read as a busy block, without title and application.",
    reason: "Odoo hides them from everyone except the attendees.",
    advice: "Ask the customer not to mark interviews as private.",
    userMessage: "Private interviews are shown without details.",
    certainty: "documented",
    source: reference,
    effect: { kind: "told-only", because: "the server hides what is in them" },
  },
  {
    id: "odoo.numbers-are-never-empty",
    capabilities: ["jobs.updateCustomFields", "applications.updateCustomFields", "candidates.updateCustomFields"],
    imposedBy: "ats",
    summary: "A number that is cleared is 0 afterwards, and a checkbox is unchecked.",
    reason: "Odoo's fields of these types hold no empty value.",
    advice: "Treat 0 as empty where it means nothing, or use a text field.",
    userMessage: "A number that is cleared shows as 0 in Odoo.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Writes the empty value, and warns." },
  },
  {
    id: "odoo.properties-written-whole",
    capabilities: ["jobs.updateCustomFields", "applications.updateCustomFields", "candidates.updateCustomFields"],
    imposedBy: "ats",
    summary: "A property that somebody else sets at the same moment as an update of another property may be lost.",
    reason: "Odoo replaces all properties of a record with each write, and has no conditional writes.",
    advice: "Use fields of the model (`x_…`) for values that several programs set: they are written alone.",
    userMessage: "Two changes of a record's properties in the same second can overwrite each other in Odoo.",
    certainty: "documented",
    source: "Odoo's public sources, `Properties.write`",
    effect: {
      kind: "built-into-the-handler",
      how: "Reads the properties immediately before it writes them, and lets the updates of a connection wait for each other.",
    },
    denies: ["keeps the other custom fields that somebody else sets before its write"],
  },
  {
    id: "odoo.some-fields-are-read-only",
    capabilities: ["jobs.updateCustomFields", "applications.updateCustomFields", "candidates.updateCustomFields"],
    imposedBy: "adapter",
    summary: "Custom fields that link to records, hold HTML or a file are read and not written.",
    reason:
      "A link that is written wrongly is emptied without an error, and HTML does not read back as it was written.",
    advice: "Use fields of other types; the definitions say which are read-only.",
    userMessage: "Some custom fields can be changed in Odoo only.",
    certainty: "documented",
    source: reference,
    effect: { kind: "built-into-the-handler", how: "Marks them read-only, and rejects an update of one." },
  },
] as const satisfies readonly Limitation<CapabilityId>[];
