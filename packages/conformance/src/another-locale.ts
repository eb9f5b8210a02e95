/**
 * The language that the machine speaks while a contract is tried: days of another calendar, other digits, and an i that is not
 * that of English. Node takes it from `LC_ALL` or `LANG` when it starts, so that a server in Tehran or Istanbul has another than
 * the laptop on which an adapter was written.
 */
const dates = "fa-IR";
const letters = "tr-TR";

type Locales = Intl.LocalesArgument;

/** What went by the machine's language in the test that runs; undefined outside of tests, where nothing is changed. */
let noted: Set<string> | undefined;

/** The same while the modules of an adapter were loaded: what they keep is used in every test. */
const whileLoading = new Set<string>();

const isNone = (locales: Locales): boolean => locales === undefined || (Array.isArray(locales) && locales.length === 0);

/** The locales that are given, or where none are, those of the other language. */
function or(locales: Locales, other: string, what: string): Locales {
  if (!isNone(locales)) return locales;
  if (!noted) return locales;
  noted.add(what);
  return other;
}

/** Formats of `Intl` whose answers are texts of a language. */
const formats = [
  "DateTimeFormat",
  "NumberFormat",
  "Collator",
  "ListFormat",
  "PluralRules",
  "RelativeTimeFormat",
] as const;

/** Methods that go by the machine's language unless a locale is given, at the place of the argument that names it. */
const methods: readonly (readonly [of: object, name: string, place: number, other: string])[] = [
  [String.prototype, "toLocaleLowerCase", 0, letters],
  [String.prototype, "toLocaleUpperCase", 0, letters],
  [String.prototype, "localeCompare", 1, letters],
  [Number.prototype, "toLocaleString", 0, dates],
  [Date.prototype, "toLocaleString", 0, dates],
  [Date.prototype, "toLocaleDateString", 0, dates],
  [Date.prototype, "toLocaleTimeString", 0, dates],
];

let isReady = false;

/** From now on, what is asked for without a locale within a test is in another language. Outside of tests nothing changes. */
function prepare(): void {
  if (isReady) return;
  isReady = true;
  for (const name of formats) {
    const other = name === "Collator" ? letters : dates;
    const what = `Intl.${name}`;
    const given = ([locales, ...rest]: readonly unknown[]) => [or(locales as Locales, other, what), ...rest];
    (Intl as Record<string, unknown>)[name] = new Proxy(Intl[name] as unknown as new (...all: unknown[]) => object, {
      construct: (target, args, by) => Reflect.construct(target, given(args), by) as object,
      apply: (target, self, args) => Reflect.apply(target as never, self, given(args)) as object,
    });
  }
  for (const [of, name, place, other] of methods) {
    const own = (of as Record<string, (...args: unknown[]) => unknown>)[name]!;
    Object.defineProperty(of, name, {
      configurable: true,
      writable: true,
      value(this: unknown, ...args: unknown[]) {
        while (args.length < place) args.push(undefined);
        args[place] = or(args[place] as Locales, other, name);
        return own.apply(this, args);
      },
    });
  }
}

/** Modules that are loaded from now on, until the first test, are loaded as if the machine spoke another language. */
export function loadedInAnotherLocale(): void {
  prepare();
  noted ??= whileLoading;
}

/** The modules of an adapter are loaded. */
export function hasLoaded(): void {
  if (noted === whileLoading) noted = undefined;
}

/** Runs a test as if the machine spoke another language; where the test fails and something follows that language, the error says so. */
export async function inAnotherLocale<T>(run: () => Promise<T>): Promise<T> {
  prepare();
  const own = new Set<string>();
  noted = own;
  try {
    return await run();
  } catch (error) {
    const all = [...new Set([...whileLoading, ...own])];
    if (error instanceof Error && all.length > 0)
      error.message += `\n${all.join(", ")} went by the language of the machine, which the kit changes: name a locale.`;
    throw error;
  } finally {
    // One that took too long may end within the next test.
    if (noted === own) noted = undefined;
  }
}
