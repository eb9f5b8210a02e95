/** The connection that an event is about. */
export interface WebhookIntegration {
  /** What a connection is opened with, as `integrationId`. */
  readonly id: string;
  /** The ATS as Kombo names it, such as `avionte`. */
  readonly tool: string | null;
  /** `ATS`, or another product of Kombo's. */
  readonly category: string | null;
}

/** Your customer, as was said when the connection was made. */
export interface WebhookCustomer {
  readonly organizationName: string | null;
  readonly creatorEmail: string | null;
  /** Your own id of the customer. */
  readonly originId: string | null;
}

/** What every event has. */
interface Delivered {
  /** The event's id. The same event delivered again is taken to have the same id (inferred). */
  readonly id: string;
}

/**
 * Records of a connection changed. Kombo sends the first change at once and then at most one event in 30 seconds, also
 * while a sync is still under way (documented). Which records changed is found by reading: see `changesOf`.
 */
export interface DataChanged extends Delivered {
  readonly type: "data-changed";
  readonly integration: WebhookIntegration;
  /** Kombo's names, such as `ats_jobs`; the set grows. */
  readonly changedModels: readonly string[];
}

/** A sync ended. Kombo's older event, in whose place `data-changed` has come; it names no models. */
export interface SyncFinished extends Delivered {
  readonly type: "sync-finished";
  readonly integration: WebhookIntegration;
  readonly customer: WebhookCustomer | null;
  readonly sync: {
    readonly id: string | null;
    readonly state:
      | "SUCCEEDED"
      | "PARTIALLY_FAILED"
      | "FAILED"
      | "CANCELLED"
      | "AUTHENTICATION_FAILED"
      | "TIMED_OUT"
      | (string & {})
      | null;
    readonly startedAt: string | null;
    readonly endedAt: string | null;
    readonly durationSeconds: number | null;
  };
  readonly logUrl: string | null;
}

/** A customer connected an ATS. */
export interface IntegrationCreated extends Delivered {
  readonly type: "integration-created";
  readonly integration: WebhookIntegration;
  readonly customer: WebhookCustomer | null;
}

/** A connection was removed. */
export interface IntegrationDeleted extends Delivered {
  readonly type: "integration-deleted";
  readonly integration: WebhookIntegration;
  readonly customer: WebhookCustomer | null;
  readonly deletedAt: string | null;
}

/** A connection's state changed: its first sync ended, or it needs the customer to connect again. */
export interface IntegrationStateChanged extends Delivered {
  readonly type: "integration-state-changed";
  readonly integration: WebhookIntegration;
  readonly customer: WebhookCustomer | null;
  readonly state: "ACTIVE" | "INVALID" | "INACTIVE" | (string & {}) | null;
  readonly setupStatus: "INCOMPLETE" | "FINAL_SYNC_PENDING" | "COMPLETED" | (string & {}) | null;
  readonly qaStatus: "PENDING" | "FAILED" | "PASSED" | (string & {}) | null;
  readonly updatedAt: string | null;
}

/** A customer tried to connect and did not succeed; there is no connection yet. */
export interface ConnectionFlowFailed extends Delivered {
  readonly type: "connection-flow-failed";
  readonly tool: string | null;
  readonly category: string | null;
  readonly customer: WebhookCustomer | null;
  readonly logUrl: string | null;
}

/** A problem that Kombo watches was raised or resolved. Reported: only the newest SDK of Kombo's names it. */
export interface IssueStatusChanged extends Delivered {
  readonly type: "issue-status-changed";
  readonly change: string | null;
  readonly issue: {
    readonly id: string | null;
    /** Such as `integration.authentication_failed`. */
    readonly type: string | null;
    readonly title: string | null;
    readonly status: "OPEN" | "RESOLVED" | (string & {}) | null;
    readonly markdownMessage: string | null;
    readonly firstObservedAt: string | null;
    readonly resolvedAt: string | null;
  };
  /** Null when the issue is of no one connection. */
  readonly integration: WebhookIntegration | null;
  readonly customer: WebhookCustomer | null;
}

/** An event that this version does not know. It is genuine: its signature was checked. */
export interface UnknownEvent extends Delivered {
  readonly type: "unknown";
  /** Kombo's name of it. */
  readonly name: string;
  /** As it came; may hold data of persons. */
  readonly data: unknown;
}

/** What Kombo tells. */
export type WebhookEvent =
  | DataChanged
  | SyncFinished
  | IntegrationCreated
  | IntegrationDeleted
  | IntegrationStateChanged
  | ConnectionFlowFailed
  | IssueStatusChanged
  | UnknownEvent;
