import type { CustomFieldForm } from "../../world.ts";

/** A value as it may stand in an answer, and what it says; `unreadable` where it says nothing in the type of its field. */
type Form = readonly [wire: unknown, says: unknown];
const unreadable = Symbol("unreadable");

const nothing: readonly Form[] = [
  [null, null],
  ["", null],
];
const notText: readonly Form[] = [
  [true, unreadable],
  [["a"], unreadable],
  [{ a: 1 }, unreadable],
];
const texts: readonly Form[] = [
  ["As it is, ünd < so", "As it is, ünd < so"],
  ["0", "0"],
  [0, "0"],
  [-12.5, "-12.5"],
  [1e21, "1000000000000000000000"],
  [1.5e-7, "0.00000015"],
  [100, "100"],
  ...notText,
];
const numbers: readonly Form[] = [
  ["12", 12],
  [12, 12],
  [-0.5, -0.5],
  [" 7 ", 7],
  ["-0.50", -0.5],
  ["+3", 3],
  ["0", 0],
  ["-0", 0],
  ["007", 7],
  ["100", 100],
  ["10.010", 10.01],
  ["5.", 5],
  ["1e3", 1000],
  ["1.25E+1", 12.5],
  ["12.5e-3", 0.0125],
  ["0.000001", 0.000001],
  ["123456789012", 123_456_789_012],
  ["9007199254740993", unreadable],
  ["1e400", unreadable],
  [`1${"0".repeat(500)}`, unreadable],
  ["1,000", unreadable],
  ["1.2.3", unreadable],
  ["twelve", unreadable],
  ["e5", unreadable],
  [true, unreadable],
  [["1"], unreadable],
];
const truths: readonly Form[] = [
  ["true", true],
  ["FALSE", false],
  [" Yes ", true],
  ["no", false],
  ["1", true],
  ["0", false],
  [1, true],
  [0, false],
  [true, true],
  [false, false],
  ["maybe", unreadable],
  [2, unreadable],
  [["true"], unreadable],
  [{}, unreadable],
];
const midnight = Date.UTC(2026, 2, 9);
// A number is a time: seconds have nine or ten digits, milliseconds twelve or thirteen; with eleven it may be either.
const days: readonly Form[] = [
  ["2026-03-09", "2026-03-09"],
  [" 2026-03-09 ", "2026-03-09"],
  ["2026-03-09T00:00:00", "2026-03-09"],
  ["2026-03-09T23:30:00-05:00", "2026-03-09"],
  [midnight, "2026-03-09"],
  [String(midnight / 1000), "2026-03-09"],
  [midnight / 1000, "2026-03-09"],
  [`/Date(${midnight})/`, "2026-03-09"],
  [`/Date(${midnight + 1})/`, unreadable],
  [midnight / 1000 + 60, unreadable],
  ["0001-01-01", null],
  [" 0001-01-01T00:00:00", null],
  [20_260_309, unreadable],
  [46_090, unreadable],
  ["2026-02-30", unreadable],
  ["soon", unreadable],
  [true, unreadable],
  [["2026-03-09"], unreadable],
  [[midnight], unreadable],
  [[String(midnight / 1000)], unreadable],
];
const instants: readonly Form[] = [
  ["2026-03-09T10:11:12Z", "2026-03-09T10:11:12.000Z"],
  ["2026-03-09T10:11:12.5+02:00", "2026-03-09T08:11:12.500Z"],
  ["2026-03-09T10:11:12", "2026-03-09T10:11:12.000Z"],
  [100_000_000, "1973-03-03T09:46:40.000Z"],
  ["9999999999", "2286-11-20T17:46:39.000Z"],
  [100_000_000_000, "1973-03-03T09:46:40.000Z"],
  [9_999_999_999_999, "2286-11-20T17:46:39.999Z"],
  ["/Date(1773051072000)/", "2026-03-09T10:11:12.000Z"],
  [" 1773051072 ", "2026-03-09T10:11:12.000Z"],
  [99_999_999, unreadable],
  [10_000_000_000, unreadable],
  [99_999_999_999, unreadable],
  ["0001-01-01T00:00:00", null],
  [" 0001-01-01", null],
  ["soon", unreadable],
  [true, unreadable],
  [["2026-03-09T10:11:12Z"], unreadable],
  [["1773051072"], unreadable],
  ["012345678", unreadable],
  ["2026-03-09T10:11:12.3456789-03:30", "2026-03-09T13:41:12.345Z"],
];
const links: readonly Form[] = [
  ["https://example.com/a?b=1", "https://example.com/a?b=1"],
  ["HTTP://example.com", "HTTP://example.com"],
  ["www.example.com/path", "www.example.com/path"],
  [" https://example.com", " https://example.com"],
  ["example.com:8080/x", "example.com:8080/x"],
  ["javascript:alert(1)", unreadable],
  [" javascript:alert(1)", unreadable],
  ["data:text/html,x", unreadable],
  ["ftp://example.com/a", unreadable],
  [5, unreadable],
  [["https://example.com"], unreadable],
];
const addresses: readonly Form[] = [
  ["Ada+x@example.com", "Ada+x@example.com"],
  [5, unreadable],
  [["a@example.com"], unreadable],
];

/** Of a type that nobody knows: as they came. */
const anything: readonly Form[] = [
  ["39.5,-82.25", "39.5,-82.25"],
  [
    ["39.5", "-82.25"],
    ["39.5", "-82.25"],
  ],
  [39.5, 39.5],
  [false, false],
  [{ latitude: 39.5 }, unreadable],
  [[39.5, -82.25], unreadable],
];

function choices(options: readonly string[]): readonly Form[] {
  const [one, other] = options as [string, string];
  return [
    [one, one],
    [[other], other],
    ["not offered any more", "not offered any more"],
    [[one, other], unreadable],
    [[], unreadable],
    [5, unreadable],
    [{}, unreadable],
  ];
}

function severalChoices(options: readonly string[]): readonly Form[] {
  const plain = options.filter((option) => !/[,;|]/.test(option)).slice(0, 2);
  const withComma = options.filter((option) => option.includes(","));
  return [
    [plain, plain],
    [[], []],
    [plain[0], [plain[0]]],
    ...[";", " ; ", "|", "\n", ",", ", "].map((between): Form => [plain.join(between), plain]),
    [JSON.stringify(plain), plain],
    [` ${JSON.stringify(plain)}`, plain],
    [`${plain[0]};`, [plain[0]]],
    ...withComma.map((option): Form => [option, [option]]),
    ...withComma.map((option): Form => [`${option};${plain[0]}`, [option, plain[0]]]),
    ["not offered any more", ["not offered any more"]],
    ["[not a list", ["[not a list"]],
    ["neither; nor", unreadable],
    [`${plain[0]}; not offered any more`, unreadable],
    ['["neither"]', unreadable],
    ["[1, 2]", unreadable],
    [[1, 2], unreadable],
    [5, unreadable],
    [{ a: 1 }, unreadable],
  ];
}

const forms: Readonly<Record<string, readonly Form[]>> = {
  Text: texts,
  MultilineText: texts,
  Phone: texts,
  User: texts,
  Integer: numbers,
  Decimal: numbers,
  Currency: numbers,
  Boolean: truths,
  Date: days,
  DateTime: instants,
  Url: links,
  Email: addresses,
  GeoPoint: anything,
};

/** The forms in which Avionté, or an app that wrote there, may send the values of a type of field. */
export function formsOf(dataType: string, options: readonly string[]): readonly Form[] {
  if (dataType === "DropDown") return [...nothing, ...choices(options)];
  if (dataType === "MultiSelect") return [...nothing, ...severalChoices(options)];
  return [...nothing, ...(forms[dataType] ?? [])];
}

/** The same as the suite takes it. */
export const formOf = ([, says]: Form): CustomFieldForm => (says === unreadable ? "unreadable" : { says });
