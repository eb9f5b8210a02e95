import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { z } from "zod/mini";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withSettings } from "../../trial.ts";
import { ofTheConnection } from "../pieces/calling.ts";
import { firstPage } from "../pieces/first-page.ts";
import { ending } from "../pieces/striking.ts";

type Settings = Readonly<Record<string, unknown>>;

/** Texts in the forms that settings have, which mean nothing in any ATS. */
const unknownOnes = (value: string): readonly string[] => [
  `${value.slice(0, Math.max(value.lastIndexOf(":"), value.lastIndexOf("@")) + 1)}nobody4908`,
  "nobody-4908",
  "nobody-4908@example.com",
  "xx_XX",
];

/** The settings with one text each that the ATS does not know; where an ATS is, the way to it decides. */
function wrongOnes({ adapter, world }: Trial): readonly (readonly [name: string, settings: Settings])[] {
  const [good, refused] = [world.settings, world.wrong.settings] as readonly [Settings, Settings];
  return Object.entries(good).flatMap(([name, value]) => {
    if (typeof value !== "string" || /^https?:/i.test(value)) return [];
    if (refused[name] !== value) return [[name, { ...good, [name]: refused[name] }] as const];
    const settings = unknownOnes(value).map((other) => ({ ...good, [name]: other }));
    const taken = settings.find((each) => each[name] !== value && z.safeParse(adapter.settings, each).success);
    return taken ? [[name, taken] as const] : [];
  });
}

/** How the connection fails with some settings, by what everything asks and by the check of the key. */
async function failures(trial: Trial, settings: Settings): Promise<readonly AtsError[]> {
  await using on = await connectedTo(withSettings(trial, settings));
  const ended = [await ending(() => firstPage(on, trial.capability.id, {}))];
  if (trial.offers("integration.checkKey")) ended.push(await ending(() => on.call("integration.checkKey", {})));
  return ended.filter((each) => AtsError.is(each));
}

/** What a connection promises of settings of which one is wrong. */
export const wrongSettingsPromise: ContractPromise = {
  promise: "names the setting that is wrong, with a code that says which it is",
  rules: [
    {
      rule: "an error names the setting that is wrong, as the settings call it: `database`. Two settings have one code only where it names both",
      tried: "it gives each text of the settings, one after the other, a value that the ATS does not know",
    },
  ],
  applies: ofTheConnection,
  async run(trial) {
    const texts = new Map<string, string>();
    const settings = new Map<string, string[]>();
    for (const [setting, given] of wrongOnes(trial)) {
      const errors = await failures(trial, given);
      for (const { code, fault, retry, message, advice } of errors) {
        const what = `\`${setting}\` is wrong, and it ended in ${code}`;
        assert.deepEqual([fault, retry], ["configuration", "never"], `${what}: whose fault, and whether to repeat it`);
        texts.set(code, `${message} ${advice}`);
      }
      const codes = [...new Set(errors.map(({ code }) => code))];
      assert.ok(codes.length < 2, `\`${setting}\` is wrong, and it has several codes: ${codes.join(", ")}`);
      for (const code of codes) settings.set(code, [...(settings.get(code) ?? []), setting]);
    }
    for (const [code, named] of settings) {
      // The code says which it is.
      if (code === "connection.key-refused" && named.length === 1) continue;
      const unnamed = named.filter((setting) => !new RegExp(`[\`"'.]${setting}\\b`).test(texts.get(code)!));
      assert.deepEqual(
        unnamed,
        [],
        `settings that ${code} does not name: say \`${named[0]}\`, as the settings call it, in its advice`,
      );
    }
  },
};
