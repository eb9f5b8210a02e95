import { z } from "zod/mini";
import { CoverageCell } from "@anyats/core/coverage";
import type { FieldCell, FieldCoverage } from "./fields.ts";

const { certainty, source } = CoverageCell.shape.routes.def.element.shape;

/** What one adapter says of one field. */
const FieldClaim = z.object({
  declared: z
    .enum(["mapped", "absent", "not-seen"])
    .check(z.describe("Filled by the mapping; never filled, as the adapter declares; or not known.")),
  from: z.array(z.string()).check(z.describe("The places in the wire record that the mapping takes it from.")),
  source: z
    .nullable(z.object({ request: z.string(), certainty, source }))
    .check(z.describe("The source of the request that brings it; null where it is not known.")),
});
export type FieldClaim = Readonly<z.output<typeof FieldClaim>>;

/** Which fields of one kind of record each adapter fills. */
export const FieldClaims = z.object({
  stream: z.string(),
  fields: z.array(
    z.object({
      field: z.string().check(z.describe("Such as `title`; `customFields` stands for all custom fields.")),
      claims: z
        .record(z.string(), FieldClaim)
        .check(z.describe("By adapter id. Absent: the adapter has no such records.")),
    }),
  ),
});
export type FieldClaims = Readonly<z.output<typeof FieldClaims>>;

/** Custom fields as one row: which there are differs from customer to customer, so their names are left out. */
function collapsed(fields: readonly FieldCell[]): readonly FieldCell[] {
  const isCustom = ({ field }: FieldCell) => field.startsWith("customFields.");
  const others = fields.filter((cell) => !isCustom(cell));
  const custom = fields.filter((cell) => isCustom(cell) && cell.declared === "mapped");
  if (custom.length === 0) return others;
  const places = custom.flatMap(({ field, from }) =>
    from.map((place) => place.replaceAll(field.slice("customFields.".length), "…")),
  );
  return [...others, { ...custom[0]!, field: "customFields", from: [...new Set(places)] }];
}

/** Lays field coverage of several adapters side by side, in the order given. */
export function fieldClaimsOf(all: readonly FieldCoverage[]): readonly FieldClaims[] {
  return [...Map.groupBy(all, ({ stream }) => stream)].map(([stream, own]) => {
    const fields = new Map<string, Record<string, FieldClaim>>();
    for (const { adapterId, fields: cells } of own)
      for (const { field, declared, from, source: known } of collapsed(cells)) {
        const claims = fields.get(field) ?? {};
        fields.set(field, claims);
        const isMapped = declared === "mapped";
        claims[adapterId] = { declared, from: isMapped ? [...from] : [], source: isMapped ? known : null };
      }
    return { stream, fields: [...fields].map(([field, claims]) => ({ field, claims })) };
  });
}
