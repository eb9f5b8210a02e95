import type { EvidenceFile } from "@anyats/core/coverage";
import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readEvidence } from "./read-evidence.ts";

/** The capabilities of a suite that is run in parts. */
export interface Parts {
  /** Of all parts, in the order in which they stand in the file. Others leave it. */
  readonly all: ReadonlySet<string>;
  /** Of this part. */
  readonly own: ReadonlySet<string>;
}

/**
 * Writes what a part of the suite has proved, and keeps what the others have: parts run at the same time, in processes of
 * their own, and each puts its cells into one file.
 * @throws when another process keeps the file locked for longer than a part could need.
 */
export function writeEvidence(file: string | URL, proved: EvidenceFile, parts: Parts): void {
  const path = typeof file === "string" ? file : fileURLToPath(file);
  locked(`${path}.lock`, () => {
    const merged = withOthers(proved, keptIn(path, proved), parts);
    writeFileSync(path, `${JSON.stringify(merged, null, 2)}\n`);
  });
}

/** A cell that was proved before, in the same way, keeps its date: files change only when something did. */
function withOthers(proved: EvidenceFile, kept: EvidenceFile | null, { all, own }: Parts): EvidenceFile {
  const cells = [...all].flatMap((id) => {
    const [cell, old] = [proved.cells[id], kept?.cells[id]];
    const same = cell && old && old.tests === cell.tests && old.result === cell.result && old.tier === cell.tier;
    const written = same || !own.has(id) ? old : cell;
    return written ? [[id, written] as const] : [];
  });
  const others = kept?.untried?.filter(({ capability }) => all.has(capability) && !own.has(capability)) ?? [];
  const order = [...all];
  const place = ({ capability }: { readonly capability: string }) => order.indexOf(capability);
  const untried = [...others, ...(proved.untried ?? [])].toSorted((one, two) => place(one) - place(two));
  return { ...proved, cells: Object.fromEntries(cells), ...(untried.length > 0 && { untried }) };
}

/** What the file holds, if it is about the same versions in the same world. */
function keptIn(path: string, proved: EvidenceFile): EvidenceFile | null {
  const about = ({ adapter, package: { version }, inherits, world }: EvidenceFile) =>
    JSON.stringify([adapter, version, inherits, world]);
  try {
    const kept = readEvidence(path);
    return about(kept) === about(proved) ? kept : null;
  } catch {
    return null;
  }
}

const waits = { times: 80, forMs: 25 };

/** Runs something while no other process does. The lock is a file that only one can create. */
function locked(lock: string, run: () => void): void {
  for (let waited = 0; ; waited++)
    try {
      closeSync(openSync(lock, "wx"));
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (waited === waits.times)
        throw new Error(`${lock} is there although no run needs it: remove it`, { cause: error });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waits.forMs);
    }
  try {
    run();
  } finally {
    rmSync(lock);
  }
}
