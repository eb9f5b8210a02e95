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

/** A form of times without a zone, by one that the ATS may write: `2026-11-23T09:00:00`, with a blank, or its own form of days. */
const forms = (writtenDay: ((day: string) => string) | undefined): readonly ((shown: string) => string)[] => [
  (shown) => shown,
  (shown) => shown.replace("T", " "),
  ...(writtenDay ? [(shown: string) => `${writtenDay(shown.slice(0, 10))} ${shown.slice(11)}`] : []),
];

const shapeOf = (text: string) => text.replaceAll(/\d/g, "0");

/** Another time in the way of writing of one without a zone; undefined where a text is anything else. */
export function rewritten(
  text: string,
  shown: string,
  writtenDay: ((day: string) => string) | undefined,
): string | undefined {
  if (!/\d:\d\d:\d\d$/.test(text)) return undefined;
  return forms(writtenDay)
    .map((form) => form(shown))
    .find((each) => shapeOf(each) === shapeOf(text));
}
