import { AtsError } from "@anyats/core";
import type { Check, Finding } from "./check.ts";

/** How far the clocks may be apart before incremental reads miss changes, in seconds. */
const toleratedSkew = 60;

/** How many pages may pass without a job before the doctor gives up. */
const fewPages = 10;

const key: Check = {
  name: "key and region",
  async run({ ats, baseUrl }) {
    const { environmentId } = await ats.integration.checkKey();
    const at = baseUrl === undefined ? "" : ` at ${new URL(baseUrl).host}`;
    return { state: "good", said: `the key is good for the environment ${environmentId}${at}` };
  },
};

/** The same without an aggregator: who signs in to the ATS itself. */
const signIn: Check = {
  name: "sign-in",
  async run(patient) {
    if (!patient.ats.supports("integration.checkKey"))
      return { state: "good", said: "the ATS has no way to check a key; reading will tell" };
    const { environmentId } = await patient.ats.integration.checkKey();
    return { state: "good", said: `can sign in to ${environmentId}` };
  },
};

const integration: Check = {
  name: "integration",
  async run(patient) {
    const found = (patient.integration = await patient.ats.integration.get());
    const said = `${found.tool.label ?? found.tool.id}, ${found.status ?? "state unknown"}`;
    if (found.status === "INVALID")
      return {
        state: "bad",
        said,
        remedy: "The ATS refuses the stored credentials: let the customer reconnect (a relink).",
      };
    if (found.status === "INACTIVE")
      return { state: "bad", said, remedy: "Switch the integration on in Kombo's dashboard." };
    const expected = patient.ats.adapter.facts.providerId;
    if (expected !== "kombo" && found.tool.id !== expected)
      return { state: "bad", said, remedy: `The adapter is for "${expected}": use the adapter of "${found.tool.id}".` };
    return { state: "good", said };
  },
};

const sync: Check = {
  name: "sync",
  async run({ integration: found }) {
    switch (found?.setupStatus) {
      case "COMPLETED":
        return { state: "good", said: "the first sync has ended" };
      case "FINAL_SYNC_PENDING":
        return { state: "warning", said: "the first sync is still running", remedy: "Wait for it; it may take hours." };
      case "INCOMPLETE":
        return {
          state: "bad",
          said: "the setup is not finished",
          remedy: "Let the customer open the setup again and finish it.",
        };
      default:
        return {
          state: "warning",
          said: "Kombo does not say how far the setup is",
          remedy: "Look into Kombo's dashboard.",
        };
    }
  },
};

const coverage: Check = {
  name: "coverage",
  async run(patient) {
    const { cells, totals } = (patient.coverage = await patient.ats.coverage({ refresh: true }));
    const said = `${totals.supported + totals.limited} of ${totals.capabilities} capabilities can be used`;
    const switchedOff = cells.filter(({ gap }) => gap?.reason === "disabled-by-customer");
    if (switchedOff.length === 0) return { state: "good", said };
    const byReason = Map.groupBy(switchedOff, ({ gap }) => (patient.overKombo ? "switched off" : gap!.explanation));
    const reasons = [...byReason].map(
      ([reason, cells]) => `${reason.replace(/\.$/, "")}: ${cells.map(({ capability }) => capability).join(", ")}`,
    );
    return {
      state: "warning",
      said: [said, ...reasons].join("; "),
      remedy: switchedOff[0]?.gap?.workaround ?? "Ask the customer to opt in.",
    };
  },
};

const reading: Check = {
  name: "reading",
  async run({ ats, overKombo }) {
    let [pages, unreadable] = [0, 0];
    for await (const { records, quarantined } of ats.jobs.stream({}, { pageSize: 1, lookAhead: false }).pages()) {
      unreadable += quarantined.length;
      if (records.length > 0 && unreadable === 0) return { state: "good", said: "a job can be read" };
      pages += 1;
      if (records.length > 0 || pages === fewPages) break;
    }
    if (unreadable > 0)
      return {
        state: "warning",
        said: `${unreadable === 1 ? "a job" : `${unreadable} jobs`} could not be read and would be set aside`,
        remedy: "`anyats stream jobs` names them, with the field that is wrong.",
      };
    return {
      state: "warning",
      said: "there are no jobs",
      remedy: overKombo
        ? "Was anything synced? See the adapter's page on what is synced when."
        : "Does the user or the key see every job? See the adapter's page on rights.",
    };
  },
};

const clock: Check = {
  name: "clock",
  async run({ overKombo, baseUrl, fetch }) {
    if (baseUrl === undefined) return { state: "good", said: "the server's time is not asked for" };
    // Without the key: only the date of the answer is of interest.
    const before = Date.now();
    const response = await fetch(overKombo ? `${baseUrl}/check-api-key` : baseUrl, {
      redirect: "manual",
      signal: AbortSignal.timeout(10_000),
    });
    await response.body?.cancel();
    const theirs = Date.parse(response.headers.get("date") ?? "");
    if (Number.isNaN(theirs)) return { state: "good", said: "the server does not tell its time" };
    const skew = Math.round(Math.abs(theirs - before) / 1000);
    if (skew <= toleratedSkew) return { state: "good", said: `${skew} s apart from the server's` };
    return {
      state: "warning",
      said: `${skew} s apart from the server's`,
      remedy: "Set this machine's clock: incremental reads would miss changes.",
    };
  },
};

/** The checks of a connection through Kombo, and of one to the ATS itself, in the order in which they build on each other. */
export const checks: readonly Check[] = [key, integration, sync, coverage, reading, clock];
export const nativeChecks: readonly Check[] = [signIn, coverage, reading, clock];

/** Makes a check; an error is a finding, too. */
export async function findingOf(check: Check, patient: Parameters<Check["run"]>[0]): Promise<Finding> {
  try {
    return await check.run(patient);
  } catch (error) {
    if (AtsError.is(error))
      return {
        state: "bad",
        said: `${error.message} [${error.code}]`,
        remedy: error.advice,
        // Coverage then says what the rights that are there suffice for.
        goesOn: error.code === "connection.permission-missing",
      };
    return { state: "bad", said: "the server cannot be reached", remedy: "Check the network and the address." };
  }
}
