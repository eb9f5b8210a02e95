import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable, neverShows } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withSettings } from "../../trial.ts";
import { performing } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";

type Settings = Readonly<Record<string, unknown>>;

/** What comes along when somebody pastes a key out of a page, a mail or a file. */
const aroundKeys: Readonly<Record<string, (key: string) => string>> = {
  "a blank at the end": (key) => `${key} `,
  "a line break at the end": (key) => `${key}\n`,
  "a blank before it": (key) => ` ${key}`,
  "quotation marks": (key) => `“${key}”`,
  "an invisible character": (key) => `${key}\u200B`,
  "a line break in the middle": (key) => `${key.slice(0, 5)}\r\n${key.slice(5)}`,
};

const aPath = "a path after it";

const aroundAddresses: Readonly<Record<string, (address: string) => string>> = {
  "a slash at the end": (address) => `${address.replace(/\/$/, "")}/`,
  "a blank at the end": (address) => `${address} `,
  "a name and a password in it": (address) => address.replace("://", "://ada:secret-4832@"),
  "a query at the end": (address) => `${address}?page=4833`,
  "two slashes at the end": (address) => `${address}//`,
  "a sign of a query at the end": (address) => `${address}?`,
  "a place of a page at the end": (address) => `${address}#/jobs`,
  [aPath]: (address) => `${address.replace(/\/$/, "")}/web/page-4907`,
  "another scheme": (address) => address.replace(/^https?:/, "ftp:"),
  "no scheme": (address) => address.replace(/^https?:\/\//, ""),
  "another case": (address) => address.replace(/^[a-z]+:\/\/[^/]+/, (origin) => origin.toUpperCase()),
};

interface Pasted {
  readonly name: string;
  /** What is odd about it. */
  readonly what: string;
  readonly settings: Settings;
  /** Where it is the key: must not be shown. */
  readonly key: string | undefined;
}

/** Settings as somebody may paste them. */
function pasted({ world }: Trial): readonly Pasted[] {
  const [good, wrong] = [world.settings, world.wrong.settings] as readonly [Settings, Settings];
  return Object.entries(good).flatMap(([name, value]) => {
    if (typeof value !== "string") return [];
    const isKey = wrong[name] !== value;
    if (!isKey && !URL.canParse(value)) return [];
    const ways = Object.entries(isKey ? aroundKeys : aroundAddresses);
    return ways.map(([way, change]) => ({
      name,
      what: `\`${name}\` with ${way}`,
      settings: { ...good, [name]: change(value) },
      key: isKey ? value : undefined,
    }));
  });
}

/** What an adapter promises of settings that are almost right. */
export const pastedSettingsPromise: ContractPromise = {
  promise: "works with settings as people paste them, or refuses them and shows no key",
  rules: [
    {
      rule: "settings are taken as people paste them, or refused by an error that names the setting: never `network.…`, and no error shows the key",
      tried:
        "it puts blanks, line breaks and quotation marks around the key, and a query, a path, slashes and another scheme around the address",
    },
  ],
  applies: ({ capability }) => capability === "jobs.stream" || capability === "integration.checkKey",
  async run(trial) {
    const run = await performing(trial);
    if (!run) return;
    const callWith = async (settings: unknown): Promise<unknown> => {
      await using fresh = await connectedTo(withSettings(trial, settings));
      return await run(fresh);
    };
    const before = comparable(await callWith(trial.world.settings));
    for (const { name, what, settings, key } of pasted(trial)) {
      const sent = trial.world.requests();
      // An error of the platform may quote the key: only its name is shown.
      const untyped = (error: unknown) =>
        assert.fail(
          `${what} ended in ${error instanceof Error ? error.name : typeof error}: refuse it in the schema of the settings, or take it away there`,
        );
      const ended: unknown = await ending(() => callWith(settings)).catch(untyped);
      if (!AtsError.is(ended)) {
        assert.ok(isDeepStrictEqual(comparable(ended), before), `${what}: the call succeeds, and gives something else`);
        continue;
      }
      if (key !== undefined) neverShows(ended, key);
      // Of a key, the code says which it is.
      if (ended.code !== "connection.key-refused")
        assert.ok(
          `${ended.message} ${ended.advice}`.includes(name),
          `${what} ended in ${ended.code}, which does not name the setting: refuse it in the schema of the settings`,
        );
      // That a whole path is wrong, only the answer to a request tells: nothing is there.
      const mayBlameTheCall = trial.world.requests() === sent || what.endsWith(aPath);
      assert.ok(
        ended.fault === "configuration" || (mayBlameTheCall && ended.fault === "caller"),
        `${what} ended in ${ended.code}, which blames the ${ended.fault}: refuse it in the schema of the settings`,
      );
      assert.equal(ended.retry, "never", `${what}, ${ended.code}: it does not pass on its own`);
    }
  },
};
