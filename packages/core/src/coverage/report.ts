import { z } from "zod/mini";

const packageName = z.object({ name: z.string(), version: z.string() });
const certainty = z.enum(["documented", "reported", "inferred", "unverified"]);

/** The proof of a cell: the result of its conformance tests. */
export const Evidence = z.object({
  tests: z.int().check(z.describe("How many tests prove the cell.")),
  tier: z.enum(["contract", "emulator", "live"]).check(z.describe("What they ran against.")),
  result: z.enum(["passed", "failed"]),
  date: z.iso.date(),
});
export type Evidence = Readonly<z.output<typeof Evidence>>;

/** A limitation as coverage shows it. */
export const CoverageLimitation = z.object({
  id: z.string(),
  imposedBy: z.enum(["ats", "aggregator", "adapter", "customer"]),
  summary: z.string(),
  reason: z.string(),
  advice: z.string(),
  userMessage: z
    .string()
    .check(z.describe("The limitation in words for the people who use the app, such as recruiters.")),
  certainty,
  effect: z.enum(["forbids-values", "checks-input", "built-into-the-handler", "told-only"]),
  denies: z
    .array(z.string())
    .check(z.describe("Conformance promises that the limitation rules out, so they are not tested.")),
  derived: z.boolean().check(z.describe("Whether it follows from routes and reads, rather than from a declaration.")),
});

export type CoverageLimitation = Readonly<z.output<typeof CoverageLimitation>>;

/** A promise that is not tested for now. */
export const ExemptedPromise = z.object({ promise: z.string(), reason: z.string(), expires: z.iso.date() });

/** What a client of an adapter can do with one capability. */
export const CoverageCell = z.object({
  capability: z.string(),
  group: z.string(),
  kind: z.enum(["stream", "query", "command"]),
  effect: z.enum(["reads", "idempotent", "creates"]),
  summary: z.string(),
  sourceName: z.nullable(z.string()).check(z.describe("The name under which existing clients know the operation.")),
  status: z
    .enum(["supported", "limited", "unsupported", "unknown"])
    .check(z.describe("`unknown`: nobody knows yet whether it works, so it is not offered.")),
  how: z
    .nullable(z.enum(["inherited", "override", "own"]))
    .check(
      z.describe(
        "Where the code is: inherited, replacing what would be inherited, or the adapter's own. Null for a no.",
      ),
    ),
  implementedBy: z
    .nullable(packageName)
    .check(z.describe("The package of the code; `application` when the app replaced it.")),
  lane: z
    .nullable(z.enum(["unified", "passthrough", "native"]))
    .check(z.describe("How the operation reaches the ATS.")),
  routes: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      certainty,
      source: z.string(),
      deprecated: z
        .optional(z.object({ ends: z.nullable(z.iso.date()), instead: z.optional(z.string()) }))
        .check(z.describe("The end that the route's owner has announced.")),
    }),
  ),
  settledBy: z
    .nullable(z.array(z.string()))
    .check(z.describe("The capabilities whose reads settle a lost answer of this write. Null where nothing is said.")),
  limitations: z.array(CoverageLimitation),
  gap: z
    .nullable(
      z.object({
        reason: z.enum(["ats-cannot", "aggregator-cannot", "not-built", "not-known", "disabled-by-customer"]),
        explanation: z.string(),
        userMessage: z
          .string()
          .check(z.describe("The reason in words for the people who use the app, such as recruiters.")),
        priority: z.nullable(z.enum(["critical", "high", "medium", "low"])),
        plan: z.nullable(z.string()),
        workaround: z.nullable(z.string()),
      }),
    )
    .check(z.describe("Why not. Null for a yes.")),
  evidence: z.nullable(Evidence).check(z.describe("Null while nothing has proved the cell.")),
  exemptions: z.array(ExemptedPromise).check(z.describe("Promises of the cell that are not tested for now.")),
});
export type CoverageCell = Readonly<z.output<typeof CoverageCell>>;

/** What a client of an adapter can do. Derived from the registrations, never typed by hand. */
export const CoverageReport = z
  .object({
    schemaVersion: z.literal(1),
    adapter: z.object({
      id: z.string(),
      name: z.string(),
      package: packageName,
      lineage: z.array(z.string()).check(z.describe("The adapters it is made of, the most basic one first.")),
      providerId: z.string(),
      maturity: z.enum(["production", "beta", "in-development"]),
      noteFormat: z.enum(["html", "plain"]),
      passthrough: z.nullable(z.object({ slug: z.string(), baseUrl: z.string() })),
      prerequisites: z.array(z.string()),
      notes: z.array(z.string()),
    }),
    settings: z.array(z.object({ name: z.string(), required: z.boolean(), description: z.string() })),
    scope: z
      .enum(["adapter", "connection"])
      .check(z.describe("What every connection of the adapter can do, or what one customer's connection can.")),
    cells: z.array(CoverageCell),
    totals: z.object({
      capabilities: z.number(),
      supported: z.number(),
      limited: z.number(),
      unsupported: z.number(),
      unknown: z.number(),
      inherited: z.number(),
      override: z.number(),
      own: z.number(),
      proved: z.number(),
    }),
  })
  .check(z.describe("What a client of an adapter can do."));
export type CoverageReport = Readonly<z.output<typeof CoverageReport>>;

/** The JSON Schema of a coverage report, to be published beside the reports. */
export function coverageJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(CoverageReport, { target: "draft-2020-12" }), title: "AnyATS coverage report" };
}
