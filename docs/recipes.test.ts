import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { AtsError, connect } from "@anyats/core";
import { httpPolicy } from "@anyats/http";
import { komboBase } from "@anyats/kombo-base";
import { describe, expect, it } from "vitest";

/** The recipe's function, as the page shows it. */
function recipe(): (error: AtsError) => string {
  const page = readFileSync(join(import.meta.dirname, "recipes.md"), "utf8");
  const [source = ""] = /^function decide\(.*?^}$/ms.exec(page) ?? [];
  // oxlint-disable-next-line typescript/no-implied-eval -- the page's own text is what is tested
  return new Function(`${stripTypeScriptTypes(source)}; return decide;`)() as (error: AtsError) => string;
}

const relink = "ask the customer to fix the connection";
const allow = "ask the customer to allow this operation";
const leave = "skip this operation";
const later = "try again later";
const correct = "fix the request";

/** What an app should do after each of Kombo's codes. */
const decisions: Readonly<Record<string, string>> = {
  "PLATFORM.RATE_LIMIT_EXCEEDED": later,
  "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED": later,
  "PLATFORM.INTEGRATION_NOT_FOUND": relink,
  "PLATFORM.INPUT_INVALID": correct,
  "PLATFORM.UNKNOWN_ERROR": later,
  "PLATFORM.IP_NOT_WHITELISTED": relink,
  "PLATFORM.AUTHENTICATION_INVALID": relink,
  "PLATFORM.TASK_TIMED_OUT": later,
  "INTEGRATION.PERMISSION_MISSING": allow,
  "INTEGRATION.AUTHENTICATION_INVALID": relink,
  "INTEGRATION.QA_FAILED": relink,
  "INTEGRATION.SETUP_SYNC_PENDING": "wait for the next webhook",
  "INTEGRATION.SETUP_INCOMPLETE": relink,
  "INTEGRATION.INACTIVE": relink,
  "INTEGRATION.MODEL_NOT_AVAILABLE": leave,
  "INTEGRATION.MODEL_DISABLED": allow,
  "INTEGRATION.ACTION_NOT_AVAILABLE": leave,
  "INTEGRATION.ACTION_DISABLED": allow,
  "REMOTE.SERVICE_UNAVAILABLE": later,
  "REMOTE.RATE_LIMIT_EXCEEDED": later,
  "REMOTE.INPUT_INVALID": correct,
  "REMOTE.UNKNOWN_HTTP_ERROR": "report it",
  "ATS.JOB_CLOSED": correct,
  "ATS.APPLICATION_ALREADY_EXISTS": correct,
};

/** The error that a read ends in when Kombo refuses it. */
async function refused(status: number, code?: string): Promise<AtsError> {
  const fetch = async () => Response.json({ status: "error", error: { code } }, { status });
  const settings = { apiKey: "k", integrationId: "avionte:x", fetch };
  const ats = await connect(komboBase, settings, { modules: [httpPolicy({ attempts: 1 })] });
  const error = await ats.jobs.get({ id: "x" }).catch((thrown: unknown) => thrown);
  if (!AtsError.is(error)) expect.unreachable();
  return error;
}

describe("the recipe for errors", () => {
  it.for(Object.entries(decisions))("after %s says: %s", async ([code, decision]) => {
    expect(recipe()(await refused(/LIMIT/.test(code) ? 429 : 400, code))).toBe(decision);
  });

  it.for([
    [401, relink],
    [403, allow],
    [404, "forget the record"],
    [408, later],
    [413, correct],
    [429, later],
    [503, later],
  ] as const)("after a bare HTTP %s says: %s", async ([status, decision]) => {
    expect(recipe()(await refused(status))).toBe(decision);
  });
});
