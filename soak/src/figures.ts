import type { AbortedCalls } from "./aborted-calls/abort-calls.ts";
import type { Histories } from "./histories.ts";

const whole = (value: number) => value.toLocaleString("en");

const historyTest = "[histories](../soak/src/histories.test.ts)";
const abortTest = "[aborted calls](../soak/src/aborted-calls.test.ts)";

/** The figures as a table of Markdown, and whether each is as promised. */
export function figures(histories: Histories, calls: AbortedCalls): { lines: readonly string[]; kept: boolean } {
  const played = `${whole(histories.histories)} histories`;
  const given = `${whole(calls.calls)} aborted calls`;
  const zeros: readonly (readonly [promise: string, test: string, found: number, of: string])[] = [
    ["What a syncing app ends with is the source", historyTest, histories.wrong, played],
    ["No record is said to be gone that is there", historyTest, histories.falseDeletions, played],
    ["No change and no deletion is missed", historyTest, histories.missedUpdates, played],
    ["No record is lost", historyTest, histories.lost, played],
    ["No record comes twice without a reason", historyTest, histories.duplicates, played],
    ["An aborted call ends with an error that says so", abortTest, calls.calls - calls.aborted, given],
    ["It leaves no socket", abortTest, calls.sockets, given],
    ["It leaves no timer", abortTest, calls.timers, given],
    ["It leaves no listener", abortTest, calls.listeners, given],
  ];
  const lines = [
    "| promise | test that keeps it | broken | of |",
    "| --- | --- | --- | --- |",
    ...zeros.map(([promise, test, found, of]) => `| ${promise} | ${test} | ${whole(found)} | ${of} |`),
    "",
    `In these histories ${whole(histories.pages)} pages were taken with ${whole(histories.requests)} requests, while ` +
      `${whole(histories.changes)} records were changed, made or removed; ${whole(histories.crashes)} crashes, and ` +
      `${whole(histories.errors)} errors that reached the app after the repeats. The calls were given up in ${calls.ways} places.`,
  ];
  return { lines, kept: histories.histories > 0 && calls.calls > 0 && zeros.every(([, , found]) => found === 0) };
}
