/** Times as the clocks of a zone show them, for an ATS that writes no zone into its dates. */

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Making one takes far longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  formats.set(zone, made);
  return made;
}

/** How the clocks of a zone show an instant: `2026-11-23T09:00:00`. */
export const shownIn = (zone: string, instant: string | number): string =>
  formatOf(zone).format(new Date(instant)).replace(" ", "T");

/** The last instant before another one whose time clocks show again later; undefined where none are set back in a year. */
export function shownTwice(
  zone: string,
  before: Date,
): { readonly first: string; readonly second: string } | undefined {
  const offsetAt = (ms: number) => Date.parse(`${shownIn(zone, ms)}Z`) - ms;
  const isSetBack = (from: number, until: number) => offsetAt(from) > offsetAt(until);
  const last = Math.floor(before.getTime() / dayMs) * dayMs;
  const days = Array.from({ length: 400 }, (_each, nth) => last - (nth + 1) * dayMs);
  const day = days.find((each) => isSetBack(each, each + dayMs));
  if (day === undefined) return undefined;
  const minutes = Array.from({ length: dayMs / minuteMs }, (_each, nth) => day + nth * minuteMs);
  const at = minutes.find((each) => isSetBack(each, each + minuteMs))! + minuteMs;
  const byMs = offsetAt(at - hourMs) - offsetAt(at);
  const second = at + Math.floor(byMs / 2);
  return { first: new Date(second - byMs).toISOString(), second: new Date(second).toISOString() };
}

/** Of a clock with twelve hours: `09:00:00 PM`. */
function ofTwelveHours(time: string): string {
  const hour = Number(time.slice(0, 2));
  return `${String(hour % 12 || 12).padStart(2, "0")}${time.slice(2)} ${hour < 12 ? "AM" : "PM"}`;
}

/**
 * The forms of times without a zone: `2026-11-23T09:00:00`, with a blank, or with the ATS's own form of days; each also without
 * seconds, and of a clock with twelve hours.
 */
export function formsOf(shown: string, writtenTime: ((time: string) => string) | undefined): readonly string[] {
  const [day, time] = [shown.slice(0, 10), shown.slice(11)];
  const days = [`${day}T`, `${day} `, ...(writtenTime ? [`${writtenTime(day)} `] : [])];
  const times = [time, time.slice(0, 5)];
  return days.flatMap((each) => [...times, ...times.map(ofTwelveHours)].map((form) => each + form));
}

const shapeOf = (text: string) => text.replaceAll(/\d/g, "0").replaceAll(/[AP]M$/g, "AM");

/** Another time in the way of writing of one without a zone; undefined where a text is anything else. */
export function rewritten(
  text: string,
  shown: string,
  writtenTime: ((time: string) => string) | undefined,
): string | undefined {
  if (!/\d:\d\d(?: [AP]M)?$/.test(text)) return undefined;
  return formsOf(shown, writtenTime).find((each) => shapeOf(each) === shapeOf(text));
}
