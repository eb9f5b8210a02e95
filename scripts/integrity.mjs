// Compares what npm fetched into a folder with the hashes pinned in package.json. npm checks a tarball against the
// registry's own hash only, so a registry that serves another tarball under the same version would go unnoticed.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param folder A folder that npm installed into, without running install scripts.
 * @param pinned `name@version` to `sha512-…`.
 * @returns `differs`: packages whose hash is not the pinned one. `unpinned`: packages without a pinned hash.
 */
export function checkIntegrity(folder, pinned) {
  const { packages } = JSON.parse(readFileSync(join(folder, "node_modules", ".package-lock.json"), "utf8"));
  const differs = [];
  const unpinned = [];
  for (const [path, { name, version, integrity }] of Object.entries(packages)) {
    const id = `${name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)}@${version}`;
    if (pinned[id] === undefined) unpinned.push(id);
    else if (pinned[id] !== integrity) differs.push(id);
  }
  return { differs, unpinned };
}
