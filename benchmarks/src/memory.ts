// What reading allocates, beside bare fetch. `npm run check` runs it: unlike times, these figures hardly differ from one
// machine to another. Objects that outlive a collection of the young generation are copied, which costs most of the time.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/**
 * What AnyATS may allocate for each byte that bare fetch does, and how much of it may outlive a collection: 4 to 19 % do, and
 * 36 to 39 % did while V8 allocated the records in its old generation.
 */
const limits = { allocated: 1.9, outlived: 0.3 };

const execArgv = ["--conditions=@anyats/source"];
const server = fork(join(import.meta.dirname, "page-server.ts"), { execArgv });
const [{ port }] = (await once(server, "message")) as [{ port: number }];
const address = (pages: number) => `http://127.0.0.1:${port}/0/${pages}`;

interface Measured {
  readonly allocated: number;
  readonly outlived: number;
}

async function measure(name: string): Promise<Measured> {
  const child = fork(join(import.meta.dirname, "run-memory.ts"), [name, address(120), address(20)], { execArgv });
  const [measured] = (await once(child, "message")) as [Measured];
  return measured;
}

/** The one in the middle: single runs differ by a hundredth. */
const middleOf = (all: readonly Measured[]): Measured =>
  all.toSorted((one, other) => one.allocated - other.allocated)[Math.floor(all.length / 2)]!;

const runs: { readonly bare: Measured; readonly ours: Measured }[] = [];
for (let run = 0; run < 3; run += 1) runs.push({ bare: await measure("bare fetch"), ours: await measure("AnyATS") });
server.disconnect();
const [bare, ours] = [middleOf(runs.map((run) => run.bare)), middleOf(runs.map((run) => run.ours))];

const figures = {
  allocated: ours.allocated / bare.allocated,
  outlived: ours.outlived / ours.allocated,
};
const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(1);
console.log(`bare fetch allocates ${kilobytes(bare.allocated)} KB a record, AnyATS ${kilobytes(ours.allocated)} KB:`);
console.log(`${figures.allocated.toFixed(2)} times as much, at most ${limits.allocated}`);
console.log(`of it, ${(figures.outlived * 100).toFixed(0)} % outlive a collection, at most ${limits.outlived * 100} %`);
if (figures.allocated > limits.allocated || figures.outlived > limits.outlived) process.exitCode = 1;
