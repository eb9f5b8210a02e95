import { strict as assert } from "node:assert";
import type { Connected } from "../../trial.ts";

/** Runs something on a connection: the ATS sends what it is known to send, so no event says anything else. */
export async function withoutDrift({ ats }: Pick<Connected, "ats">, run: () => Promise<unknown>): Promise<void> {
  const events: { readonly path?: string; readonly kind?: string }[] = [];
  for (const name of ["drift", "quarantine"] as const)
    ats.on(name, (event) => events.push(event as (typeof events)[number]));
  await run();
  assert.deepEqual(
    events.map(({ path, kind }) => `${kind} at ${path}`),
    [],
    "events for what the ATS is known to send",
  );
}
