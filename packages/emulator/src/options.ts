import type { ErrorStatuses } from "./kombo/errors.ts";
import type { CoverageOverrides } from "./tools/coverage.ts";
import type { NativeRoutes } from "./tools/profile.ts";
import type { ToolName } from "./tools/registry.ts";
import { base58Digest } from "./world/kombo-id.ts";

/** Where an integration stands. Anything but `ACTIVE` and `INVALID` refuses lists and actions. */
export type IntegrationState =
  | "ACTIVE"
  | "INVALID"
  | "INACTIVE"
  | "SETUP_INCOMPLETE"
  | "SETUP_SYNC_PENDING"
  | "QA_FAILED";

/**
 * Which nested changes `updated_after` counts. Kombo's documentation changed twice: from `july-2026` on, changed
 * screening questions count for jobs; from `august-2026` on, a changed stage no longer counts for applications.
 */
export type UpdatedAfterRules = "may-2026" | "july-2026" | "august-2026";

/** How an emulator is made. Everything has a default. */
export interface EmulatorOptions {
  /** The ATS behind Kombo. Default `avionte`. */
  readonly tool?: ToolName;
  /** Same seed, same data. Default 1. */
  readonly seed?: number;
  /** How many candidates there are; jobs and applications follow from it. Default 2000. */
  readonly candidates?: number;
  /** Which unconfirmed paths of the tool's own API are served. Default `seed`. */
  readonly routes?: NativeRoutes;
  /** Start of the virtual clock. Default 2026-11-23T09:00:00.000Z; with `runningClock`, the present. */
  readonly now?: string | Date;
  /**
   * Whether the clock also goes on in real time. Default false in process: it stands still until `clock.advance`.
   * Default true for `startEmulator` without `now`.
   */
  readonly runningClock?: boolean;
  /** Default `emulator-key`. */
  readonly apiKey?: string;
  /** `{tool}:{24 characters}`; by default it follows from tool and seed. */
  readonly integrationId?: string;
  /** Default `ACTIVE`. Can be changed while it runs: `emulator.integration.state`. */
  readonly integrationState?: IntegrationState;
  /** Changes to what the tool's connector covers; `"all"` makes everything available. */
  readonly coverage?: CoverageOverrides;
  /** Filters, by list name (`jobs`, `rejection-reasons`), that the integration does not support. Default none. */
  readonly unsupportedFilters?: Readonly<Record<string, readonly string[]>>;
  /** What an unknown Kombo id in `ids` does: nothing (default), or 404 as older documentation said. */
  readonly unknownIds?: "omit" | "not-found";
  /** Default `july-2026`. */
  readonly updatedAfterRules?: UpdatedAfterRules;
  /** Whether only applications created through Kombo, and their candidates, are seen. Default `all`. */
  readonly tracking?: "all" | "created";
  /** Whether records carry the tool's own record in `remote_data`. Default false. */
  readonly remoteData?: boolean;
  /** Requests in a window, over all endpoints. Default 100,000 in 60 seconds (the documented sample is 300). */
  readonly rateLimit?: { readonly limit: number; readonly windowSeconds: number };
  /** Actions in flight. Default 30 (documented). */
  readonly concurrencyLimit?: number;
  /** Whether answers of actions tell the limit. Default true. */
  readonly concurrencyHeaders?: boolean;
  /** Bulk calls in a second that the tool's own API allows. Default: no limit. Avionté's documentation says 3 to 5. */
  readonly nativeCallsPerSecond?: number;
  /** HTTP statuses of error codes, where the emulator's guess is not wanted. */
  readonly errorStatuses?: ErrorStatuses;
  /**
   * Records that break the contract as real tools do: date-only timestamps, unmapped enum values. Default false,
   * because the official SDK refuses a whole page for one of them.
   */
  readonly oddities?: boolean;
  /** How many of the last requests `requests` remembers, and how many deliveries `webhooks`. Default 100,000. */
  readonly rememberedRequests?: number;
}

/** The options with every default filled in. */
export interface ResolvedOptions extends Required<Omit<EmulatorOptions, "nativeCallsPerSecond">> {
  readonly nativeCallsPerSecond: number | undefined;
}

export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  const { tool = "avionte", seed = 1, candidates = 2_000 } = options;
  if (!Number.isInteger(candidates) || candidates < 0)
    throw new RangeError("candidates: expected a whole number of 0 or more");
  return {
    tool,
    seed,
    candidates,
    routes: options.routes ?? "seed",
    now: options.now ?? (options.runningClock === true ? new Date() : "2026-11-23T09:00:00.000Z"),
    runningClock: options.runningClock ?? false,
    apiKey: options.apiKey ?? "emulator-key",
    integrationId: options.integrationId ?? `${tool}:${base58Digest(`integration/${tool}/${seed}`)}`,
    integrationState: options.integrationState ?? "ACTIVE",
    coverage: options.coverage ?? {},
    unsupportedFilters: options.unsupportedFilters ?? {},
    unknownIds: options.unknownIds ?? "omit",
    updatedAfterRules: options.updatedAfterRules ?? "july-2026",
    tracking: options.tracking ?? "all",
    remoteData: options.remoteData ?? false,
    rateLimit: options.rateLimit ?? { limit: 100_000, windowSeconds: 60 },
    concurrencyLimit: options.concurrencyLimit ?? 30,
    concurrencyHeaders: options.concurrencyHeaders ?? true,
    nativeCallsPerSecond: options.nativeCallsPerSecond,
    errorStatuses: options.errorStatuses ?? {},
    oddities: options.oddities ?? false,
    rememberedRequests: options.rememberedRequests ?? 100_000,
  };
}
