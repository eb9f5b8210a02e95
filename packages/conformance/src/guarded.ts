import { GuardedFetch } from "./guarded-fetch.ts";
import { CannotTell, type Customer, type Trouble, type World, type WorldSession } from "./world.ts";
import { WorldFailed } from "./world-failed.ts";

/** How long a member of a world may take, in milliseconds of real time. A live account answers over the network. */
const patienceMs = { emulator: 3_000, live: 60_000 };

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string" && value !== "";
const isRecord: Check = (value) => typeof value === "object" && value !== null;
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const named =
  (...names: readonly string[]): Check =>
  (value) =>
    isRecord(value) && names.every((name) => isText((value as Readonly<Record<string, unknown>>)[name]));
const anything: Check = () => true;

/** Of what there may be none of in an ATS. */
const orNever = {
  gives: 'nothing, or "never"',
  check: (value: unknown) => value === undefined || value === "never",
} as const;

/**
 * What each member gives, in words and as a check. Those marked as `now` give it without a promise; those that only look are
 * marked as `looks`: each other changes what the world holds, or how it answers.
 */
const members: Readonly<
  Record<string, { readonly gives: string; readonly check: Check; readonly now?: true; readonly looks?: true }>
> = {
  requests: { gives: "a count", check: isCount, now: true, looks: true },
  writes: { gives: "a count", check: isCount, now: true, looks: true },
  struck: { gives: "a count", check: isCount, now: true, looks: true },
  spoilt: { gives: "a list of places", check: listOf(isText), now: true, looks: true },
  now: {
    gives: "a date",
    check: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
    now: true,
    looks: true,
  },
  ids: {
    gives: "a list of ids, each once",
    check: (value) => listOf(isText)(value) && new Set(value as string[]).size === (value as string[]).length,
    now: true,
    looks: true,
  },
  seen: { gives: "a list of requests with a method and a path", check: listOf(named("method", "path")), looks: true },
  records: { gives: "a list of records with an id", check: listOf(named("id")), looks: true },
  samples: { gives: "a list of inputs", check: listOf(isRecord), looks: true },
  application: {
    gives: "a stage and whether it is rejected",
    check: (value) => isRecord(value) && typeof (value as { readonly rejected?: unknown }).rejected === "boolean",
    looks: true,
  },
  remoteFields: { gives: "a list of fields", check: listOf(isRecord), now: true, looks: true },
  unseen: { gives: "values by name", check: isRecord, now: true, looks: true },
  mails: { gives: "a count", check: isCount, now: true, looks: true },
  notes: { gives: "a list of texts", check: listOf((value) => typeof value === "string"), looks: true },
  files: {
    gives: "a list of names or of files with a name",
    check: listOf((value) => isText(value) || named("name")(value)),
    looks: true,
  },
  customFields: { gives: "a list of custom fields with an id", check: listOf(named("id")), looks: true },
  customFieldValues: { gives: "values by field", check: isRecord, looks: true },
  rights: { gives: "a list of names", check: listOf(isText), now: true, looks: true },
  withhold: { gives: "nothing", check: anything },
  customFieldForms: {
    gives: "what fields say by id, or nothing",
    check: (value) => value === undefined || isRecord(value),
    now: true,
  },
  setCustomField: { gives: "nothing", check: anything },
  administer: { gives: 'the id of an entry, or "never"', check: isText },
  become: orNever,
  restore: orNever,
  replaceFile: orNever,
  move: orNever,
  merge: orNever,
  lag: { gives: "nothing", check: anything },
  crowd: { gives: "nothing", check: anything },
  resettle: orNever,
  touch: { gives: "nothing", check: anything },
  remove: { gives: "nothing", check: anything },
  trouble: orNever,
  endSessions: { gives: "nothing", check: anything },
  endLists: { gives: "nothing", check: anything },
  passedOn: {
    gives: "a function, or nothing",
    check: (value) => value === undefined || typeof value === "function",
    now: true,
    looks: true,
  },
  writtenTime: { gives: "a text", check: isText, now: true, looks: true },
  asSent: { gives: "a fetch", check: (value) => typeof value === "function", now: true, looks: true },
  close: { gives: "nothing", check: anything },
};

/** Members that say what an ATS does, or what somebody does in it; a world may lack each of them. */
const optional: ReadonlySet<string> = new Set([
  "samples",
  "remoteFields",
  "unseen",
  "mails",
  "struck",
  "spoilt",
  "customFields",
  "customFieldValues",
  "customFieldForms",
  "setCustomField",
  "rights",
  "withhold",
  "administer",
  "become",
  "restore",
  "replaceFile",
  "move",
  "merge",
  "lag",
  "crowd",
  "resettle",
  "endSessions",
  "endLists",
]);

/** What a run names at its end where the world lacks it. */
const asked: readonly string[] = [...optional, "limits", "failures", "webhooks", "states", "variants"];

/** Members that say in which form an ATS, or an aggregator, gives the same. */
const ofForm: ReadonlySet<string> = new Set(["passedOn", "writtenTime", "asSent"]);

const shown = (args: readonly unknown[]) => args.map((each) => JSON.stringify(each) ?? String(each)).join(", ");
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Awaits what a member of a world does, for so long. */
async function inTime<T>(member: string, patienceMs: number, doing: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new WorldFailed(member, `did not end within ${patienceMs} ms`)), patienceMs);
  });
  doing.catch(() => {}); // When it fails after that time, nobody asks any more.
  try {
    return await Promise.race([doing, tooLong]);
  } catch (error) {
    if (error instanceof WorldFailed || error instanceof CannotTell) throw error;
    throw new WorldFailed(member, `failed: ${reason(error)}`, error);
  } finally {
    clearTimeout(timer);
  }
}

type Method = (...args: readonly unknown[]) => unknown;

/** What is known of a session besides what its world says. */
export interface Opened {
  readonly customer: Customer;
  /** Whether anything in it was changed by the kit. What an adapter writes, the world counts. */
  changed: boolean;
  /** What the kit asked for, and the world lacks: a member by its name, and a trouble that it never makes. */
  readonly lacking: Set<string>;
  /** What its `fetch` does. */
  readonly fetch: GuardedFetch;
  /** As the world gave it. */
  readonly session: WorldSession;
}
const opened = new WeakMap<WorldSession, Opened>();

// One getter for all sessions: V8 keeps one that an object has for itself, and the whole world that it knows, for long.
/** The world's settings: it may change them, such as the user that logs in. */
const theSettings: PropertyDescriptor & ThisType<WorldSession> = {
  enumerable: true,
  get() {
    const { fetch, session } = opened.get(this)!;
    return fetch.in(session.settings);
  },
};
/** What notes that a session lacks a member that the kit asks for. */
const lackings: Readonly<Record<string, PropertyDescriptor & ThisType<WorldSession>>> = Object.fromEntries(
  asked.map((name) => [
    name,
    {
      get(this: WorldSession) {
        opened.get(this)!.lacking.add(name);
      },
    },
  ]),
);

/** How a session was opened; undefined of one that was made of another, such as with other settings. */
export const openedAs = (session: WorldSession): Opened | undefined => opened.get(session);

/** Where there are no rights, none can be withheld. */
const isWithout = ({ without = {} }: WorldSession, member: string) =>
  Object.hasOwn(without, member === "withhold" && !Object.hasOwn(without, member) ? "rights" : member);

function guardedMember(session: WorldSession, name: string, patienceMs: number, state: Opened): Method {
  const { gives, check, now, looks } = members[name]!;
  const run = (session as unknown as Readonly<Record<string, Method>>)[name]!;
  const checked = (member: string, value: unknown) => {
    if (name === "trouble" && value === "never" && !isWithout(session, member)) state.lacking.add(member);
    if (check(value)) return value;
    throw new WorldFailed(member, `gave ${describe(value)}, and not ${gives}`);
  };
  return (...args) => {
    const member = `${name}(${shown(args)})`;
    if (!looks) state.changed = true;
    if (name === "trouble") state.fetch.trouble = args[0] as Trouble;
    let given: unknown;
    try {
      given = run.apply(session, args as unknown[]);
    } catch (error) {
      if (error instanceof CannotTell) throw error;
      throw new WorldFailed(member, `failed: ${reason(error)}`, error);
    }
    if (now || !(given instanceof Promise)) return checked(member, given);
    return inTime(member, patienceMs, given).then((value) => checked(member, value));
  };
}

function describe(value: unknown): string {
  if (value instanceof Promise) return "a promise";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/**
 * Opens a world for one test. What it does wrong (it throws, hangs, gives nonsense) fails the test with the name of its
 * member, which keeps an author from searching the adapter for the fault.
 */
export async function openWorld(world: World, customer: Customer = "first"): Promise<WorldSession> {
  const name = customer === "first" ? "open()" : `open("${customer}")`;
  const within = patienceMs[world.tier];
  const opening = (async () => world.open(customer))();
  const session = await inTime(name, within, opening);
  if (!isRecord(session)) throw new WorldFailed(name, `gave ${describe(session)}, and not a session`);
  const kept: Record<string, unknown> = {};
  const state: Opened = { customer, changed: false, lacking: new Set(), fetch: new GuardedFetch(), session };
  for (const name of Object.keys(members)) {
    const member: unknown = (session as unknown as Readonly<Record<string, unknown>>)[name];
    if (typeof member === "function") kept[name] = guardedMember(session, name, within, state);
    else if (!optional.has(name) && !ofForm.has(name)) throw new WorldFailed(name, "is missing");
  }
  const {
    wrong,
    modules,
    variants,
    version,
    freeTimes,
    zone,
    notesAre,
    atOnceHeader,
    limits,
    failures,
    webhooks,
    states,
  } = session;
  const watched = <Of extends { readonly settings: unknown }>(of: Of): Of => ({
    ...of,
    settings: state.fetch.in(of.settings),
  });
  const guarded = {
    ...kept,
    wrong: watched(wrong),
    ...(modules && { modules }),
    ...(variants && { variants: variants.map(watched) }),
    ...(version !== undefined && { version }),
    ...(states && { states }),
    ...(freeTimes && { freeTimes }),
    ...(zone !== undefined && { zone }),
    ...(notesAre && { notesAre }),
    ...(atOnceHeader !== undefined && { atOnceHeader }),
    ...(limits && { limits }),
    ...(failures && { failures }),
    ...(webhooks && { webhooks }),
  };
  const whole = Object.defineProperty(guarded, "settings", theSettings) as unknown as WorldSession;
  for (const name of asked)
    if (!Object.hasOwn(whole, name) && !isWithout(session, name)) Object.defineProperty(whole, name, lackings[name]!);
  opened.set(whole, state);
  return whole;
}
