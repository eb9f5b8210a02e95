import { createHash } from "node:crypto";
import { OdooFailure } from "../errors.ts";
import type { Row } from "../orm/database.ts";
import {
  binary,
  boolean,
  char,
  date,
  datetime,
  html,
  integer,
  many2many,
  many2one,
  selection,
  text,
  type ModelDefinition,
} from "../orm/fields.ts";

const message: ModelDefinition = {
  fields: {
    model: char("Related Document Model"),
    res_id: integer("Related Document ID"),
    body: html("Contents"),
    date: datetime("Date"),
    author_id: many2one("Author", "res.partner"),
    message_type: selection(
      "Type",
      ["email", "comment", "email_outgoing", "notification", "auto_comment", "user_notification"].map((each) => [
        each,
        each,
      ]),
    ),
    subtype_id: many2one("Subtype", "mail.message.subtype"),
    is_internal: boolean("Employee Only"),
    attachment_ids: many2many("Attachments", "ir.attachment"),
  },
  order: "id desc",
};

/** A person who receives the messages of a record. */
const follower: ModelDefinition = {
  fields: {
    res_model: char("Related Document Model Name"),
    res_id: integer("Related Document ID"),
    partner_id: many2one("Related Partner", "res.partner"),
  },
};

/** Admins aside, markup becomes plain text, so that a browser runs none of it. */
const markup = new Set(["text/html", "image/svg+xml", "application/xhtml+xml"]);

const types: Readonly<Record<string, string>> = {
  pdf: "application/pdf",
  png: "image/png",
  jpg: "image/jpeg",
  txt: "text/plain",
  html: "text/html",
  svg: "image/svg+xml",
};

/** What a file holds; made when it is first asked for. */
const contents = new WeakMap<Row, () => Uint8Array>();

/** Gives a file its content. */
export function setContent(row: Row, make: () => Uint8Array): void {
  let made: Uint8Array | undefined;
  contents.set(row, () => (made ??= make()));
}

/** Gives the copy of a record the content of the original. */
export function shareContent(from: Row, to: Row): void {
  const content = contents.get(from);
  if (content) contents.set(to, content);
}

/** The content of a file; empty where it has none. */
export const contentOf = (row: Row): Uint8Array => contents.get(row)?.() ?? new Uint8Array();

const pngSignature = "89504e470d0a1a0a";
/** How many pixels a picture may have in a row or in a column. */
const largestSide = 1_920;

/**
 * What is kept of a picture: a large one is made smaller, so its digest is another. Of PNG only the size that it says is
 * changed: nobody here looks at pictures.
 */
function fitted(content: Buffer): Buffer {
  if (content.byteLength < 24 || content.toString("hex", 0, 8) !== pngSignature) return content;
  const sides = [16, 20].map((at) => [at, content.readUInt32BE(at)] as const);
  if (sides.every(([, side]) => side <= largestSide)) return content;
  const smaller = Buffer.from(content);
  for (const [at, side] of sides) smaller.writeUInt32BE(Math.min(side, largestSide), at);
  return smaller;
}

const attachment: ModelDefinition = {
  fields: {
    name: char("Name", { required: true }),
    datas: binary("File Content", {
      compute: (row) => (contents.has(row) ? Buffer.from(contentOf(row)).toString("base64") : undefined),
    }),
    mimetype: char("Mime Type"),
    file_size: integer("File Size", { readonly: true, compute: (row) => contentOf(row).byteLength }),
    checksum: char("Checksum/SHA1", {
      readonly: true,
      compute: (row) => createHash("sha1").update(contentOf(row)).digest("hex"),
    }),
    type: selection(
      "Type",
      [
        ["url", "URL"],
        ["binary", "File"],
      ],
      { required: true },
    ),
    url: char("Url"),
    res_model: char("Resource Model"),
    res_id: integer("Resource ID"),
    res_field: char("Resource Field"),
    public: boolean("Is public document"),
    access_token: char("Access Token"),
  },
  order: "id desc",
  // The content of a binary field is a file, too, and hidden from those who name neither.
  shown: { unless: ["id", "res_field"], when: (row) => row.values.get("res_field") === undefined },
  creating(values) {
    values["type"] ??= "binary";
    const type =
      values["mimetype"] ??
      types[String(values["name"]).split(".").at(-1)!.toLowerCase()] ??
      "application/octet-stream";
    values["mimetype"] = markup.has(String(type)) ? "text/plain" : type;
  },
  created(row, values, { context }) {
    const datas = values["datas"];
    if (typeof datas !== "string") return;
    // The base64 of addresses is an error; other junk is kept, and broken.
    if (/[-_]/.test(datas)) throw new OdooFailure("binascii.Error", "Incorrect padding");
    const keepsPictures = context["image_no_postprocess"] === true;
    setContent(row, () => {
      const content = Buffer.from(datas, "base64");
      return keepsPictures ? content : fitted(content);
    });
  },
};

const event: ModelDefinition = {
  fields: {
    name: char("Meeting Subject", { required: true }),
    start: datetime("Start"),
    stop: datetime("Stop"),
    allday: boolean("All Day"),
    start_date: date("Start Date"),
    stop_date: date("End Date"),
    user_id: many2one("Organizer", "res.users"),
    partner_ids: many2many("Attendees", "res.partner"),
    applicant_id: many2one("Applicant", "hr.applicant"),
    candidate_id: many2one("Candidate", "hr.candidate"),
    location: char("Location"),
    videocall_location: char("Meeting URL"),
    privacy: selection("Privacy", [
      ["public", "Public"],
      ["private", "Private"],
      ["confidential", "Only internal users"],
    ]),
    active: boolean("Active"),
    description: html("Description"),
  },
};

const partner: ModelDefinition = {
  fields: {
    name: char("Name"),
    email: char("Email"),
    street: char("Street"),
    street2: char("Street2"),
    city: char("City"),
    zip: char("Zip"),
    state_id: many2one("State", "res.country.state"),
    country_id: many2one("Country", "res.country"),
    active: boolean("Active"),
  },
};

const user: ModelDefinition = {
  fields: {
    login: char("Login", { required: true }),
    name: char("Name"),
    email: char("Email"),
    partner_id: many2one("Related Partner", "res.partner"),
    active: boolean("Active"),
    share: boolean("Share User"),
  },
};

const named: ModelDefinition = { fields: { name: char("Name", { required: true }) } };

/** What is there without Recruitment. */
export const generalModels: Readonly<Record<string, ModelDefinition>> = {
  "res.users": user,
  "res.partner": partner,
  "res.country": named,
  "res.country.state": named,
  "hr.department": {
    fields: {
      name: char("Department Name", { required: true }),
      complete_name: char("Complete Name"),
      active: boolean("Active"),
    },
  },
  "hr.contract.type": named,
  "utm.source": named,
  "utm.medium": named,
  "mail.message": message,
  "mail.followers": follower,
  "mail.message.subtype": {
    fields: { name: char("Message Type"), internal: boolean("Internal Only"), description: text("Description") },
  },
  "mail.template": named,
  "ir.attachment": attachment,
  "calendar.event": event,
};
