import { z } from "zod/mini";
import { AtsError, catalogue, isCapabilityId, type Adapter } from "@anyats/core";

/** Where a sentence has a gap: what was to stand there is missing. */
const gap = /^\s*$|\s[.,;:](?:\s|$)|\s{2}|^[.,;:]|[:,;] ?\.(?:\s|$)|\b(?:undefined|NaN)\b|\[object |""|``|\(\s*\)/;
const isWhole = (text: unknown): boolean => typeof text === "string" && !gap.test(text);

/** Where in the details of an error a text is empty or has a gap. The path of a problem is empty where it is about the whole. */
function flawAt(value: unknown, at: string): string | undefined {
  if (
    value === "" ||
    (value === null && at.startsWith("details.reconcile")) ||
    (typeof value === "string" && value.includes(" ") && gap.test(value))
  )
    return at;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, held] of Object.entries(value)) {
    const found = name === "path" ? undefined : flawAt(held, `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What apps branch on, such as `quota.exceeded`. */
const dotted = /^[a-z][a-z-]*(?:\.[a-z][a-z-]*)+$/;

/** What a code says of its error, whatever the operation and the state: apps branch on all of it. */
const facts: readonly {
  readonly code: RegExp;
  readonly fault: RegExp;
  readonly concerns: RegExp;
  readonly passes: boolean;
}[] = [
  { code: /^connection\.key-refused$/, fault: /^configuration$/, concerns: /^connection$/, passes: false },
  { code: /^connection\.permission-missing$/, fault: /^configuration$/, concerns: /^capability$/, passes: false },
  {
    code: /^(record\.not-found|input\.(invalid|refused-by-\w+))$/,
    fault: /^caller$/,
    concerns: /^call$/,
    passes: false,
  },
  // The app's own: what it has bought of an aggregator, or what it allows itself.
  { code: /^quota\.exceeded$/, fault: /^caller$/, concerns: /^call$/, passes: true },
  { code: /^ats\.quota-exceeded$/, fault: /^ats$/, concerns: /^call$/, passes: true },
  { code: /\.(unavailable|timed-out)$/, fault: /^(ats|aggregator)$/, concerns: /^call$/, passes: true },
  { code: /^network\./, fault: /^network$/, concerns: /^call$/, passes: true },
];

/** What an error says otherwise than its code; undefined where it says the same. */
function contradictionIn({ code, fault, concerns, retry }: AtsError): string | undefined {
  const meant = facts.find((each) => each.code.test(code));
  if (!meant) return undefined;
  if (!meant.fault.test(fault)) return `the fault of ${code} is "${fault}"`;
  if (!meant.concerns.test(concerns)) return `${code} concerns "${concerns}"`;
  return (retry !== "never") === meant.passes ? undefined : `the retry of ${code} is ${JSON.stringify(retry)}`;
}

/** What an error does not say of what happened and what to do; undefined where it says everything. */
export function untoldBy(error: AtsError): string | undefined {
  const { code, message, advice, details } = error;
  if (!dotted.test(code)) return `"${code}" is not a code as apps branch on, such as "quota.exceeded"`;
  if (!isWhole(message)) return `the message of ${code} has a gap: "${message}"`;
  if (!isWhole(advice)) return `the advice of ${code} has a gap: "${advice}"`;
  const contradiction = contradictionIn(error);
  if (contradiction !== undefined) return contradiction;
  const flaw = flawAt(details, "details");
  return flaw && `${flaw} of ${code} is empty, or has a gap`;
}

/** What no sentence of ours holds: an address, of a person or a file. The kit puts such texts into answers. */
const ofTheAts = /:\/\/|\w@\w/;

/** What an event does not say of the data that it is about; undefined where it names the place and the problem, and quotes nothing. */
export function untoldOf(event: { readonly path: string; readonly problem?: string; readonly kind?: string }) {
  const { path, problem = event.kind ?? "" } = event;
  if (!/^\$(?:[.[]|$)/.test(path)) return `an event names "${path}", which is not a place, such as "$.tags[].name"`;
  if (ofTheAts.test(path + problem)) return `the event of ${path} quotes what the ATS sent: "${problem}"`;
  return problem.length > 3 ? undefined : `the event of ${path} does not say what is wrong: "${problem}"`;
}

interface Outcome {
  readonly warnings?: readonly { readonly message?: unknown; readonly code?: unknown }[];
  readonly error?: unknown;
}
interface Warned extends Outcome {
  readonly outcomes?: readonly Outcome[];
}

/** What an answer does not say, or says in another form than its schema; undefined where it is as it should be. */
export function untoldIn(adapter: Adapter, id: string, answer: unknown): string | undefined {
  const capability = isCapabilityId(id) ? catalogue[id] : adapter.ownCapabilities.find((own) => own.id === id);
  const [issue] = (capability && z.safeParse(capability.output, answer).error?.issues) ?? [];
  if (issue) return `the answer is not canonical: ${issue.path.join(".")} ${issue.message}`;
  const { warnings = [], outcomes = [] } = (answer ?? {}) as Warned;
  const all: readonly Outcome[] = [{ warnings }, ...outcomes];
  const ofIt = adapter.limitations.filter(({ capabilities }) => (capabilities as readonly string[]).includes(id));
  // Of a call whose answer the ledger keeps in part, core itself says so.
  const declared = new Set<unknown>(["ledger.status-only", ...ofIt.map((limitation) => limitation.id)]);
  for (const { warnings: each = [], error } of all) {
    const vague = each.find(({ message }) => !isWhole(message));
    if (vague) return `a warning says nothing: "${String(vague.message)}"`;
    const lost = each.find(({ code }) => code !== null && !declared.has(code));
    if (lost) return `the code of a warning names no limitation of the operation: "${String(lost.code)}"`;
    const untold = AtsError.is(error) ? untoldBy(error) : undefined;
    if (untold !== undefined) return untold;
  }
  return undefined;
}
