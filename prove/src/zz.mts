import { odooWorld, runTests } from "@anyats/conformance";
import { adapters } from "@anyats/cli/adapters";
const odoo = await adapters["odoo"]!();
for (const version of [17, 18, 19] as const) {
  const results = await runTests(odoo, odooWorld({ version }), {
    only: ({ promise }) => /returns null for null|records that lack what they may/.test(promise),
  });
  console.log(
    version,
    results.length,
    results.filter((r) => r.failure).map((r) => `${r.capability}: ${r.failure!.slice(0, 160)}`),
  );
}
