import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { WorldRecord } from "../../world.ts";
import { fetchIn, notingTheWrite } from "../../worlds/tapped.ts";
import { type Input, leavesOf, nameOf, type Path, withValue } from "../pieces/one-field-apart.ts";
import { askedBy, saysWhole, textOf } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

const namesAUser = /(?:user(?:Remote)?Id|interviewerIds\[\]|organizerId)$/;

/** The places of an input that name a user, each in the sample that tries it: a list has several there. */
async function placesOf(trial: Trial) {
  const places = new Map<string, { readonly nth: number; readonly path: Path }>();
  for (const [nth, { input, tries }] of (await samplesOf(trial)).entries())
    for (const [path, value] of leavesOf(input)) {
      const name = nameOf(path);
      if (typeof value !== "string" || !namesAUser.test(name)) continue;
      if (!places.has(name) || tries.some((field) => name.startsWith(field))) places.set(name, { nth, path });
    }
  return [...places.values()];
}

/** Users whom an app may still name, and who cannot work in the ATS any more. */
const outOfUse = (users: readonly WorldRecord[]) =>
  users.filter(({ status, deletedAt }) => status === "INACTIVE" || (deletedAt ?? null) !== null);

/** Names somebody in a command: whether what is written says who, and how many warnings there are; undefined where it is refused. */
async function naming(trial: Trial, nth: number, path: Path, userId: string) {
  await using other = await trial.another();
  const { trial: on } = other;
  const user = (await on.world.records("users")).find((each) => each.id === userId);
  const sample = (await samplesOf(on))[nth];
  const fetch = fetchIn(on.world.settings);
  if (!user || !sample || !fetch) return undefined;
  const { id, remoteId, email } = user;
  // Somebody who stands in another place, too, is found there.
  if (JSON.stringify(withValue(sample.input, path, null)).includes(`"${id}"`)) return undefined;
  const input = withValue(sample.input, path, nameOf(path).endsWith("RemoteId") ? remoteId : id) as Input;
  const noted = notingTheWrite(fetch, () => on.world.writes());
  await using fresh = await connectedTo(withFetch(on, noted.fetch));
  const { asked, given } = await askedBy(on, () => ending(() => fresh.call(on.capability.id, input)));
  const begun = noted.nth();
  if (AtsError.is(given) || begun === undefined) return undefined;
  // Of several writes, any may name the user; a look before them wrote nothing.
  const written = textOf(asked.slice(begun));
  const isSaid = [id, remoteId, email].some((mark) => typeof mark === "string" && saysWhole(written, mark));
  return { isSaid, warnings: warningsOf(given).length };
}

/** Names the first of some users who can be named there. */
async function firstNamed(trial: Trial, nth: number, path: Path, users: readonly WorldRecord[]) {
  for (const { id } of users.slice(0, 3)) {
    const named = await naming(trial, nth, path, id);
    if (named) return named;
  }
  return undefined;
}

/** What a command promises of the users that it names. */
export const usersOutOfUsePromise: ContractPromise = {
  promise: "passes on a user who is out of use, or refuses or warns",
  rules: [
    {
      rule: "a user who is out of use is passed on, refused or in a warning, and never left out in silence",
      tried: "it names users who cannot sign in or are deleted in `sourcedBy`, `interviewerIds` and `organizerId`",
    },
  ],
  applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
  async run(trial) {
    const users = await trial.world.records("users");
    const working = users.filter((each) => !outOfUse([each])[0]);
    // One who cannot sign in, and one who is gone.
    const gone = outOfUse(users);
    const some = [gone.find(({ deletedAt }) => !deletedAt), gone.find(({ deletedAt }) => deletedAt)];
    if (gone.length === 0) return;
    for (const { nth, path } of await placesOf(trial)) {
      const usual = await firstNamed(trial, nth, path, working);
      if (!usual?.isSaid) continue;
      for (const user of some) {
        const named = user && (await naming(trial, nth, path, user.id));
        if (!named) continue;
        assert.ok(
          named.isSaid || named.warnings > usual.warnings,
          `\`${nameOf(path)}\` named a user who is out of use, it was left out of what was written, and no warning says so: pass it on, refuse it or warn`,
        );
      }
    }
  },
};
