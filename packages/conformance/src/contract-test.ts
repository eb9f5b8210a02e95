import type {
  Adapter,
  AnyCapability,
  Client,
  CoverageCell,
  CoverageReport,
  RecordStream,
  StreamOptions,
} from "@anyats/core";
import type { KeptSamples } from "./kept-samples.ts";
import type { Customer, WorldSession } from "./world.ts";

/** A client whose methods are found by name: the suite is written for adapters that it does not know. */
export interface Trial {
  readonly adapter: Adapter;
  readonly cell: CoverageCell;
  /** The whole matrix. */
  readonly claims: CoverageReport;
  readonly capability: AnyCapability;
  readonly world: WorldSession;
  readonly ats: Client;
  /** The samples of this run; undefined where each test looks for its own. */
  readonly samples?: KeptSamples;
  /** Calls a query or a command. */
  call(id: string, input?: unknown, options?: object): Promise<never>;
  /** Opens a stream. */
  stream(id: string, filter?: object, options?: StreamOptions): RecordStream<{ readonly id: string }>;
  /** Whether the adapter offers a capability that a promise needs besides its own. */
  offers(id: string): boolean;
  /**
   * The same in another fresh world, which ends with the block: `await using fresh = await trial.another()`.
   * @param customer Whose it is; by default it is another copy of the same customer's.
   */
  another(customer?: Customer): Promise<AsyncDisposable & { readonly trial: Trial }>;
}

/** A rule for adapters that a promise tests: a red test prints it, and `docs/conformance-rules.md` lists it. */
export interface Rule {
  readonly rule: string;
  /** How the kit tests it: "it" is the kit. */
  readonly tried: string;
}

/** One promise of one capability, in the user's words. */
export interface ContractTest {
  readonly capability: string;
  readonly promise: string;
  /** The folder of contracts that the promise belongs to, such as `custom-fields`. */
  readonly subject: string;
  readonly rules: readonly Rule[];
  /** Whether it changes something in the ATS. */
  readonly writes: boolean;
  run(trial: Trial): Promise<void>;
}

/** A promise before it is known for which capability it is given. */
export interface ContractPromise {
  readonly promise: string;
  /** What an adapter does so that the promise is kept, where the title does not say it. */
  readonly rules?: readonly Rule[];
  /** Whether the promise has a meaning for this capability. Default: always. */
  readonly applies?: (cell: CoverageCell) => boolean;
  /** What of it is tried again in other time zones of the machine, where it is about days and instants. */
  readonly ofTimes?: (trial: Trial) => Promise<void>;
  /**
   * Whether it is tried at the second customer's ATS, too, where that is of another version: it goes by what the ATS has records of.
   * `"each"`: at the third customer's, too, since it may go by the version itself.
   */
  readonly ofVersions?: true | "each";
  /** What of a query's answer each of two customers must get from an ATS of their own. */
  readonly ofCustomers?: (trial: Trial) => Promise<void>;
  run(trial: Trial): Promise<void>;
}

/** What a capability promises that no other does, from tables of such promises by the id of a capability. */
export const ownPromises = (
  capability: string,
  tables: readonly Readonly<Record<string, readonly ContractPromise[]>>[],
): readonly ContractPromise[] => tables.flatMap((table) => table[capability] ?? []);
