/** An instant as RFC 3339 writes it. Some ATS leave out the zone. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/;

const offsets = ["+05:30", "-03:30", "+02:00", "-08:00"] as const;

/** Milliseconds of an offset such as `-03:30`. */
function spanOf(offset: string): number {
  const [hours, minutes] = offset.slice(1).split(":").map(Number) as [number, number];
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** The same instant with one of some offsets; the day stays as it was written, for a day may be what is meant. */
function withOffset(text: string, wanted: readonly string[], digits: string): string | undefined {
  for (const offset of wanted) {
    const local = new Date(Date.parse(text) + spanOf(offset)).toISOString();
    if (local.startsWith(text.slice(0, 10))) return `${local.slice(0, 19)}.${digits}${offset}`;
  }
  return undefined;
}

/** Ways of writing one instant. The last digits are small, so it is the same whether they are cut off or rounded. */
const ways: readonly ((text: string, digits: string, zone: string) => string | undefined)[] = [
  (text, digits) => withOffset(text, offsets, digits),
  (text, digits, zone) => `${text.slice(0, 19)}.${digits}4321${zone}`,
  (text, digits, zone) =>
    `${text.slice(0, 19)}${String(Number(`0.${digits}`)).slice(1)}${zone === "Z" ? "+00:00" : zone}`,
  (text, digits) => withOffset(text, offsets.toReversed(), `${digits}4321`),
  // As most write it, where nothing stands behind the second.
  (text, digits, zone) => `${text.slice(0, 19)}${String(Number(`0.${digits}`)).slice(1)}${zone}`,
];

/** The same instant, written in the nth way; a text that is none stays. The year 1 stands for no date. */
function writtenOtherwise(text: string, nth: number): string {
  const [, fraction = "", zone = ""] = instant.exec(text) ?? [];
  if (!instant.test(text) || text.startsWith("0001-") || Number.isNaN(Date.parse(text))) return text;
  const digits = fraction.slice(0, 3).padEnd(3, "0");
  // Without a zone it is not said here which one is meant.
  const way = zone === "" ? ways[1]! : ways[nth % ways.length]!;
  return way(text, digits, zone) ?? text;
}

/** Writes each instant among some texts in another way. */
export function otherwise(): (text: string) => string {
  let nth = 0;
  // One more with each, so that each field of a record meets every way as the records go by.
  return (text) => {
    const other = writtenOtherwise(text, nth + Math.floor(nth / ways.length));
    if (other !== text) nth += 1;
    return other;
  };
}

/** The instants in a text, in milliseconds since 1970: in ISO 8601, where nothing else is said in UTC, or counted from 1970. */
export function instantsIn(text: string): readonly number[] {
  const written = text.matchAll(/(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?/g);
  const counted = text.matchAll(/(?<![\d.])(\d{10})(\d{3}|\.\d{1,6})?(?!\d)/g);
  return [
    ...[...written].map(([, day, time, zone = "Z"]) => Date.parse(`${day}T${time}${zone}`)),
    ...[...counted].map(
      ([, seconds, rest = "000"]) => Number(`${seconds}${rest.startsWith(".") ? rest : `.${rest}`}`) * 1000,
    ),
  ];
}
