import type { CandidateRow, TagRow, UserRow } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { timestamp, type Calendar, remoteDates } from "./dates.ts";
import { drawName, type PersonName } from "./names.ts";
import { drawPhone, drawPlace } from "./places.ts";
import { positions, sources } from "./positions.ts";
import type { Random } from "./random.ts";

/** What the generators draw from. */
export interface Source {
  readonly world: World;
  readonly random: Random;
  readonly calendar: Calendar;
  /** Where the tool's web application shows a record. */
  link(kind: "applicant" | "job", remoteId: string): string;
}

const tagNames = [
  "Forklift certified",
  "Bilingual",
  "Rehire",
  "Do not call before 9",
  "Night shift OK",
  "A-player",
  "Needs car",
  "Día",
];

export function seedTags({ world, calendar }: Source): TagRow[] {
  return tagNames.map((name, index) => {
    const remoteId = String(801 + index);
    return world.tags.insert({
      id: world.id(remoteId),
      remote_id: remoteId,
      changed_at: timestamp(calendar.ago(400)),
      remote_deleted_at: null,
      name,
    });
  });
}

const roleDefinitions = [
  ["21", "Recruiter", "JOB", "RECRUITER"],
  ["22", "Hiring Contact", "JOB", "HIRING_MANAGER"],
  ["23", "Administrator", "SYSTEM", "ADMIN"],
  ["24", "Back Office", "SYSTEM", null],
] as const;

export function seedUsers(source: Source): UserRow[] {
  const { world, random, calendar } = source;
  for (const [remoteId, label, scope, unified] of roleDefinitions) {
    const changed = timestamp(calendar.ago(500));
    world.roles.insert({
      id: world.id(remoteId),
      remote_id: remoteId,
      changed_at: changed,
      remote_deleted_at: null,
      remote_label: label,
      scope,
      unified_type: unified,
    });
  }
  return Array.from({ length: 12 }, (_, index) => {
    const remoteId = String(301 + index);
    const name = drawName(random);
    return world.users.insert({
      id: world.id(remoteId),
      remote_id: remoteId,
      changed_at: timestamp(calendar.ago(300)),
      remote_deleted_at: null,
      first_name: name.first,
      last_name: name.last,
      email: index === 5 ? null : `${name.mailbox}${index}@agency.example.com`,
      status: index === 11 ? "INACTIVE" : "ACTIVE",
      role_ids: [world.id(index === 0 ? "23" : "24")],
    });
  });
}

/** Seeds one candidate. Some lack an e-mail address, some share a name with another. */
export function seedCandidate(source: Source, remoteId: string, twin: CandidateRow | undefined): CandidateRow {
  const { world, random, calendar } = source;
  const name = drawName(random);
  const created = calendar.ago(700);
  const { location, areaCode } = drawPlace(random);
  return world.candidates.insert({
    id: world.id(remoteId),
    remote_id: remoteId,
    ...remoteDates(created, calendar.since(created)),
    remote_deleted_at: null,
    first_name: twin ? twin.first_name : name.first,
    last_name: twin ? twin.last_name : name.last,
    company: random.chance(0.4)
      ? random.pick(["Self-employed", "Acme Staffing", "Bluestem Foods", "Keller & Söhne"])
      : null,
    title: random.chance(0.7) ? random.pick(positions).title : null,
    source: random.pick(sources),
    confidential: random.chance(0.02) ? true : random.chance(0.5) ? false : null,
    phone_numbers: random.chance(0.85)
      ? [{ phone_number: drawPhone(random, areaCode), type: random.pick(["MOBILE", "HOME", null]) }]
      : [],
    email_addresses: emailAddresses(random, name, remoteId),
    social_media: random.chance(0.2)
      ? [{ link: `https://social.example.com/in/${remoteId}`, type: "LINKEDIN", username: remoteId }]
      : [],
    location: random.chance(0.9) ? location : null,
    remote_url: source.link("applicant", remoteId),
    tag_ids: random.chance(0.3)
      ? random.some(tagNames, 0.25).map((tag) => world.id(String(801 + tagNames.indexOf(tag))))
      : [],
  });
}

function emailAddresses(random: Random, name: PersonName, remoteId: string): CandidateRow["email_addresses"] {
  if (random.chance(0.06)) return [];
  const first = { email_address: `${name.mailbox}.${remoteId}@example.com`, type: random.pick(["PERSONAL", null]) };
  return random.chance(0.1) ? [first, { email_address: `${name.mailbox}@work.example.com`, type: "WORK" }] : [first];
}
