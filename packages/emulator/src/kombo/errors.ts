import { base58Digest } from "../world/kombo-id.ts";

/** The codes that Kombo documents. An asterisk in the source marks a status that is documented; the others are plausible. */
const codes = {
  "PLATFORM.RATE_LIMIT_EXCEEDED": [429, "You have exceeded the rate limit."], // *
  "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED": [429, "Too many actions are running at the same time."], // *
  "PLATFORM.INTEGRATION_NOT_FOUND": [404, "The integration could not be found."],
  "PLATFORM.INPUT_INVALID": [400, "The input is invalid."], // *
  "PLATFORM.UNKNOWN_ERROR": [500, "An unknown error occurred."],
  "PLATFORM.IP_NOT_WHITELISTED": [403, "Your IP address is not allowed."],
  "PLATFORM.AUTHENTICATION_INVALID": [401, "The API key is invalid."], // *
  "PLATFORM.TASK_TIMED_OUT": [504, "The operation took too long."],
  "INTEGRATION.PERMISSION_MISSING": [403, "The credentials lack a permission in the tool."], // *
  "INTEGRATION.AUTHENTICATION_INVALID": [401, "The credentials of the integration are invalid."],
  "INTEGRATION.QA_FAILED": [409, "The integration did not pass quality assurance."], // *
  "INTEGRATION.SETUP_SYNC_PENDING": [409, "The first sync of this integration has not finished yet."], // *
  "INTEGRATION.SETUP_INCOMPLETE": [409, "The setup of this integration is not complete."], // *
  "INTEGRATION.INACTIVE": [409, "The integration is inactive."],
  "INTEGRATION.MODEL_NOT_AVAILABLE": [400, "This model is not available for this integration."],
  "INTEGRATION.MODEL_DISABLED": [403, "This model is disabled in the scope config."],
  "INTEGRATION.ACTION_NOT_AVAILABLE": [400, "This action is not available for this integration."],
  "INTEGRATION.ACTION_DISABLED": [403, "This action is disabled in the scope config."],
  "REMOTE.SERVICE_UNAVAILABLE": [503, "The connected tool is not available."],
  "REMOTE.RATE_LIMIT_EXCEEDED": [429, "The connected tool limits the rate of requests."],
  "REMOTE.INPUT_INVALID": [400, "The connected tool rejected the input."],
  "REMOTE.UNKNOWN_HTTP_ERROR": [502, "The connected tool answered with an unknown error."],
  "ATS.JOB_CLOSED": [400, "The job is closed."], // *
  "ATS.APPLICATION_ALREADY_EXISTS": [409, "The candidate has already applied to this job."],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string]>>;

export type KomboErrorCode = keyof typeof codes;

/** Every code that Kombo documents, for tests that go through all of them. */
export const komboErrorCodes: readonly KomboErrorCode[] = Object.keys(codes) as KomboErrorCode[];

/** The HTTP statuses of error codes, where a test wants others than the emulator's. */
export type ErrorStatuses = Partial<Readonly<Record<KomboErrorCode, number>>>;

/** An answer that is an error of Kombo's. */
export class KomboFailure extends Error {
  readonly code: KomboErrorCode;
  /** Undefined: the status that goes with the code. */
  readonly status: number | undefined;

  constructor(code: KomboErrorCode, message: string, status?: number) {
    super(message);
    this.name = "KomboFailure";
    this.code = code;
    this.status = status;
  }
}

/**
 * A record in the path or in the body that does not exist. Kombo documents neither a code nor a status for it; 404
 * with `PLATFORM.INPUT_INVALID` is this emulator's choice.
 */
export function notFound(what: string, id: string): KomboFailure {
  return new KomboFailure("PLATFORM.INPUT_INVALID", `The ${what} "${id}" could not be found.`, 404);
}

export function invalid(message: string): KomboFailure {
  return new KomboFailure("PLATFORM.INPUT_INVALID", message);
}

export function statusOf(failure: KomboFailure, overrides: ErrorStatuses): number {
  return overrides[failure.code] ?? failure.status ?? codes[failure.code][0];
}

export interface KomboErrorBody {
  readonly status: "error";
  readonly error: {
    readonly code: string | null;
    readonly title: string | null;
    readonly message: string;
    readonly log_url: string | null;
  };
}

/** All four keys are always there; only the message is never null. The log link names the request. */
export function errorBody(code: string | null, message: string, requestNumber: number): KomboErrorBody {
  const title = code === null ? null : code in codes ? codes[code as KomboErrorCode][1] : code;
  const log_url = `https://app.kombo.example/logs/${base58Digest(`log/${requestNumber}`)}`;
  return { status: "error", error: { code, title, message, log_url } };
}
