/** What happens to the network while a note is being written. */
export const ways = [
  "acknowledgement lost",
  "acknowledgement lost, then the host gone",
  "wire cut before the answer",
] as const;
export type Way = (typeof ways)[number];

export type ToServer = { readonly arm: Way } | { readonly heal: true } | { readonly count: string };

/** How a call of the client ended. */
export interface Ended {
  /** Null for a success. */
  readonly code: string | null;
  readonly retry: unknown;
}
