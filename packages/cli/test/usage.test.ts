import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrateSync } from "@anyats/sync";
import { testDatabase } from "@anyats/postgres/testing";
import type { Command, Option } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { program } from "../src/program.ts";
import { anyats, Collected } from "./terminal-fixture.ts";

/** A command with one of its options, and what must be given besides so that the option is used. */
interface Use {
  readonly args: readonly string[];
  readonly option: string;
}

function* uses(command: Command, path: readonly string[], isMeant: (option: Option) => boolean): Generator<Use> {
  for (const option of command.options) if (isMeant(option)) yield { args: path, option: option.long! };
  for (const below of command.commands) yield* uses(below, [...path, below.name()], isMeant);
}
const all = (isMeant: (option: Option) => boolean) =>
  [...uses(program({ stdout: new Collected(), stderr: new Collected(), env: {} }), [], isMeant)].map(
    (use) => [use] as const,
  );

/** Arguments without which a command does not get as far as the option. */
const besides: Readonly<Record<string, readonly string[]>> = {
  "coverage --port": ["avionte", "--serve"],
  "coverage --baseline": ["avionte", "--fields", "--live", "--sample", "1"],
  "coverage --against": ["--diff", "package.json"],
  "coverage --changesets": ["--diff", "package.json"],
  "coverage --pages": ["avionte", "--check"],
  "stream --checkpoint": ["jobs"],
  "new adapter --directory": ["acme"],
};
const lineOf = ({ args, option }: Use, value: string) => [
  ...args,
  ...(besides[`${args.join(" ")} ${option}`] ?? []),
  option,
  value,
];

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "anyats-usage-"))));
afterAll(() => rm(folder, { recursive: true }));

describe("the command line", () => {
  it.for(all(({ flags }) => flags.endsWith("<number>")))("refuses what is not a number: %o", async ([use]) => {
    for (const text of ["", " ", "x", "-1", "1.5", "1e99", "99999999999999999999"]) {
      const { code, stdout, stderr } = await anyats([...use.args, `${use.option}=${text}`]);
      expect({ text, code, stdout }).toEqual({ text, code: 2, stdout: "" });
      expect(stderr).toContain(`${use.option} must be a whole number`);
    }
  });

  it.for(all(({ flags }) => /<(file|folder)>/.test(flags)))(
    "refuses a place where no file can be: %o",
    async ([use]) => {
      const file = join(folder, "file");
      await writeFile(file, "kept");
      const { code, stderr } = await anyats(lineOf(use, join(file, "x")));
      expect(stderr).not.toContain("should not have happened");
      // Who has no changesets and publishes no pages need not have their folders.
      if (!["--changesets", "--pages"].includes(use.option)) expect({ code, stderr }).toMatchObject({ code: 2 });
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(await readdir(folder)).toEqual(["file"]);
    },
  );

  it.for(all(({ long }) => long!.endsWith("port")))("names a port that is in use: %o", async ([use]) => {
    await using place = await testDatabase();
    await migrateSync({ database: place.url });
    const taken = createServer().listen(0);
    await once(taken, "listening");
    const port = String((taken.address() as AddressInfo).port);
    const env = { DATABASE_URL: place.url, ANYATS_WEBHOOK_SECRET: "secret" };
    const { code, stdout, stderr } = await anyats(lineOf(use, port), env);
    taken.close();
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(`port ${port} is in use`) as string,
    });
  });
});
