import { z } from "zod/mini";
import { day, flag, instant, link, links, mention, recordNames, text, wireRecord } from "../reading/values.ts";

/** `calendar.event`. Others' private events read as a busy block, without the application. */
export const wireEvent = z.looseObject({
  ...wireRecord,
  name: text,
  start: instant,
  stop: instant,
  allday: flag,
  start_date: day,
  stop_date: day,
  location: text,
  videocall_location: text,
  partner_ids: links,
  applicant_id: link,
});
export type WireEvent = z.output<typeof wireEvent>;

export const eventNames = [
  ...recordNames,
  "name",
  "start",
  "stop",
  "allday",
  "start_date",
  "stop_date",
  "location",
  "videocall_location",
  "partner_ids",
  "applicant_id",
];

const dayMs = 86_400_000;
const midnight = (of: string | null, days = 0) =>
  of === null ? null : new Date(Date.parse(`${of}T00:00:00Z`) + days * dayMs).toISOString();

/** The times of an event. A whole day has no time: `start` would read as eight o'clock. Its last day is a part of it. */
export const times = ({ allday, start, stop, start_date, stop_date }: WireEvent) =>
  allday ? { startsAt: midnight(start_date), endsAt: midnight(stop_date, 1) } : { startsAt: start, endsAt: stop };

export const place = (raw: string | null) =>
  raw === null ? null : { street1: null, street2: null, city: null, state: null, zipCode: null, country: null, raw };

/** Whether an event was called off: archived. Null where Odoo does not say it. */
export const isCanceled = ({ active }: WireEvent): boolean | null => (active == null ? null : !active);

/** An event as an application mentions it. */
export const eventMention = (wire: WireEvent) => ({
  ...mention(wire.id),
  title: wire.name,
  ...times(wire),
  location: place(wire.location),
  canceled: isCanceled(wire),
});
