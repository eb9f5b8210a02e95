import { ContainerModule, InvalidInput, inputIssues, token, type Token } from "@anyats/core";
import { z } from "zod/mini";
import { defaultBounds, type Bounds } from "../bounds/json-bounds.ts";

/** How often, how long and how much: what an app may set for each connection. */
export interface HttpPolicy {
  /** How often a request is sent at most, the first time included. */
  readonly attempts: number;
  /** The wait before the first repeat, in milliseconds; it doubles with each further one. */
  readonly firstWaitMs: number;
  /** The longest wait of our own choice, in milliseconds. */
  readonly longestWaitMs: number;
  /** The longest wait that a server's `Retry-After` or quota header may impose, in milliseconds. */
  readonly longestAskedMs: number;
  /** How much of a creating call's time its answer may take, from 0 to 1; the rest is for reading back. */
  readonly shareForTheAnswer: number;
  /** How many requests of each kind run at once at most, whatever the server allows. */
  readonly atOnce: Readonly<Record<string, number>>;
  readonly bounds: Bounds;
}

export const defaultPolicy: HttpPolicy = {
  attempts: 5,
  firstWaitMs: 300,
  longestWaitMs: 20_000,
  longestAskedMs: 3_600_000,
  shareForTheAnswer: 0.7,
  atOnce: {},
  bounds: defaultBounds,
};

/** The policy of a connection. Absent, the default applies. */
export const HTTP_POLICY: Token<HttpPolicy> = token("http/policy");

/** What an app sets of the policy; the rest stays as it is. */
export type PolicyChanges = Partial<Omit<HttpPolicy, "bounds">> & { readonly bounds?: Partial<Bounds> };

const from = (least: number) =>
  z.custom<number>((value) => typeof value === "number" && value >= least, `must be at least ${least}`);

/** Numbers, each with its default. */
const numbers = <Name extends string>(defaults: Readonly<Record<Name, number>>, least: number) =>
  Object.fromEntries(
    Object.entries<number>(defaults).map(([name, value]) => [name, z._default(from(least), value)]),
  ) as Record<Name, z.ZodMiniDefault<ReturnType<typeof from>>>;

/** What an app sets, and the default for what it leaves out. */
const changesSchema = () => {
  const { attempts, shareForTheAnswer, atOnce, bounds, ...waits } = defaultPolicy;
  return z.strictObject({
    ...numbers({ attempts }, 1),
    ...numbers(waits, 0),
    shareForTheAnswer: z._default(z.number().check(z.gt(0), z.lte(1)), shareForTheAnswer),
    atOnce: z._default(z.record(z.string(), from(1)), atOnce),
    bounds: z._default(z.strictObject(numbers({ ...bounds }, 1)), bounds),
  });
};

/**
 * The default policy with these changes.
 * @throws {InvalidInput} for an unknown option, or a value with which no request is sent.
 */
export function policyWith(changes: PolicyChanges): HttpPolicy {
  const { success, data, error } = changesSchema().safeParse(changes);
  if (success) return data;
  throw new InvalidInput("The policy of a connection", inputIssues(error));
}

/** A module for `connect` that sets the policy of the connection. @throws {InvalidInput} as `policyWith` does. */
export function httpPolicy(changes: PolicyChanges): ContainerModule {
  const policy = policyWith(changes);
  return new ContainerModule(({ bind }) => void bind(HTTP_POLICY).toConstantValue(policy));
}
