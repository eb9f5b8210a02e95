import { token, type Call, type Settlement, type Token } from "@anyats/core";

/**
 * Writes that carry a reference of ours, for an ATS that keeps it and finds records by it. That settles every lost answer:
 * such a record is there or it is not. Use `ReadBack` where an ATS keeps no reference.
 */
export class References {
  readonly #kept = new WeakMap<Call, string>();

  /** The reference of a write: the same for its repeats and, with an idempotency key, also for a later call. */
  of(call: Call): string {
    const reference = call.idempotencyKey ?? this.#kept.get(call) ?? crypto.randomUUID();
    this.#kept.set(call, reference);
    return reference;
  }

  /**
   * Looks for what a write made.
   * @param find Reads what carries the reference; `undefined` when nothing does. For an ATS that shows at once what was
   * written: then what is not there may be sent again.
   */
  async settle<Output>(
    call: Call,
    find: (reference: string) => Promise<Output | undefined>,
  ): Promise<Settlement<Output>> {
    const reference = this.of(call);
    const output = await find(reference);
    if (output !== undefined) return { found: true, output };
    return { found: false, certain: true, because: "nothing carries its reference", reconcile: { reference } };
  }
}

export const REFERENCES: Token<References> = token("http/references");
