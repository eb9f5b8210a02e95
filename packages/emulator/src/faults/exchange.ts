import type { NativeRequest, NativeResponse } from "../http/native-call.ts";

/** What goes on within one request: the passthrough tells here which native call it carries. */
export interface Exchange {
  /** The number of the request, from 1. */
  readonly number: number;
  /** What the request carries, as the log keeps it: it must not be changed. Reading it again would parse it a second time. */
  readonly body: unknown;
  native(request: NativeRequest, run: () => NativeResponse): NativeResponse;
}
