import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { WorldRecord } from "../../world.ts";
import { fetchIn, notingTheWrite } from "../../worlds/tapped.ts";
import { type Input, leavesOf, nameOf, type Path, withValue } from "../pieces/one-field-apart.ts";
import { askedBy, textOf } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

const namesAUser = /(?:user(?:Remote)?Id|interviewerIds\[\]|organizerId)$/;

/** The places of an input that name a user, each in the first sample that has it. */
async function placesOf(trial: Trial) {
  const places = new Map<string, { readonly nth: number; readonly path: Path }>();
  for (const [nth, { input }] of (await samplesOf(trial)).entries())
    for (const [path, value] of leavesOf(input))
      if (typeof value === "string" && namesAUser.test(nameOf(path)) && !places.has(nameOf(path)))
        places.set(nameOf(path), { nth, path });
  return [...places.values()];
}

/** Users whom an app may still name, and who cannot work in the ATS any more. */
const outOfUse = (users: readonly WorldRecord[]) =>
  users.filter(({ status, deletedAt }) => status === "INACTIVE" || (deletedAt ?? null) !== null);

/** Names somebody in a command: it is passed on, refused, or in a warning. */
async function isHandled(
  trial: Trial,
  nth: number,
  path: Path,
  user: (users: readonly WorldRecord[]) => WorldRecord | undefined,
): Promise<void> {
  await using other = await trial.another();
  const { trial: on } = other;
  const who = user(await on.world.records("users"));
  const sample = (await samplesOf(on))[nth];
  const fetch = fetchIn(on.world.settings);
  if (!who || !sample || !fetch) return;
  const id = String(nameOf(path).endsWith("RemoteId") ? who["remoteId"] : who.id);
  const input = withValue(sample.input, path, id) as Input;
  const noted = notingTheWrite(fetch, () => on.world.writes());
  await using fresh = await connectedTo(withFetch(on, noted.fetch));
  const { asked, given } = await askedBy(on, () => ending(() => fresh.call(on.capability.id, input)));
  if (AtsError.is(given) || warningsOf(given).length > 0) return;
  const begun = noted.nth();
  // Of several writes, any may name the user; a look before them wrote nothing.
  if (begun !== undefined)
    assert.ok(
      textOf(asked.slice(begun)).includes(id),
      `\`${nameOf(path)}\` named a user who is out of use, it was left out of what was written, and no warning says so: pass it on, refuse it or warn`,
    );
}

/** What a command promises of the users that it names. */
export const usersOutOfUsePromise: ContractPromise = {
  promise: "passes on a user who is out of use, or refuses or warns",
  applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
  async run(trial) {
    const users = await trial.world.records("users");
    // One who cannot sign in, and one who is gone.
    const gone = outOfUse(users);
    const some = [gone.find(({ deletedAt }) => !deletedAt), gone.find(({ deletedAt }) => deletedAt)];
    for (const { nth, path } of await placesOf(trial))
      for (const user of some)
        if (user) await isHandled(trial, nth, path, (all) => all.find(({ id }) => id === user.id));
  },
};
