import { endUser, standingOf, type Integration, type Standing } from "../integration.ts";
import type { IntegrationState, ResolvedOptions } from "../options.ts";
import type { VirtualClock } from "../../world/clock.ts";
import { base58Digest } from "../../world/kombo-id.ts";

/** Your customer, as was said when the connection was made. */
export interface EndUserData {
  readonly organization_name: string;
  readonly creator_email: string | null;
  readonly origin_id: string | null;
}

/** Which connection an event is about. */
export interface SubjectData {
  readonly integration_id: string;
  readonly integration_tool: string;
  readonly integration_category: string;
}

/** A connection as the events about its beginning and end describe it. */
export interface IntegrationData {
  readonly id: string;
  readonly tool: string;
  readonly category: string;
  readonly end_user: EndUserData;
}

/** What Kombo's events, but for `data-changed`, have under `data`. */
export interface WebhookData {
  "integration-created": IntegrationData;
  "integration-deleted": IntegrationData & { readonly deleted_at: string };
  "integration-state-changed": SubjectData & Standing & { readonly end_user: EndUserData; readonly updated_at: string };
  "connection-flow-failed": Omit<SubjectData, "integration_id"> & {
    readonly end_user: EndUserData;
    readonly log_url: string;
  };
  /** Kombo's older event, in whose place `data-changed` has come. */
  "sync-finished": SubjectData & {
    readonly end_user: EndUserData;
    readonly sync_id: string;
    readonly sync_state:
      | "SUCCEEDED"
      | "PARTIALLY_FAILED"
      | "FAILED"
      | "CANCELLED"
      | "AUTHENTICATION_FAILED"
      | "TIMED_OUT";
    readonly sync_started_at: string;
    readonly sync_ended_at: string;
    readonly sync_duration_seconds: number;
    readonly log_url: string;
  };
  /** Reported: only the newest SDK of Kombo's names it. */
  "issue-status-changed": {
    readonly change: string;
    readonly issue: {
      readonly id: string;
      readonly type: string;
      readonly title: string;
      readonly status: "OPEN" | "RESOLVED";
      readonly markdown_message: string;
      readonly first_observed_at: string;
      readonly resolved_at: string | null;
    };
    readonly integration: IntegrationData | null;
  };
}

/** What an event reports. */
export interface EventSubject {
  readonly options: ResolvedOptions;
  readonly clock: VirtualClock;
  readonly integration: Integration;
}

export function subjectOf({ options }: EventSubject): SubjectData {
  const { integrationId, tool } = options;
  return { integration_id: integrationId, integration_tool: tool, integration_category: "ATS" };
}

function integrationOf({ options }: EventSubject): IntegrationData {
  return { id: options.integrationId, tool: options.tool, category: "ATS", end_user: endUser };
}

const logUrl = (name: string) => `https://app.kombo.example/logs/${base58Digest(`log/${name}`)}`;

/** How a sync ends that finds the integration in a state; any other lets it succeed. */
const syncStates: Partial<Readonly<Record<IntegrationState, WebhookData["sync-finished"]["sync_state"]>>> = {
  INVALID: "AUTHENTICATION_FAILED",
  INACTIVE: "CANCELLED",
};

/** What each event says where the test says nothing else. */
export const eventData: { readonly [Type in keyof WebhookData]: (subject: EventSubject) => WebhookData[Type] } = {
  "integration-created": integrationOf,
  "integration-deleted": (subject) => ({ ...integrationOf(subject), deleted_at: subject.clock.timestamp() }),
  "integration-state-changed": (subject) => ({
    ...subjectOf(subject),
    end_user: endUser,
    ...standingOf(subject.integration.state),
    updated_at: subject.clock.timestamp(),
  }),
  "connection-flow-failed": ({ options, clock }) => ({
    integration_tool: options.tool,
    integration_category: "ATS",
    end_user: endUser,
    log_url: logUrl(`connection/${clock.timestamp()}`),
  }),
  "sync-finished": (subject) => {
    const now = subject.clock.timestamp();
    return {
      ...subjectOf(subject),
      end_user: endUser,
      sync_id: base58Digest(`sync/${now}`),
      sync_state: syncStates[subject.integration.state] ?? "SUCCEEDED",
      sync_started_at: now,
      sync_ended_at: now,
      sync_duration_seconds: 0,
      log_url: logUrl(`sync/${now}`),
    };
  },
  "issue-status-changed": (subject) => {
    const now = subject.clock.timestamp();
    return {
      change: "raised",
      issue: {
        id: base58Digest(`issue/${now}`),
        type: "integration.authentication_failed",
        title: "Authentication failed",
        status: "OPEN",
        markdown_message: "The credentials of the integration are no longer valid.",
        first_observed_at: now,
        resolved_at: null,
      },
      integration: integrationOf(subject),
    };
  },
};
