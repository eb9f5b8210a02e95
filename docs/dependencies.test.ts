import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = dirname(import.meta.dirname);

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest;
const published = globSync("packages/*/package.json", { cwd: root })
  .map((file) => ({ folder: dirname(file), ...read(file) }))
  .filter((manifest) => !manifest.private);
const uses = published.flatMap(({ folder, name, dependencies, peerDependencies }) =>
  Object.keys({ ...dependencies, ...peerDependencies })
    .filter((dependency) => !dependency.startsWith("@anyats/"))
    .map((dependency) => ({ dependency, user: name.replace("@anyats/", ""), folder })),
);

const rows = readFileSync(join(root, "docs/dependencies.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, name = "", users = "", ...cells]) => ({ name: name.replaceAll("`", ""), users: users.split(", "), cells }));

describe("docs/dependencies.md", () => {
  it("has a row for each dependency of a published package, and for nothing else", () => {
    const named = rows.map(({ name }) => name).toSorted();
    expect(named).toEqual([...new Set(uses.map(({ dependency }) => dependency))].toSorted());
    expect(named.length).toBeGreaterThan(5);
  });

  it.for(rows)(
    "says truly who uses $name, and under which licence; nothing is left empty",
    ({ name, users, cells }) => {
      const own = uses.filter(({ dependency }) => dependency === name);
      expect(users.toSorted()).toEqual(own.map(({ user }) => user).toSorted());
      const { license } = read(join(own[0]!.folder, "node_modules", name, "package.json"));
      expect(cells[1]).toBe(license);
      expect(cells.slice(0, -1)).not.toContain("");
    },
  );
});
