import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writePackage } from "../src/scaffold/write-package.ts";

const file = (path: string) => ({ path, text: path });
const files = ["package.json", "src/handlers/index.ts", "src/index.ts", "test/index.test.ts"].map(file);

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "anyats-package-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

it("a package that cannot be written whole leaves nothing behind", () =>
  inFolder(async (folder) => {
    await expect(writePackage(folder, [...files, file("src/index.ts/below.ts")])).rejects.toThrow("nothing can be");
    expect(await readdir(folder)).toEqual([]);
    await writePackage(folder, files);
  }));

it("of two packages that are written to one folder at once, one is whole", () =>
  inFolder(async (folder) => {
    const both = await Promise.allSettled([writePackage(folder, files), writePackage(folder, files)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const found = await readdir(folder, { recursive: true });
    expect(found).toEqual(expect.arrayContaining(files.map(({ path }) => join(path))));
  }));
