import type { IntegrationState } from "./options.ts";
import type { Coverage } from "../tools/coverage.ts";

/** The customer whose ATS is connected. */
export const endUser = {
  organization_name: "Harbor Staffing",
  creator_email: "owner@agency.example.com",
  origin_id: "customer-17",
} as const;

/** The three fields in which Kombo says where an integration stands. */
export interface Standing {
  readonly state: "ACTIVE" | "INVALID" | "INACTIVE";
  readonly setup_status: "INCOMPLETE" | "FINAL_SYNC_PENDING" | "COMPLETED";
  readonly qa_status: "PENDING" | "FAILED" | "PASSED";
}

const passed = { setup_status: "COMPLETED", qa_status: "PASSED" } as const;
const standings: Readonly<Record<IntegrationState, Standing>> = {
  ACTIVE: { state: "ACTIVE", ...passed },
  INVALID: { state: "INVALID", ...passed },
  INACTIVE: { state: "INACTIVE", ...passed },
  SETUP_INCOMPLETE: { state: "ACTIVE", setup_status: "INCOMPLETE", qa_status: "PENDING" },
  SETUP_SYNC_PENDING: { state: "ACTIVE", setup_status: "FINAL_SYNC_PENDING", qa_status: "PENDING" },
  QA_FAILED: { state: "ACTIVE", setup_status: "COMPLETED", qa_status: "FAILED" },
};

export function standingOf(state: IntegrationState): Standing {
  return standings[state];
}

/** The connection of a customer's ATS; that its state changed is told. */
export class Integration {
  readonly coverage: Coverage;
  readonly #stateChanged: () => void;
  #state: IntegrationState;

  constructor(state: IntegrationState, coverage: Coverage, stateChanged: () => void) {
    this.#state = state;
    this.coverage = coverage;
    this.#stateChanged = stateChanged;
  }

  get state(): IntegrationState {
    return this.#state;
  }

  set state(state: IntegrationState) {
    const before = this.#state;
    this.#state = state;
    if (state !== before) this.#stateChanged();
  }
}
