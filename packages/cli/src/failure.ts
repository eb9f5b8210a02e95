import { AtsError } from "@anyats/core";
import { CommanderError } from "commander";
import { constants } from "node:os";
import { failureOf, tell, type Terminal } from "./terminal.ts";

/** What the user got wrong in the command line itself. */
export class UsageError extends Error {}

/** The command has said itself what failed. */
export class Failed extends Error {}

/** A signal ended the command before it was done. */
export class Interrupted extends Error {
  /** As shells count it. */
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(signal);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Tells a person what went wrong, in two lines, and gives the exit code. */
export function report(error: unknown, terminal: Terminal): number {
  const say = (text: string) => tell(terminal, text);
  // Help and version end with 0; every word that commander does not understand is a mistake in the command line.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Failed) return 1;
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof UsageError) {
    say(`anyats: ${error.message}\n`);
    return 2;
  }
  if (AtsError.is(error)) {
    say(`anyats: ${error.message}\n  ${error.advice} [${error.code}]\n`);
    if (error.logUrl) say(`  Log: ${error.logUrl}\n`);
    return error.fault === "caller" ? 2 : 1; // Only the command line calls anything here.
  }
  if (isClosedPipe(error, terminal)) return 0;
  const refused = portRefused(error);
  if (refused) {
    say(`anyats: ${refused}\n`);
    return 2;
  }
  const unwritable = error instanceof Error && whyUnwritable[String((error as { code?: unknown }).code)];
  if (unwritable) {
    tell(terminal, `anyats: the output cannot be written: ${unwritable} (${(error as { code?: unknown }).code})\n`);
    return 1;
  }
  const shown =
    error instanceof Error ? `${error.name}\n${error.stack?.split("\n").slice(1).join("\n") ?? ""}` : "unknown";
  say(`anyats: this should not have happened, please report it: ${shown}\n`);
  return 70;
}

const whyUnwritable: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be too large",
  EROFS: "the file system is read-only",
  EIO: "the device failed",
};

/** The reader went away, as `head` does: not a failure. A connection that breaks has the same code, and is one. */
function isClosedPipe(error: unknown, { stdout }: Terminal): boolean {
  return error instanceof Error && error === failureOf(stdout) && (error as { code?: unknown }).code === "EPIPE";
}

/** Why a command cannot serve on the port that it was given. */
function portRefused(error: unknown): string | undefined {
  const { code, syscall, port } = (error ?? {}) as NodeJS.ErrnoException & { readonly port?: number };
  if (syscall !== "listen") return undefined;
  return code === "EADDRINUSE" ? `port ${port} is in use; choose another` : `port ${port} cannot be used (${code})`;
}
