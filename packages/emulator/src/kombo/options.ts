import type { CoverageOverrides } from "../tools/coverage.ts";
import type { NativeRoutes } from "../tools/profile.ts";
import { resolveWireOptions, type ResolvedWireOptions, type WireOptions } from "../wire/options.ts";
import { base58Digest } from "../world/kombo-id.ts";
import type { ErrorStatuses } from "./errors.ts";

/** The ATSs that the emulator knows behind Kombo. */
export const komboToolNames = ["avionte", "bullhorn", "greenhouse"] as const;
export type KomboToolName = (typeof komboToolNames)[number];

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

/** How an emulator of Kombo's API is made. Everything has a default. */
export interface EmulatorOptions extends WireOptions {
  /** The ATS behind Kombo. Default `avionte`. */
  readonly tool?: KomboToolName;
  /** Which unconfirmed paths of the tool's own API are served. Default `seed`. */
  readonly routes?: NativeRoutes;
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
}

/** The options with their defaults. */
export interface ResolvedOptions
  extends Required<Omit<EmulatorOptions, "nativeCallsPerSecond" | "now" | "prepare">>, ResolvedWireOptions {
  readonly nativeCallsPerSecond: number | undefined;
}

export function resolveOptions(options: EmulatorOptions): ResolvedOptions {
  const { tool = "avionte" } = options;
  const common = resolveWireOptions(options);
  return {
    ...common,
    tool,
    routes: options.routes ?? "seed",
    apiKey: options.apiKey ?? "emulator-key",
    integrationId: options.integrationId ?? `${tool}:${base58Digest(`integration/${tool}/${common.seed}`)}`,
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
  };
}
