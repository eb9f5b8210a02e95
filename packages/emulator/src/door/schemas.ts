import { z } from "zod";
import type { FaultKind, FaultRule } from "../faults/rule.ts";
import type { RequestMatch } from "../http/request-log.ts";
import type { IntegrationState } from "../kombo/options.ts";
import type { WebhookData } from "../kombo/webhooks/event-data.ts";

const count = z.int().min(0).max(1_000_000);
/** Ten years: enough for every rule, and no date that cannot be written. */
const milliseconds = z.int().min(0).max(315_360_000_000);
const status = z.int().min(200).max(599);
const when = z.enum(["before", "after"]).optional();
const fields = z.record(z.string(), z.json());

/** A path, or a pattern for it as the source of a regular expression. */
const path = z
  .union([
    z.string().max(2_000),
    z.strictObject({ pattern: z.string().max(1_000), flags: z.string().max(8).optional() }),
  ])
  .transform((path, context) => {
    if (typeof path === "string") return path;
    try {
      return new RegExp(path.pattern, path.flags);
    } catch {
      context.addIssue({ code: "custom", message: "This is not a valid regular expression" });
      return z.NEVER;
    }
  });

const method = z.string().max(20).exactOptional();
const match = z.strictObject({
  method,
  path: path.exactOptional(),
  native: z.strictObject({ method, path: path.exactOptional() }).exactOptional(),
}) satisfies z.ZodType<RequestMatch>;

const striking = {
  match: match.optional(),
  /** `"always"` stands for `Infinity`, which JSON cannot say. */
  times: z.union([count, z.literal("always")]).optional(),
  after: count.optional(),
  probability: z.number().min(0).max(1).optional(),
};

const fault = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ ...shape, ...striking });

/** A fault as the door takes it. */
export const faultRule = z.discriminatedUnion("kind", [
  fault({ kind: z.literal("latency"), ms: count, when }),
  fault({ kind: z.literal("rateLimit"), resetSeconds: count.optional() }),
  fault({ kind: z.literal("concurrency") }),
  fault({
    kind: z.literal("status"),
    status,
    code: z.string().max(200).nullish(),
    message: z.string().max(10_000).optional(),
    when,
  }),
  fault({
    kind: z.literal("nativeStatus"),
    status,
    body: z.json().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    when,
  }),
  fault({ kind: z.literal("htmlPage"), status: status.optional(), when }),
  fault({ kind: z.literal("emptyBody"), status: status.optional(), when }),
  fault({ kind: z.literal("dropBefore") }),
  fault({ kind: z.literal("dropAfter") }),
  fault({ kind: z.literal("truncatedBody"), by: z.enum(["text", "connection"]).optional() }),
  fault({ kind: z.literal("slowBody"), ms: count.optional() }),
  fault({ kind: z.literal("malformedRecord"), index: count.optional(), changes: fields.optional() }),
  fault({
    kind: z.literal("unknownEnum"),
    index: count.optional(),
    field: z.string().max(200).optional(),
    value: z.string().max(10_000).optional(),
  }),
  fault({ kind: z.literal("repeatedCursor") }),
  fault({ kind: z.literal("expiredCursor") }),
  fault({
    kind: z.literal("redirect"),
    status: z.literal([301, 302, 303, 307, 308]).optional(),
    location: z.string().max(2_000).optional(),
  }),
]);

/** A kind of fault that the door does not know does not compile. */
type Unknown = Exclude<FaultKind["kind"], z.output<typeof faultRule>["kind"]>;
true satisfies [Unknown] extends [never] ? true : Unknown;

/** The rule that the emulator obeys. */
export function ruleOf({ times, ...rule }: z.output<typeof faultRule>): FaultRule {
  const often = times === undefined ? {} : { times: times === "always" ? Infinity : times };
  if (rule.kind !== "malformedRecord") return { ...rule, ...often } as FaultRule;
  const { changes, ...rest } = rule;
  const mutate = changes && { mutate: (record: Record<string, unknown>) => ({ ...record, ...changes }) };
  return { ...rest, ...often, ...mutate } as FaultRule;
}

const events = [
  "integration-created",
  "integration-deleted",
  "integration-state-changed",
  "connection-flow-failed",
  "sync-finished",
  "issue-status-changed",
] as const satisfies readonly (keyof WebhookData)[];

export const states = [
  "ACTIVE",
  "INVALID",
  "INACTIVE",
  "SETUP_INCOMPLETE",
  "SETUP_SYNC_PENDING",
  "QA_FAILED",
] as const satisfies readonly IntegrationState[];

/** The bodies that the door takes. */
export const bodies = {
  advance: z.strictObject({ milliseconds }),
  changes: fields,
  newRecord: z.strictObject({ like: z.string().max(1_000).optional(), changes: fields.default({}) }),
  match,
  state: z.strictObject({ state: z.enum(states) }),
  subscription: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    secret: z.string().min(1).max(1_000),
  }),
  event: z.strictObject({ type: z.enum(events), data: fields.default({}) }),
};

/** Which records of a collection to show. */
export const listing = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  offset: z.coerce.number().int().min(0).default(0),
  remoteId: z.string().optional(),
});
