/** What a webhook says, independent of its sender. Nothing in it names a person. */
export interface WebhookNotice {
  /** The event's id: the same event delivered again has the same id, and no event of another customer has it. */
  readonly eventId: string;
  /** What the sender knows the connection by, such as an integration id; null when the event is of no connection. */
  readonly connectionKey: string | null;
  /** The capabilities that show what changed, such as `jobs.stream`; `all` when the event does not say. */
  readonly changed: readonly string[] | "all";
  /** The new state of the connection, when the event is about it. */
  readonly state: "active" | "waiting" | "attention" | "disconnected" | null;
}

/** Checks that a webhook is genuine, and says what it means. */
export interface WebhookReader {
  /**
   * @param secrets The secret of the sender, or several while it is being replaced.
   * @throws {AtsError} with a `status` from 400 to 499 when the webhook is not genuine or not readable.
   */
  verify(
    request: { readonly headers: { get(name: string): string | null }; readonly body: Uint8Array },
    secrets: readonly string[],
  ): WebhookNotice | Promise<WebhookNotice>;
}
