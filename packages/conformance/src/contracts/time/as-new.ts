import type { ContractPromise, Trial } from "../../contract-test.ts";
import { onCell } from "../../trial.ts";
import type { ReferenceList } from "../../world.ts";
import { asks, isAsNew, questionFor } from "../pieces/any-question.ts";
import { lastingConnection, listsKeptFor } from "../pieces/lasting.ts";
import { oneOf, type Random, seeded } from "../pieces/seeded.ts";
import { deeds, type Kind, openOnes, statesOf } from "../pieces/states.ts";
import { ending } from "../pieces/striking.ts";
import { FieldChanges } from "./changed-fields.ts";

/** How often something happens, and a question is asked again. */
const rounds = 4;

const day = 26 * 3_600_000;

const kinds: readonly Kind[] = ["jobs", "candidates", "applications"];
const lists: readonly ReferenceList[] = ["stages", "rejectionReasons", "tags"];

/** A connection on which a question was refused, a command was called, and another question was answered. */
async function livesAWhile(trial: Trial, on: Trial, random: Random, call: () => Promise<unknown>): Promise<void> {
  const other = await questionFor(trial, random, undefined, rounds);
  await trial.world.trouble("refused-quoting");
  await ending(() => other.ask(on));
  await trial.world.trouble("none");
  await call();
  await ending(() => other.ask(on));
}

/** Asks the same before and after whatever happens, and compares it with what a new connection answers. */
async function answersAsNew(trial: Trial): Promise<void> {
  const { world, claims, cell } = trial;
  const random = seeded(`as new ${cell.capability}`);
  await using lasting = await lastingConnection(trial);
  const own = kinds.find((kind) => kind === cell.group);
  const fields = new FieldChanges(trial, own ?? "candidates", random);
  const commands = claims.cells.filter(
    ({ capability }) => Object.hasOwn(deeds, capability) && trial.offers(capability),
  );
  const call = async () => {
    const command = oneOf(random, commands);
    const applied = oneOf(random, await openOnes(trial));
    const deed = command && deeds[command.capability];
    const input = applied && (await deed?.input(onCell(trial, command!), applied));
    if (input) await ending(() => lasting.trial.call(command!.capability, input));
  };
  await livesAWhile(trial, lasting.trial, random, call);
  const happened: string[] = ["a question is refused, a command is called"];
  for (let round = 1; round <= rounds; round += 1) {
    const kind = own ?? oneOf(random, kinds)!;
    const id = oneOf(random, world.ids(kind));
    if (id === undefined) return;
    const question = await questionFor(trial, random, id, round);
    await ending(() => question.ask(lasting.trial));
    const happens: Readonly<Record<string, () => unknown>> = {
      [`somebody changes ${id}`]: () => world.touch(kind, id),
      [`${id} gets another state`]: async () => {
        const state = oneOf(random, statesOf(kind))!;
        if (state !== "deleted") await world.become?.(id, state);
      },
      [`somebody removes ${id}`]: () => round > 2 && world.remove(kind, id),
      "somebody adds to a list": async () => {
        await world.administer?.({ list: oneOf(random, lists)!, add: `As new ${round}` });
        lasting.later(listsKeptFor(trial));
      },
      "the custom fields change": () => fields.next(lasting.trial),
      "a day goes by": () => lasting.later(day),
      "a command is called": call,
      "a request fails": async () => {
        await world.trouble(oneOf(random, ["unavailable", "cut-off", "request-lost", "html-page"])!);
        await ending(() => question.ask(lasting.trial));
        await world.trouble("none");
      },
    };
    const what = oneOf(random, Object.keys(happens))!;
    happened.push(what);
    await happens[what]!();
    try {
      const ended = await ending(() => question.ask(lasting.trial));
      await isAsNew(trial, question, ended, !world.ids(kind).includes(id));
    } catch (error) {
      if (error instanceof Error) error.message = `${question.what}, after ${happened.join("; ")}: ${error.message}`;
      throw error;
    }
  }
}

/** What everything that reads promises of a connection that has lived for a while. */
export const asNewPromise: ContractPromise = {
  promise: "answers as a new connection does, whatever happened before",
  rules: [
    {
      rule: "what is read on a connection does not depend on what was read, written or refused on it before",
      tried: "the same question, before and after something happens, and on a new connection",
    },
  ],
  applies: asks,
  run: answersAsNew,
};
