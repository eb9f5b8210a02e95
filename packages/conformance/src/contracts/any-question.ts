import { isOffered, type CallOptions, type CoverageCell } from "@anyats/core";
import { comparable } from "../assertions.ts";
import type { Trial } from "../contract-test.ts";
import { onCell, type Connected } from "../trial.ts";
import { filtersMeeting } from "./filters.ts";
import { recordNamedIn, samplesOf } from "./samples.ts";
import { oneOf, type Random } from "./seeded.ts";

/** Something that an app asks, of any capability that reads. */
export interface Question {
  /** For messages. */
  readonly what: string;
  /** Asks it, and gives what can be compared of the answer. */
  readonly ask: (on: Pick<Connected, "call" | "stream">, options?: CallOptions) => Promise<unknown>;
}

interface Row {
  readonly id: string;
}

const byId = (one: Row, other: Row) => (one.id < other.id ? -1 : Number(one.id > other.id));

/** What else a call may ask for. */
const extras = [{}, {}, {}, { raw: true }, { provenance: true }] as const;

const pageSizes = [4, 25, 100] as const;

/** Records of the same kind in place of the one that an input names. */
function ofAnother(trial: Trial, input: Readonly<Record<string, unknown>>, random: Random) {
  const named = recordNamedIn(trial, input);
  return named ? { ...input, [named.field]: oneOf(random, named.all) } : input;
}

/** A filter that some record meets, or a general one. */
async function someFilter(trial: Trial, random: Random): Promise<object> {
  const records = await trial.world.records(trial.cell.group);
  const record = oneOf(random, records);
  const changed = record?.["changedAt"] ?? record?.["updatedAt"];
  const general = [{}, { includeDeleted: true }, ...(typeof changed === "string" ? [{ updatedAfter: changed }] : [])];
  const meeting = record ? await filtersMeeting(trial, record.id) : [];
  return oneOf(random, [...general, ...meeting]) ?? {};
}

const asks = ({ capability, effect, kind }: CoverageCell) =>
  effect === "reads" && (kind === "query" || kind === "stream") && capability !== "passthrough.send";

/** A question of any capability that the adapter offers, about any record that there is now. */
export async function anyQuestion(trial: Trial, random: Random): Promise<Question> {
  const cell = oneOf(
    random,
    trial.claims.cells.filter((each) => isOffered(each) && asks(each)),
  )!;
  const on = onCell(trial, cell);
  const { capability: id } = cell;
  const extra = oneOf(random, extras)!;
  if (cell.kind === "stream") {
    const filter = await someFilter(on, random);
    const options = { pageSize: oneOf(random, pageSizes)!, ...extra };
    const ask: Question["ask"] = async ({ stream }, more) =>
      comparable((await stream(id, filter, { ...options, ...more }).toArray()).toSorted(byId));
    return { what: `${id} ${JSON.stringify(filter)} ${JSON.stringify(options)}`, ask };
  }
  const input = ofAnother(trial, oneOf(random, await samplesOf(on))?.input ?? {}, random);
  const ask: Question["ask"] = async ({ call }, more) => comparable(await call(id, input, { ...extra, ...more }));
  return { what: `${id} ${JSON.stringify(input)} ${JSON.stringify(extra)}`, ask };
}
