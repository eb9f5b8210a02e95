import type { Call, Position } from "@anyats/core";

/** What a call meets: its input, and what was on its connection before it. */
export interface Moment {
  readonly input: unknown;
  readonly call: Call;
  /** Of a stream, where its page begins. */
  readonly position: Position;
  readonly callsBefore: number;
  /** The inputs of this capability's calls before. */
  readonly inputsBefore: readonly unknown[];
  readonly resultBefore: unknown;
  readonly wroteBefore: boolean;
  readonly failedBefore: boolean;
  readonly isBesideAnother: boolean;
  /** What was read first, by the place and the ids around it. */
  readonly firstRead: Map<string, unknown>;
}

/** What was on a connection so far. */
export class History {
  #wrote = false;
  #failed = false;
  #running = 0;
  readonly #inputs = new Map<string, unknown[]>();
  readonly #results = new Map<string, unknown>();
  readonly #firstRead = new Map<string, unknown>();

  begun(input: unknown, call: Call, position: Position = null): Moment {
    const before = this.#inputs.get(call.capability) ?? [];
    this.#inputs.set(call.capability, [...before, input]);
    this.#running += 1;
    return {
      input,
      call,
      position,
      callsBefore: before.length,
      inputsBefore: before,
      resultBefore: this.#results.get(call.capability),
      wroteBefore: this.#wrote,
      failedBefore: this.#failed,
      isBesideAnother: this.#running > 1,
      firstRead: this.#firstRead,
    };
  }

  ended({ call }: Moment, how: "wrote" | "read" | "failed" | "looked", result?: unknown): void {
    this.#running -= 1;
    this.#wrote ||= how === "wrote";
    this.#failed ||= how === "failed";
    if (how === "wrote" || how === "read") this.#results.set(call.capability, result);
  }
}
