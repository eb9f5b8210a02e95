import { token, type Token } from "./injection.ts";
import type { Certainty } from "./handler.ts";

/** Who imposes a limitation, and so who could lift it. */
export type ImposedBy = "ats" | "aggregator" | "adapter" | "customer";

/** What a limitation gets to look things up with. */
export interface LimitationContext {
  /** A collaborator of the connection. */
  get<T>(token: Token<T>): T;
}

/** What a limitation says to one call: nothing, a refusal, or a warning that goes with the receipt. */
export type Verdict = undefined | { readonly refuse: string } | { readonly warn: string };

/** What a limitation does, so that it is more than a remark. */
export type LimitationEffect =
  | {
      /** Values that a field of the input must not have. Checked before anything is sent; also marked where listed. */
      readonly kind: "forbids-values";
      /** The path in the checked input, such as `stage.remoteId`; of every item where a list is on the way. */
      readonly field: string;
      readonly values: readonly string[];
    }
  | {
      /** Looks at the input before anything is sent. */
      readonly kind: "checks-input";
      readonly check: (input: unknown, context: LimitationContext) => Verdict;
      /**
       * Fields of an input that it refuses or warns of, over a good one. The conformance kit tries it; needed only where
       * none of the kit's own inputs meets the limitation.
       */
      readonly example?: Readonly<Record<string, unknown>>;
      /** Where it warns of every input, as it cannot tell which are concerned. */
      readonly meets?: "every-input";
    }
  | {
      /** Enforced by the handler, which names the limitation in its refusals, warnings or answers. */
      readonly kind: "built-into-the-handler";
      /** What the handler does about it. */
      readonly how: string;
    }
  | {
      /** Nothing on this side can see or change it: it is told, and that is all. */
      readonly kind: "told-only";
      /** Why it can be no more than told. */
      readonly because: string;
    };

/** A restriction of one or several capabilities, as data that is also enforced. */
export interface Limitation<Id extends string = string> {
  /** Stable, `adapter.some-words`. Errors and warnings name it. */
  readonly id: `${string}.${string}`;
  readonly capabilities: readonly Id[];
  readonly imposedBy: ImposedBy;
  /** What does not work, in one sentence. */
  readonly summary: string;
  /** Why. */
  readonly reason: string;
  /** How an app should react. */
  readonly advice: string;
  /** The same for the people who use the app, such as recruiters: no names of code, no ids. */
  readonly userMessage?: string;
  readonly certainty: Certainty;
  readonly source?: string;
  readonly effect: LimitationEffect;
  /** Titles of conformance promises that cannot be kept because of it. They are not tested, and coverage says so. */
  readonly denies?: readonly string[];
  /** Takes the place of the limitation that coverage would derive from this fact. */
  readonly explains?: "lost-answers" | "unconfirmed-routes";
}

/** The limitations of a connection, for the pipeline and for handlers that learn a forbidden value only on the way. */
export interface Limitations {
  readonly all: readonly Limitation[];
  of(capability: string): readonly Limitation[];
  /** Why a field of a capability's input must not have this value; `undefined` when it may. */
  forbidden(capability: string, field: string, value: string): Limitation | undefined;
}

export const LIMITATIONS: Token<Limitations> = token("limitations");
