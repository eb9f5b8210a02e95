import type { Writable } from "node:stream";

/** Where a command writes, and what it is told by its surroundings. */
export interface Terminal {
  /** The result, and nothing else: it can be piped. */
  readonly stdout: Writable;
  /** What a person reads meanwhile. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Characters that steer a terminal, or show text in another order than it has: an ATS may put them into a name. */
const steering = /[^\P{Cc}\t\n]|\p{Bidi_Control}/gu;

/** Text with such characters written out, as JSON writes them: data in JSON stays the same data. */
export function visible(text: string): string {
  return text.replaceAll(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Text on one line: what an ATS or a file names must not look like a line of our own. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " ");
}

/** Tells a person something; no text of an adapter, an ATS or a file steers the terminal. */
export function tell({ stderr }: Pick<Terminal, "stderr">, text: string): void {
  stderr.write(visible(text));
}

/** What an output failed with. A process's own output forgets it at once: `errored` is null again. */
const failures = new WeakMap<Writable, Error>();

/** Notes what an output fails with, also after the command: without a listener it would end the process there and then. */
export function watch(output: Writable): void {
  output.on("error", (error: Error) => note(output, error));
}

function note(output: Writable, error: Error): void {
  if (!failures.has(output)) failures.set(output, error);
}

/** What an output failed with first: a write of before may have failed only now. */
export const failureOf = (output: Writable): Error | undefined => failures.get(output);

/** Writes, and waits until the reader has it: only then it may be noted as written. No text steers the terminal. */
export async function write(to: Writable, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    to.write(visible(text), (error) => {
      if (!error) return resolve();
      note(to, to.errored ?? error);
      reject(failures.get(to)!);
    });
  });
}
