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

/** Fails where the other end is gone or full: what was written before may have failed only now. */
export function failIfBroken({ errored }: Writable): void {
  if (errored) throw errored;
}

/** Writes, and waits until the reader has it: only then it may be noted as written. No text steers the terminal. */
export async function write(to: Writable, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    to.write(visible(text), (error) => (error ? reject(to.errored ?? error) : resolve()));
  });
}
