import type { Trial } from "../../contract-test.ts";
import type { DocumentedFields } from "../../world.ts";

/** Fields that are documented for the ATS of this adapter. */
export const documentedFields = ({ world, adapter, capability: { id } }: Trial): readonly DocumentedFields[] =>
  (world.remoteFields?.(id) ?? []).filter(({ fields }) =>
    Object.keys(fields).every((name) => adapter.facts.tools?.includes(name)),
  );
