import { toDay, toInstant, type IntegrationField, type Location, type Stage, type UntrustedHtml } from "@anyats/core";
import type { z } from "zod/mini";
import { Unreadable, type Drift } from "@anyats/http";
import type { integrationFields, location, mention, personShape, recordShape, stage } from "../wire/pieces.ts";

/** A date in canonical form; what is not a date becomes null and is reported. */
export function instant(value: string | null | undefined, path: string, drift: Drift): string | null {
  if (value === null || value === undefined) return null;
  const read = toInstant(value);
  if (read === undefined) drift(path, "unreadable-date");
  return read ?? null;
}

/** A date that a record cannot do without. */
export function requiredInstant(value: string, path: string): string {
  const read = toInstant(value);
  if (read === undefined) throw new Unreadable(path, "is not a date");
  return read;
}

/** A calendar day, as it is written. */
export function day(value: string | null | undefined, path: string, drift: Drift): string | null {
  if (value === null || value === undefined) return null;
  const read = toDay(value);
  if (read === undefined) drift(path, "unreadable-date");
  return read ?? null;
}

/** When a record was deleted. Of one with an unreadable date it is known only that it is gone, and when it changed. */
export function deletion(wire: Pick<WireRecord, "changed_at" | "remote_deleted_at">, drift: Drift): string | null {
  const path = "$.remote_deleted_at";
  if (!wire.remote_deleted_at) return null;
  return instant(wire.remote_deleted_at, path, drift) ?? requiredInstant(wire.changed_at, "$.changed_at");
}

/** A list that Kombo's API always sends. Without it the record looks as if there were none, so that is reported. */
export function sentList<Item>(
  list: readonly Item[] | null | undefined,
  path: string,
  wire: { readonly remote_deleted_at?: string | null | undefined },
  drift: Drift,
): readonly Item[] {
  // Of a deleted record, Kombo empties everything after a while.
  if (list == null && wire.remote_deleted_at == null) drift(path, "missing-list");
  return list ?? [];
}

/** Text, or the ATS's own word: null where it is empty. */
export function word(value: string | null | undefined): string | null {
  return value || null;
}

const integrationFieldTypes = new Set(["DEFAULT", "CUSTOM"]);

export function toIntegrationFields(wire: z.output<typeof integrationFields>, drift: Drift): IntegrationField[] {
  return (wire ?? []).map(({ id, key, type, label, value }) => ({
    id,
    key: key ?? null,
    label: label ?? null,
    type: openValue(type, integrationFieldTypes, "$.integration_fields.type", drift),
    value: value ?? null,
  }));
}

/** A value of an enum: an unknown one is reported and passed through. */
export function openValue(
  value: string | null | undefined,
  known: ReadonlySet<string>,
  path: string,
  drift: Drift,
): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (!known.has(value)) drift(path, "unknown-value");
  return value;
}

export function untrustedHtml(value: string | null | undefined): UntrustedHtml | null {
  return value === null || value === undefined || value === "" ? null : { untrustedHtml: value };
}

export function toLocation(wire: z.output<typeof location>): Location | null {
  if (!wire) return null;
  return {
    street1: wire.street_1 ?? null,
    street2: wire.street_2 ?? null,
    city: wire.city ?? null,
    state: wire.state ?? null,
    zipCode: wire.zip_code ?? null,
    country: wire.country ?? null,
    raw: wire.raw ?? null,
  };
}

export const attachmentTypes: ReadonlySet<string> = new Set(["CV", "COVER_LETTER", "OTHER"]);
const stageStatuses = new Set(["ACTIVE", "INACTIVE"]);

/** @param path Where the stage stands. */
export function toStage(wire: z.output<typeof stage>, path: string, drift: Drift): Stage {
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    name: wire.name ?? null,
    status: openValue(wire.status, stageStatuses, `${path}.status`, drift),
    index: wire.index ?? null,
    customFields: wire.custom_fields ?? {},
  };
}

type WireRecord = z.output<z.core.$ZodObject<typeof recordShape>>;

/** What every record has, for the smaller kinds. */
export function toSmallRecord(wire: WireRecord, drift: Drift) {
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    changedAt: requiredInstant(wire.changed_at, "$.changed_at"),
    deletedAt: deletion(wire, drift),
  };
}

type WireDates = {
  readonly remote_created_at?: string | null | undefined;
  readonly remote_updated_at?: string | null | undefined;
};

/** The same with the ATS's own dates. */
export function toDatedRecord(wire: WireRecord & WireDates, drift: Drift) {
  return {
    ...toSmallRecord(wire, drift),
    createdAt: instant(wire.remote_created_at, "$.remote_created_at", drift),
    updatedAt: instant(wire.remote_updated_at, "$.remote_updated_at", drift),
  };
}

type WireMention = z.output<typeof mention>;

export function toJobMention(
  wire: WireMention | null | undefined,
): { id: string; remoteId: string | null; title: string | null } | null {
  return wire ? { id: wire.id, remoteId: wire.remote_id ?? null, title: wire.name ?? null } : null;
}

export function toTagMention(wire: WireMention): { id: string; remoteId: string | null; name: string | null } {
  return { id: wire.id, remoteId: wire.remote_id ?? null, name: wire.name ?? null };
}

type WirePerson = z.output<z.core.$ZodObject<typeof personShape>> & {
  readonly id: string;
  readonly remote_id?: string | null | undefined;
  readonly remote_url?: string | null | undefined;
};

/** E-mail addresses. An entry without an address says nothing and is left out. */
export function toEmailAddresses(wire: WirePerson["email_addresses"]): { address: string; type: string | null }[] {
  const emailAddresses = [];
  for (const { email_address, type } of wire ?? [])
    if (email_address) emailAddresses.push({ address: email_address, type: type ?? null });
  return emailAddresses;
}

/**
 * A person, as an application shows one.
 * @param path Where the person stands.
 */
export function toPerson(
  wire: WirePerson,
  path: string,
  record: { readonly remote_deleted_at?: string | null | undefined },
  drift: Drift,
) {
  const emailAddresses = toEmailAddresses(wire.email_addresses);
  const phoneNumbers = [];
  for (const { phone_number, type } of wire.phone_numbers ?? [])
    if (phone_number) phoneNumbers.push({ number: phone_number, type: type ?? null });
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    remoteUrl: wire.remote_url ?? null,
    firstName: wire.first_name ?? null,
    lastName: wire.last_name ?? null,
    emailAddresses,
    phoneNumbers,
    socialProfiles: (wire.social_media ?? []).map(({ link, type, username }) => ({
      url: link ?? null,
      type: type ?? null,
      username: username ?? null,
    })),
    source: wire.source ?? null,
    tags: sentList(wire.tags, `${path}.tags`, record, drift).map(toTagMention),
  };
}
