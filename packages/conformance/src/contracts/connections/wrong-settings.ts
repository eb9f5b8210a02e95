import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { z } from "zod/mini";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withSettings } from "../../trial.ts";
import { answerOf } from "../../worlds/counting.ts";
import { addressOf, requestOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { networkFailure } from "../../worlds/troubled-network.ts";
import { ofTheConnection } from "../pieces/calling.ts";
import { firstPage } from "../pieces/first-page.ts";
import { ending } from "../pieces/striking.ts";
import { variantsFor } from "../pieces/variants.ts";
import { valuesOf } from "./settings.ts";

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

type Fetch = typeof globalThis.fetch;

const isAddress = (value: unknown): value is string => typeof value === "string" && /^https?:/i.test(value);

/** Where there is no such ATS. */
const elsewhere = "https://nobody-4908.example.com";

const page = (status: number, headers: Readonly<Record<string, string>> = {}) =>
  new Response("<html><title>Welcome 4944</title></html>", {
    status,
    headers: { "content-type": "text/html", ...headers },
  });

/** What stands at an address that is not the ATS's. */
const others: Readonly<Record<string, (request: Request) => Response>> = {
  "no host": () => {
    throw networkFailure("ENOTFOUND", "getaddrinfo");
  },
  "a web site": ({ method }) => page(method === "GET" ? 200 : 405),
  "a web site without such a page": () => page(404),
  "a web site that has moved": () => page(301, { location: "https://www.example.com/" }),
};

const said = ({ message, advice }: AtsError): string => `${message} ${advice}`;

const names = (error: AtsError, setting: string): boolean => new RegExp(`[\`"'.]${setting}\\b`).test(said(error));

/** Each address of the settings is that of something else. */
async function namesWrongAddresses(trial: Trial): Promise<void> {
  const good = trial.world.settings as Settings;
  for (const [setting] of Object.entries(good).filter(([, value]) => isAddress(value)))
    for (const [what, answer] of Object.entries(others)) {
      const fetch: Fetch = async (...request) => answer(requestOf(...request));
      const given = { ...good, [setting]: elsewhere, fetch };
      if (!z.safeParse(trial.adapter.settings, given).success) continue;
      for (const error of await failures(trial, given))
        assert.ok(
          names(error, setting),
          `at the address in \`${setting}\` is ${what}, and ${error.code} does not name the setting: "${said(error)}"`,
        );
    }
}

/** The server that is asked first with some settings, and how calls end where it does not know the key. */
async function asked(trial: Trial, settings: Settings) {
  let server: string | undefined;
  const fetch: Fetch = (input) => {
    server ??= new URL(addressOf(input)).origin;
    return Promise.resolve(answerOf(401));
  };
  const errors = await failures(trial, { ...settings, fetch });
  return { server, errors };
}

/** With another word or side of a setting, another server of the ATS is asked, such as that of another region. */
async function namesWrongServers(trial: Trial): Promise<void> {
  const { shape = {} } = trial.adapter.settings as unknown as {
    readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  };
  const all = [trial.world.settings, ...variantsFor(trial).map(({ settings }) => settings)] as readonly Settings[];
  const usual = new Map<Settings, string | undefined>();
  for (const [setting, schema] of Object.entries(shape))
    for (const value of valuesOf(schema) ?? [])
      for (const good of all) {
        if (!usual.has(good)) usual.set(good, (await asked(trial, good)).server);
        const { server, errors } = await asked(trial, { ...good, [setting]: value });
        if (server === usual.get(good)) continue;
        for (const error of errors) {
          const what: string = `with \`${setting}: ${String(value)}\`, ${server} is asked, which does not know the key, and it ended in ${error.code}`;
          const { fault, retry } = error;
          assert.deepEqual(
            [fault, retry],
            ["configuration", "never"],
            `${what}: whose fault, and whether to repeat it`,
          );
          assert.ok(names(error, setting), `${what}, which does not name the setting: "${said(error)}"`);
        }
      }
}

/** What a connection promises of settings of which one is wrong. */
export const wrongSettingsPromise: ContractPromise = {
  promise: "names the setting that is wrong, with a code that says which it is",
  rules: [
    {
      rule: "an error names the setting that is wrong, as the settings call it: `database`. Two settings have one code only where it names both",
      tried: "it gives each text of the settings, one after the other, a value that the ATS does not know",
    },
    {
      rule: "so does an error where something else answers at the address of the settings (`@anyats/http` sees to that), or a word of a setting leads to a server that does not know the key, such as that of another region",
      tried:
        "it lets a web site answer at each address, also with a redirect, a 404 and a 405, and takes each word that leads to another server",
    },
  ],
  applies: ofTheConnection,
  async run(trial) {
    const texts = new Map<string, AtsError>();
    const settings = new Map<string, string[]>();
    for (const [setting, given] of wrongOnes(trial)) {
      const errors = await failures(trial, given);
      for (const error of errors) {
        const { code, fault, retry } = error;
        const what = `\`${setting}\` is wrong, and it ended in ${code}`;
        assert.deepEqual([fault, retry], ["configuration", "never"], `${what}: whose fault, and whether to repeat it`);
        texts.set(code, error);
      }
      const codes = [...new Set(errors.map(({ code }) => code))];
      assert.ok(codes.length < 2, `\`${setting}\` is wrong, and it has several codes: ${codes.join(", ")}`);
      for (const code of codes) settings.set(code, [...(settings.get(code) ?? []), setting]);
    }
    for (const [code, named] of settings) {
      // The code says which it is.
      if (code === "connection.key-refused" && named.length === 1) continue;
      const unnamed = named.filter((setting) => !names(texts.get(code)!, setting));
      assert.deepEqual(
        unnamed,
        [],
        `settings that ${code} does not name: say \`${named[0]}\`, as the settings call it, in its advice`,
      );
    }
    if (!fetchIn(trial.world.settings)) return;
    await namesWrongAddresses(trial);
    await namesWrongServers(trial);
  },
};
