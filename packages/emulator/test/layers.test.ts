import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** The folders of `src`, each of which knows only those before it. Files of `src` itself know all. */
const layers = ["world", "data", "http", "faults", "webhooks", "wire", "tools", "kombo", "door"];
/** Folders of ATSs: they know all layers, and not each other. */
const source = new URL("../src/", import.meta.url);

it("folders know only the folders below them", () => {
  const upward: string[] = [];
  for (const { parentPath, name } of readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.name.endsWith(".ts"),
  )) {
    const file = new URL(name, `file://${parentPath}/`);
    const [from = ""] = file.pathname.slice(source.pathname.length).split("/");
    if (from.endsWith(".ts")) continue;
    for (const [, target = ""] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)) {
      const [to = ""] = new URL(target, file).pathname.slice(source.pathname.length).split("/");
      const rank = layers.indexOf(to);
      const isBelow = from === to || (rank >= 0 && (layers.includes(from) ? rank < layers.indexOf(from) : true));
      if (!isBelow) upward.push(`${from}/${name} -> ${to}`);
    }
  }
  expect(upward).toEqual([]);
});
