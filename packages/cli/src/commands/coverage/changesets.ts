import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const frontMatter = /^---\r?\n(.*?)^---\s*$/ms;
const release = /^["']?([^"':\s]+)["']?:[ \t]*["']?(\w+)["']?$/;

/** The packages that a folder's changesets mark as major; none when there is no such folder. */
export async function packagesMarkedMajor(folder: string): Promise<ReadonlySet<string>> {
  const files = await readdir(folder).catch(() => []);
  const texts = files.filter((file) => file.endsWith(".md")).map((file) => readFile(join(folder, file), "utf8"));
  const lines = (await Promise.all(texts)).flatMap((text) => (frontMatter.exec(text)?.[1] ?? "").split("\n"));
  const releases = lines.map((line) => release.exec(line.trim()) ?? []);
  return new Set(releases.flatMap(([, name, bump]) => (bump === "major" ? [name!] : [])));
}
