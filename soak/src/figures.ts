import type { AbortedCalls } from "./aborted-calls/abort-calls.ts";
import type { Canaries } from "./canary.ts";
import type { CrossSiteScripting } from "./cross-site-scripting.ts";
import type { Histories } from "./histories.ts";
import type { LedgerHistories } from "./ledger-histories.ts";
import type { LossyNetwork } from "./lossy-network.ts";
import type { MutatedAnswers } from "./mutated-answers.ts";
import type { MutatedPages } from "./mutated-pages.ts";
import type { ReadingTime } from "./reading-time.ts";
import type { SyncHistories } from "./sync-histories.ts";
import type { SyncProcesses } from "./sync-processes.ts";
import type { Webhooks } from "./webhooks.ts";

/** What the parts of the soak found. */
export interface Found {
  readonly histories: Histories;
  readonly mutatedPages: readonly MutatedPages[];
  readonly mutatedAnswers: readonly MutatedAnswers[];
  readonly webhooks: Webhooks;
  readonly canaries: Canaries;
  readonly crossSiteScripting: CrossSiteScripting;
  readonly abortedCalls: AbortedCalls;
  readonly ledgerHistories: LedgerHistories;
  readonly syncHistories: SyncHistories;
  readonly syncProcesses: SyncProcesses;
  readonly lossyNetwork: LossyNetwork;
  readonly readingTime: ReadingTime;
}

/** A promise, and how often it was broken. */
type Figure = readonly [promise: string, broken: number];

/** The promises that one test keeps, and among how many tries. */
interface Kept {
  readonly test: string;
  readonly tries: number;
  readonly of: string;
  readonly figures: readonly Figure[];
  /** Why nothing was tried, where this machine cannot. */
  readonly untried?: string | undefined;
}

const whole = (value: number) => value.toLocaleString("en");

function keptBy(found: Found): readonly Kept[] {
  const { histories, webhooks, canaries, crossSiteScripting, abortedCalls } = found;
  const pages = (count: (pages: MutatedPages) => number) =>
    found.mutatedPages.reduce((total, each) => total + count(each), 0);
  const webhookTest = "[webhooks](../soak/src/webhooks.test.ts)";
  return [
    {
      test: "[histories](../soak/src/histories.test.ts)",
      tries: histories.histories,
      of: "histories",
      figures: [
        ["What a syncing app ends with is the source", histories.wrong],
        ["No record is said to be gone that is there", histories.falseDeletions],
        ["No change and no deletion is missed", histories.missedUpdates],
        ["No record is lost", histories.lost],
        ["No record comes twice without a reason", histories.duplicates],
      ],
    },
    {
      test: "[mutated pages](../soak/src/mutated-pages.test.ts)",
      tries: pages((each) => each.pages),
      of: "pages with an odd record",
      figures: [
        ["A page survives, whatever one of its records looks like", pages((each) => each.lost)],
        ["The other records are read as they are", pages((each) => each.othersHarmed)],
        ["The odd one is carried, or quarantined and reported", pages((each) => each.silent)],
        ["Its report names its place", pages((each) => each.misnamed)],
        ["A new value of an enum is passed through and told", pages((each) => each.untold)],
        ["No prototype is changed", pages((each) => (each.polluted ? 1 : 0))],
      ],
    },
    {
      test: "[mutated answers](../soak/src/mutated-answers.test.ts)",
      tries: found.mutatedAnswers.reduce((total, { calls }) => total + calls, 0),
      of: "calls with an odd answer",
      figures: [
        [
          "A call ends in an answer or in an error that says what is wrong",
          found.mutatedAnswers.flatMap(({ unforeseen }) => unforeseen).length,
        ],
      ],
    },
    {
      test: webhookTest,
      tries: webhooks.genuine,
      of: "genuine webhooks",
      figures: [["A genuine webhook is taken", webhooks.genuineRefused]],
    },
    {
      test: webhookTest,
      tries: webhooks.forged,
      of: "forged webhooks",
      figures: [["A forged one is not", webhooks.forgedTaken]],
    },
    {
      test: webhookTest,
      tries: webhooks.truncated,
      of: "webhooks cut short",
      figures: [["One that was cut short is not", webhooks.truncatedTaken]],
    },
    {
      test: webhookTest,
      tries: webhooks.replayed,
      of: "webhooks sent again",
      figures: [["One that was sent again is not", webhooks.replayedTaken]],
    },
    {
      test: "[canary](../soak/src/canary.test.ts)",
      tries: canaries.shown,
      of: "errors, events, log lines, spans and lines of the command line",
      figures: [["No key and nothing of a person is shown", canaries.leaks.length]],
    },
    {
      test: "[cross-site scripting](../soak/src/cross-site-scripting.test.ts)",
      tries: crossSiteScripting.pieces,
      of: "pieces of HTML in Chromium",
      figures: [["HTML that was made safe runs nothing", crossSiteScripting.survivors.length]],
    },
    {
      test: "[aborted calls](../soak/src/aborted-calls.test.ts)",
      tries: abortedCalls.calls,
      of: "aborted calls",
      figures: [
        ["An aborted call ends with an error that says so", abortedCalls.calls - abortedCalls.aborted],
        ["It leaves no socket", abortedCalls.sockets],
        ["It leaves no timer", abortedCalls.timers],
        ["It leaves no listener", abortedCalls.listeners],
      ],
    },
    {
      test: "[ledger histories](../soak/src/ledger-histories.test.ts)",
      tries: found.ledgerHistories.histories,
      of: "histories of two and three processes with one idempotency key",
      figures: [
        ["One key writes once", found.ledgerHistories.doubled],
        ["A receipt means that it was written", found.ledgerHistories.lost],
        ["A later call with the key ends in a receipt", found.ledgerHistories.stuck],
      ],
    },
    {
      test: "[histories of the engine](../soak/src/sync-histories.test.ts)",
      tries: found.syncHistories.histories,
      of: "histories of two and three workers with crashes, pauses, cut connections and faults",
      figures: [["A kept copy, its feed and its writes end as the source", found.syncHistories.wrong]],
    },
    {
      test: "[processes](../soak/src/sync-processes.test.ts)",
      tries: found.syncProcesses.rounds,
      of: "rounds of worker processes that are stopped, killed and lose their database, on PostgreSQL 15 and 18",
      figures: [["Nothing is lost, and nothing applied twice", found.syncProcesses.wrong.length]],
    },
    {
      test: "[reading time](../soak/src/reading-time.test.ts)",
      tries: found.readingTime.readings,
      of: "readings of the worst bytes of a server, up to 32 MiB",
      figures: [["Reading ends with the deadline, or at most 100 ms of work later", found.readingTime.late]],
    },
    {
      test: "[lossy network](../soak/src/lossy-network.test.ts)",
      tries: found.lossyNetwork.writes,
      of: "writes between two network namespaces whose connection broke",
      untried: found.lossyNetwork.untried,
      figures: [
        ["A write whose answer is lost is not made again", found.lossyNetwork.doubled],
        ["Its outcome is reported as unknown", found.lossyNetwork.misjudged],
      ],
    },
  ];
}

/** What happened, so that one can judge what the zeros are worth. */
function happened(found: Found): string {
  const {
    histories,
    mutatedPages,
    canaries,
    crossSiteScripting,
    abortedCalls,
    readingTime,
    lossyNetwork,
    ledgerHistories,
  } = found;
  const failures = Object.entries(lossyNetwork.failures).map(([code, times]) => `${code} ${times}`);
  const carried = mutatedPages.reduce((total, each) => total + each.carried, 0);
  const setAside = mutatedPages.reduce((total, each) => total + each.setAside, 0);
  return [
    `In the histories ${whole(histories.pages)} pages were taken with ${whole(histories.requests)} requests, while`,
    `${whole(histories.changes)} records were changed, made or removed; ${whole(histories.crashes)} crashes, and`,
    `${whole(histories.errors)} errors that reached the app after the repeats. Of the odd records ${whole(carried)} were`,
    `carried and ${whole(setAside)} set aside. The canary stood in the key, the fields and the answers of calls that ended`,
    `in ${whole(canaries.errors)} errors. Of the ${crossSiteScripting.payloads} ways to run something`,
    `${crossSiteScripting.working} work in this Chromium when nothing is done about them. Calls were given up in`,
    `${abortedCalls.ways} places. Of the histories with one key, ${whole(ledgerHistories.all)} are all that two processes have when`,
    "no answer is lost; of the others, half of those of two processes were enumerated, and the rest drawn. The",
    `reading that passed its deadline furthest worked for ${Math.round(readingTime.worstMs)} ms after it`,
    `(${readingTime.worst}); the most work for a byte took ${Math.round(readingTime.worstNsPerByte)} ns. Node reported the broken`,
    `connections as ${failures.join(", ") || "nothing, since none was tried"}.`,
  ].join("\n");
}

/** The figures as a table of Markdown, and whether each is as promised. */
export function figures(found: Found): { lines: readonly string[]; kept: boolean } {
  const all = keptBy(found);
  const rows = all.flatMap(({ test, tries, of, untried, figures: each }) =>
    each.map(([promise, broken]) =>
      untried === undefined
        ? `| ${promise} | ${test} | ${whole(broken)} | ${whole(tries)} ${of} |`
        : `| ${promise} | ${test} | not tried | ${untried} |`,
    ),
  );
  return {
    lines: [
      "| promise | test that keeps it | broken | of |",
      "| --- | --- | --- | --- |",
      ...rows,
      "",
      happened(found),
    ],
    kept: all.every(
      ({ tries, untried, figures: each }) =>
        (tries > 0 || untried !== undefined) && each.every(([, broken]) => broken === 0),
    ),
  };
}
