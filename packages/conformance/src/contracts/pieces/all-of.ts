import type { Trial } from "../../contract-test.ts";
import { foundOnce } from "../../kept-samples.ts";

interface Row {
  readonly id: string;
}

/** All that a stream gives, by default that of the trial; of a world in which nothing was done yet, it is read once in a run. */
export function allOf(trial: Trial, stream: string = trial.capability.id): Promise<readonly Row[]> {
  return foundOnce(trial, stream, () => trial.stream(stream).toArray());
}
