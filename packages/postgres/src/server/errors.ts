import { AtsError } from "@anyats/core";

/** PostgreSQL cannot be started here. */
export class EmbeddedUnavailable extends AtsError {
  override readonly name = "EmbeddedUnavailable";

  constructor(reason: string, advice?: string) {
    super({
      code: "database.embedded-unavailable",
      fault: "configuration",
      retry: "never",
      message: `The embedded PostgreSQL cannot run here: ${reason}.`,
      advice: `${advice ?? "Use a PostgreSQL of your own"}, or set DATABASE_URL.`,
      details: { reason },
    });
  }
}

/** Another process holds the folder of an embedded database and cannot share it. */
export class EmbeddedInUse extends AtsError {
  override readonly name = "EmbeddedInUse";
  /** The id of the process that holds it. */
  readonly pid: number;

  constructor(folder: string, pid: number, why: string) {
    super({
      code: "database.embedded-in-use",
      fault: "configuration",
      retry: "safe",
      message: `The process ${pid} holds the embedded database in ${folder}, and ${why}.`,
      advice: `End the process ${pid}, or set DATABASE_URL.`,
      details: { folder, pid },
    });
    this.pid = pid;
  }
}
