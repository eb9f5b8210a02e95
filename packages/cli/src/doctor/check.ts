import type { ClientOf, CoverageReport, IntegrationDetails } from "@anyats/core";
import type { komboBase } from "@anyats/kombo-base";

/** What a check looked at. */
export interface Patient {
  readonly ats: ClientOf<typeof komboBase>;
  /** Whether the connection goes through Kombo; if not, the adapter speaks with its ATS itself. */
  readonly overKombo: boolean;
  /** The address of the API; undefined where the adapter knows it alone. */
  readonly baseUrl: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  integration?: IntegrationDetails;
  coverage?: CoverageReport;
}

/** What a check found, and what to do about it. */
export interface Finding {
  readonly state: "good" | "warning" | "bad";
  readonly said: string;
  /** What to do; absent when nothing is. */
  readonly remedy?: string;
  /** Whether the checks that follow tell more, although this one is bad. */
  readonly goesOn?: boolean;
}

/** One thing that can be wrong with a connection. After a `bad` one, those that build on it are not made. */
export interface Check {
  readonly name: string;
  run(patient: Patient): Promise<Finding>;
}
