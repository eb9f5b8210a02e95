import {
  ADAPTER,
  CLOCK,
  isOffered,
  userMessageOf,
  withGap,
  type CoverageCell,
  type CoverageNarrower,
  type CoverageOptions,
  type CoverageReport,
  type Injected,
} from "@anyats/core";
import { internally, type Meaning } from "@anyats/http";
import { ACCESS, type Right } from "../rpc/access.ts";
import { PEOPLE } from "../people/people-of-server.ts";

/** Where persons are on applicants, their fields are those of applications, with what the jobs define. */
const asOfApplications = ({ capability, ...cell }: CoverageCell, persons: string) =>
  capability === "candidates.listCustomFields" && persons === "hr.applicant"
    ? { ...cell, capability: "applications.listCustomFields" }
    : { ...cell, capability };

/** Groups whose records do not hang on applications: they are there without the rights of an officer. */
const ofEverybody = new Set(["users", "integration"]);

/** Reads of an application's words, which every user of Recruitment may make. */
const ofInterviewers: Readonly<Record<string, readonly Right[]>> = {
  "applications.listStages": [{ model: "hr.recruitment.stage", operation: "read" }],
  "applications.listRejectionReasons": [{ model: "hr.applicant.refuse.reason", operation: "read" }],
  "applications.listCustomFields": [{ model: "hr.job", operation: "read" }],
};
/** Odoo tells the fields of a model to everybody. */
const ofAnyUser = new Set(["jobs.listCustomFields", "candidates.listCustomFields"]);

const reads: Readonly<Record<string, string>> = { jobs: "hr.job", tags: "hr.applicant.category" };
/** A job comes with its stages. Odoo 19 shows jobs to every employee, and stages to users of Recruitment. */
const withStages = new Set(["jobs.stream", "jobs.get"]);
const writes: Readonly<Record<string, Right>> = {
  "jobs.updateCustomFields": { model: "hr.job", operation: "write" },
  "candidates.addAttachment": { model: "ir.attachment", operation: "create" },
  "applications.addAttachment": { model: "ir.attachment", operation: "create" },
};

/** Narrows coverage to what the user of one connection may do, with the reason. */
export class ConnectionCoverage implements CoverageNarrower {
  static readonly inject = { access: ACCESS, people: PEOPLE, clock: CLOCK, adapter: ADAPTER };
  readonly #collaborators: Injected<typeof ConnectionCoverage.inject>;

  constructor(collaborators: Injected<typeof ConnectionCoverage.inject>) {
    this.#collaborators = collaborators;
  }

  async narrow(report: CoverageReport, { refresh = false, signal }: CoverageOptions): Promise<CoverageReport> {
    const { clock, adapter, access, people } = this.#collaborators;
    if (refresh) access.forget();
    return internally(clock, { capability: "coverage", adapter: adapter.id, signal }, async (call) => {
      const problem = await access.problem(call);
      const installed = problem?.code !== "connection.recruitment-not-installed";
      const persons = installed ? (await people.people(call)).model : "hr.applicant";
      const cells: CoverageCell[] = [];
      const asked = new Map<string, Promise<boolean>>();
      const has = (right: Right): Promise<boolean> => {
        const key = `${right.model} ${right.operation}`;
        const answer = asked.get(key) ?? access.has(right, call);
        asked.set(key, answer);
        return answer;
      };
      for (const cell of report.cells) {
        if (!isOffered(cell) || ofEverybody.has(cell.group)) cells.push(cell);
        else if (problem && !(installed && isGeneral(cell))) cells.push(denied(cell, problem, adapter.name));
        else {
          const rights = rightsOf(asOfApplications(cell, persons), persons);
          const missing = await firstMissing(rights, has);
          cells.push(missing ? denied(cell, lacking(missing), adapter.name) : cell);
        }
      }
      return { ...report, scope: "connection", cells };
    });
  }
}

/** Whether a cell does without the sight of all applications. */
const isGeneral = ({ capability, group }: CoverageCell): boolean =>
  ["jobs", "tags"].includes(group) || Object.hasOwn(ofInterviewers, capability) || ofAnyUser.has(capability);

/** What a cell needs besides the sight of all applications. */
function rightsOf(
  { capability, group }: Pick<CoverageCell, "capability" | "group">,
  persons: string,
): readonly Right[] {
  if (ofAnyUser.has(capability)) return [];
  const words = ofInterviewers[capability];
  if (words) return words;
  const model = group === "candidates" ? persons : reads[group];
  return [
    ...(model ? [{ model, operation: "read" } as const] : []),
    ...(withStages.has(capability) ? [{ model: "hr.recruitment.stage", operation: "read" } as const] : []),
    ...(writes[capability] ? [writes[capability]] : []),
  ];
}

async function firstMissing(
  rights: readonly Right[],
  has: (right: Right) => Promise<boolean>,
): Promise<Right | undefined> {
  for (const right of rights) if (!(await has(right))) return right;
  return undefined;
}

type Problem = Pick<Meaning, "message" | "advice">;

const lacking = ({ model, operation }: Right): Problem => ({
  message: `The user has no right to ${operation} ${model} in Odoo.`,
  advice: "Ask the customer's administrator to make the user an officer of Recruitment.",
});

function denied(cell: CoverageCell, { message, advice }: Problem, ats: string): CoverageCell {
  const gap = {
    reason: "disabled-by-customer",
    explanation: message,
    priority: null,
    plan: null,
    workaround: advice,
  } as const;
  return withGap(cell, { ...gap, userMessage: userMessageOf({ reason: gap.reason }, ats) });
}
