// Writes the fixtures that types.test.ts compares: node --conditions=@anyats/source packages/sync/test/types/generate.ts
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableTypes } from "../../src/schema/table-types.ts";

for (const library of ["kysely", "drizzle"] as const)
  writeFileSync(join(import.meta.dirname, `${library}.generated.ts`), tableTypes(library));
