import type { z } from "zod/mini";
import type { AnyCapability } from "../capabilities/capability.ts";
import type { Catalogue } from "../capabilities/catalogue.ts";
import type { NoteFormat } from "../models/note.ts";
import type { Gap } from "./gap.ts";
import { token, type Token } from "./injection.ts";
import type { Limitation } from "./limitation.ts";
import type { ModuleOptions } from "./module.ts";
import type { WebhookReader } from "./webhooks.ts";
import type { Need, Operation } from "./operation.ts";

/** How far an adapter has come, apart from what it covers. */
export type Maturity = "production" | "beta" | "in-development";

/**
 * Differences that an ATS is entitled to, as data: coverage shows them, and the conformance kit does not ask for what they
 * deny. What an adapter does wrong is not one: that is an exemption, and expires.
 */
export interface AdapterTraits {
  /**
   * Where an ATS knows few fields: the only ones that it fills, by group: `{ jobs: ["title", "stages[].id", "stages[].name"] }`.
   * `stages` alone stands for all that is inside; `id`, `remoteId` and the times of the record itself need not be named.
   */
  readonly onlyFields?: Readonly<Record<string, readonly string[]>>;
  /** Where it knows most: the fields that it never fills, by group: `{ jobs: ["salary", "hiringTeam[].email"] }`. */
  readonly absentFields?: Readonly<Record<string, readonly string[]>>;
  /** Filters that the ATS does not apply, by capability: `{ "jobs.stream": ["postUrl"] }`. */
  readonly ignoredFilters?: Readonly<Record<string, readonly string[]>>;
  /**
   * How a deleted record shows. `shown` (default): `includeDeleted` gives it, with `deletedAt`. `by-comparison`: the ATS keeps
   * nothing of it, so only a comparison of all ids finds it gone.
   */
  readonly deletions?: "shown" | "by-comparison";
  /**
   * Where the ATS shows only some records, or lacks words of the catalogue: the values that a field can have, by group and path:
   * `{ jobs: { status: ["OPEN"], "salary.period": ["HOUR"] } }`.
   */
  readonly onlyValues?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Whether a file keeps the name that it was given. Default `kept`; `changed` where the ATS gives it a name of its own. */
  readonly fileNames?: "kept" | "changed";
  /**
   * How lists go on. `by-cursor` (default), or `by-place`: by offset or page number, so that a deletion while a list is
   * being read moves the records after it.
   */
  readonly paging?: "by-cursor" | "by-place";
  /**
   * For how many minutes a connection may show and accept lists as it read them before: stages, rejection reasons, tags and
   * users that a customer has changed since. Default 0: each call sees them as they are.
   */
  readonly listsKeptMinutes?: number;
  /**
   * Fields that one field of the ATS says together, by group: `{ candidates: [["firstName", "lastName"]] }`. Any other field
   * is read from its own place, whatever the others say.
   */
  readonly jointFields?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Routes that a cell claims and no test can make the adapter use, each with the reason, by capability. */
  readonly untriedRoutes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What is worth knowing of an adapter besides its operations. A child inherits what it does not say again. */
export interface AdapterFacts {
  /** The ATS's id as the aggregator or the field knows it. */
  readonly providerId: string;
  /** The aggregator's names of the ATS, as integration ids begin with. Absent: an integration of any ATS. */
  readonly tools?: readonly string[];
  readonly maturity: Maturity;
  /** What the ATS stores as the text of a note. */
  readonly noteFormat: NoteFormat;
  /** The most characters that a note may have; absent when none is known. */
  readonly noteMaxLength?: number;
  /** The ATS's own API as the aggregator names it, and its base address. */
  readonly passthrough?: { readonly slug: string; readonly baseUrl: string };
  /** What must be done before a connection works, in order. */
  readonly prerequisites?: readonly string[];
  /** What an operator should know. */
  readonly notes?: readonly string[];
  /** Whether coverage shows the names under which the client that AnyATS replaces knows the operations. */
  readonly showsSourceNames?: boolean;
  /** Differences that the ATS is entitled to. */
  readonly traits?: AdapterTraits;
}

/** The package that brings something. */
export interface PackageName {
  readonly name: string;
  readonly version: string;
}

declare const types: unique symbol;

/** A named set of handlers and facts. Made by `defineAdapter`. */
export interface Adapter<
  Ids extends string = string,
  Own extends AnyCapability = AnyCapability,
  Settings extends z.core.$ZodType = z.core.$ZodType,
> {
  readonly id: string;
  readonly name: string;
  readonly package: PackageName;
  readonly extends: Adapter | undefined;
  readonly facts: AdapterFacts;
  readonly settings: Settings;
  /** Capabilities outside the catalogue, of this adapter and those it extends. */
  readonly ownCapabilities: readonly Own[];
  /** What it performs itself, by the capability's id. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** Gaps of this adapter and those it extends; what is nearer wins. */
  readonly missing: Readonly<Record<string, Gap>>;
  readonly limitations: readonly Limitation[];
  /** Registers the collaborators of this adapter alone, after those of the adapters that it extends. */
  readonly bindings: Bindings | undefined;
  /** Reads the webhooks of the aggregator or the ATS, where it sends some. */
  readonly webhooks: WebhookReader | undefined;
  readonly [types]?: { readonly ids: Ids; readonly own: Own; readonly settings: Settings };
}

/** The ids that an adapter supports. */
export type IdsOf<A extends Adapter> = NonNullable<A[typeof types]>["ids"];
/** The capabilities that an adapter brings itself. */
export type OwnOf<A extends Adapter> = NonNullable<A[typeof types]>["own"];
/** The schema of an adapter's settings. */
export type SettingsOf<A extends Adapter> = NonNullable<A[typeof types]>["settings"];

/** The capability behind an id: of the catalogue, or of the adapter's own. */
export type CapabilityOf<Id extends string, Own extends AnyCapability> = Id extends keyof Catalogue
  ? Catalogue[Id]
  : Extract<Own, { readonly id: Id }>;

/** Registers collaborators of an adapter in a connection's container. */
export type Bindings = (options: ModuleOptions) => void;

/** The adapter of the connection, for handlers that need its facts. */
export const ADAPTER: Token<Adapter> = token("adapter");

/** An adapter and those it extends, the most basic one first. */
export function lineage(adapter: Adapter): readonly Adapter[] {
  return adapter.extends ? [...lineage(adapter.extends), adapter] : [adapter];
}

/** The ids for which an adapter itself has a gap: what it inherits of them is taken away. */
export function ownGaps(adapter: Adapter): readonly string[] {
  const inherited = adapter.extends?.missing ?? {};
  // Each adapter copies its gaps, so an inherited one is the very same object.
  return Object.keys(adapter.missing).filter((id) => adapter.missing[id] !== inherited[id]);
}

/** What a capability requires of the aggregator: as the nearest operation says that says it at all. */
export function needsOf(adapter: Adapter, capability: string): readonly Need[] {
  for (const { operations } of lineage(adapter).toReversed()) {
    const needs = operations[capability]?.needs;
    if (needs) return needs;
  }
  return [];
}

/** Shared by all copies of this package in the process: a handler may have been made by an adapter of another copy. */
const shared = globalThis as { [key: symbol]: WeakMap<object, Adapter> | undefined };
const owners = (shared[Symbol.for("anyats/owners")] ??= new WeakMap<object, Adapter>());

/** Remembers which adapter made a handler. */
export function ownedBy(handler: object, adapter: Adapter): void {
  owners.set(handler, adapter);
}

/** The adapter that made a handler; `undefined` when the application replaced it. */
export function ownerOf(handler: object): Adapter | undefined {
  return owners.get(handler);
}
