import { token, type Call, type Injected, type Token } from "@anyats/core";
import { SharedAnswers, type Meaning } from "@anyats/http";
import { ODOO } from "./odoo.ts";
import { permissionMissing } from "./refusals.ts";
import { refusedBy, SERVER } from "./server.ts";

/** What may be done with a model. */
export interface Right {
  readonly model: string;
  readonly operation: "read" | "create" | "write";
}

const installed: Meaning = {
  fault: "configuration",
  ran: "no",
  passes: false,
  code: "connection.recruitment-not-installed",
  message: "The app Recruitment is not installed in this database.",
  advice:
    "Ask the customer's administrator to install Recruitment (hr_recruitment), or check `database` in the settings.",
};

const onlyInterviewer: Meaning = {
  ...permissionMissing,
  message: "The user is an interviewer: Odoo shows it only its own applications, and does not say that there are more.",
};

/**
 * What the user may do. Odoo's rules shrink a search without a trace: a user without rights sees no notes and no files, and an
 * interviewer only some applications. So the rights are asked for before an empty answer is believed.
 */
export class Access {
  static readonly inject = { odoo: ODOO, server: SERVER };
  readonly #collaborators: Injected<typeof Access.inject>;
  #rights = new SharedAnswers<boolean>(100);

  constructor(collaborators: Injected<typeof Access.inject>) {
    this.#collaborators = collaborators;
  }

  /**
   * Whether the user may do something with a model as a whole. What the user may not do is asked again: somebody may grant it.
   * @param isFresh Whether to ask again also for what the user may do.
   */
  async has({ model, operation }: Right, call: Call, isFresh = false): Promise<boolean> {
    const key = `${model} ${operation}`;
    if (!isFresh && this.#rights.kept(key)) return true;
    return this.#rights.read(key, call, () => this.#ask({ model, operation }, call), isFresh);
  }

  /** Asks again from now on. */
  forget(): void {
    this.#rights = new SharedAnswers(100);
  }

  /** @throws {AtsError} when the app Recruitment is not installed. */
  async requireInstalled(call: Call): Promise<void> {
    if (!(await this.#isInstalled(call))) throw refusedBy(installed);
  }

  /** Why the user cannot see all applications, and what belongs to them; `undefined` when it can. */
  async problem(call: Call, isFresh = false): Promise<Meaning | undefined> {
    if (!(await this.#isInstalled(call))) return installed;
    // Only an officer may create applications, and an officer sees all of them.
    if (await this.has({ model: "hr.applicant", operation: "create" }, call, isFresh)) return undefined;
    const reads = await this.has({ model: "hr.applicant", operation: "read" }, call, isFresh);
    return reads ? onlyInterviewer : permissionMissing;
  }

  /** @throws {AtsError} when the user would see only some applications, or none. */
  readonly requireAll = async (call: Call, isFresh = false): Promise<void> => {
    const problem = await this.problem(call, isFresh);
    if (problem) throw refusedBy(problem);
  };

  async #isInstalled(call: Call): Promise<boolean> {
    const { server } = this.#collaborators;
    // Somebody may have installed it since it was looked for.
    return ((await server.fields("hr.applicant", call)) ?? (await server.refresh("hr.applicant", call))) !== undefined;
  }

  async #ask({ model, operation }: Right, call: Call): Promise<boolean> {
    const { odoo, server } = this.#collaborators;
    const { major } = await server.session(call);
    if (!(await server.fields(model, call))) return false;
    const method =
      major >= 18
        ? { method: "has_access", ids: [], positional: { operation } }
        : { method: "check_access_rights", positional: { operation }, named: { raise_exception: false } };
    return (await odoo.call({ model, ...method }, "reads", call)) === true;
  }
}

export const ACCESS: Token<Access> = token("odoo/access");
