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
        ["A syncing app ends with a copy equal to the source", histories.wrong],
        ["No record that exists is reported as deleted", histories.falseDeletions],
        ["No change and no deletion is missed", histories.missedUpdates],
        ["No record is lost", histories.lost],
        ["No record is delivered twice without a reason", histories.duplicates],
      ],
    },
    {
      test: "[mutated pages](../soak/src/mutated-pages.test.ts)",
      tries: pages((each) => each.pages),
      of: "pages with an odd record",
      figures: [
        ["A page is delivered, whatever one of its records looks like", pages((each) => each.lost)],
        ["The other records of the page are unaffected", pages((each) => each.othersHarmed)],
        ["The odd record is delivered, or quarantined and reported", pages((each) => each.silent)],
        ["The report names the field", pages((each) => each.misnamed)],
        ["An unknown enum value is passed through and reported", pages((each) => each.untold)],
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
      figures: [["A genuine webhook is accepted", webhooks.genuineRefused]],
    },
    {
      test: webhookTest,
      tries: webhooks.forged,
      of: "forged webhooks",
      figures: [["A forged webhook is rejected", webhooks.forgedTaken]],
    },
    {
      test: webhookTest,
      tries: webhooks.truncated,
      of: "truncated webhooks",
      figures: [["A truncated webhook is rejected", webhooks.truncatedTaken]],
    },
    {
      test: webhookTest,
      tries: webhooks.replayed,
      of: "replayed webhooks",
      figures: [["A replayed webhook is rejected", webhooks.replayedTaken]],
    },
    {
      test: "[canary](../soak/src/canary.test.ts)",
      tries: canaries.shown,
      of: "errors, events, log lines, spans and lines of the command line",
      figures: [["No key and no personal data is shown", canaries.leaks.length]],
    },
    {
      test: "[cross-site scripting](../soak/src/cross-site-scripting.test.ts)",
      tries: crossSiteScripting.pieces,
      of: "pieces of HTML in Chromium",
      figures: [["Sanitised HTML runs no script", crossSiteScripting.survivors.length]],
    },
    {
      test: "[aborted calls](../soak/src/aborted-calls.test.ts)",
      tries: abortedCalls.calls,
      of: "aborted calls",
      figures: [
        ["An aborted call ends with an error that says so", abortedCalls.calls - abortedCalls.aborted],
        ["An aborted call leaves no socket", abortedCalls.sockets],
        ["An aborted call leaves no timer", abortedCalls.timers],
        ["An aborted call leaves no listener", abortedCalls.listeners],
      ],
    },
    {
      test: "[ledger histories](../soak/src/ledger-histories.test.ts)",
      tries: found.ledgerHistories.histories,
      of: "histories of two and three processes with one idempotency key",
      figures: [
        ["One key writes once", found.ledgerHistories.doubled],
        ["A receipt means that the write was made", found.ledgerHistories.lost],
        ["A later call with the key ends in a receipt", found.ledgerHistories.stuck],
      ],
    },
    {
      test: "[histories of the engine](../soak/src/sync-histories.test.ts)",
      tries: found.syncHistories.histories,
      of: "histories of two and three workers with crashes, pauses, cut connections, killed databases and faults",
      figures: [["The copy, its feed and its writes end equal to the source", found.syncHistories.wrong]],
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
        ["A lost answer is reported as an unknown outcome", found.lossyNetwork.misjudged],
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
    `The histories read ${whole(histories.pages)} pages with ${whole(histories.requests)} requests, while`,
    `${whole(histories.changes)} records were created, changed or deleted; the app crashed ${whole(histories.crashes)} times and saw`,
    `${whole(histories.errors)} errors that remained after the retries. Of the odd records, ${whole(carried)} were`,
    `delivered and ${whole(setAside)} set aside. The canary was in the key, the fields and the answers of calls that ended`,
    `in ${whole(canaries.errors)} errors. Of the ${crossSiteScripting.payloads} ways to run a script,`,
    `${crossSiteScripting.working} work in this Chromium without sanitising. Calls were aborted in`,
    `${abortedCalls.ways} places. The histories with one key include all ${whole(ledgerHistories.all)} that two processes can have when`,
    "no answer is lost; of the others of two processes half were enumerated, and the rest was drawn. The",
    `reading that passed its deadline furthest worked for ${Math.round(readingTime.worstMs)} ms after it`,
    `(${readingTime.worst}); the slowest took ${Math.round(readingTime.worstNsPerByte)} ns a byte. Node reported the broken`,
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
