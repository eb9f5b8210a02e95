import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { version } from "../version.ts";
import type { Names } from "./names.ts";

/** How an adapter reaches its ATS: through Kombo, or directly. */
export const kinds = ["kombo", "native"] as const;
export type Kind = (typeof kinds)[number];

/** A file of the new package. */
export interface NewFile {
  /** Relative to the package's folder. */
  readonly path: string;
  readonly text: string;
}

/** The templates are packages that work, of an adapter called "My ATS". */
const folder = fileURLToPath(new URL("../../templates", import.meta.url));

/** The files of a new adapter's package, with its name in the place of the template's. */
export async function filesOf(kind: Kind, names: Names, provider: string): Promise<readonly NewFile[]> {
  const root = join(folder, kind);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    files.toSorted().map(async (file) => {
      const path = pathOf(file.slice(root.length + 1).replaceAll(sep, "/"), names);
      const text = renamed(await readFile(file, "utf8"), names, provider);
      return { path, text: path === "package.json" ? ofThisVersion(text) : text };
    }),
  );
}

/** Some files would mean something where the template lies: they carry an ending there. */
function pathOf(file: string, names: Names): string {
  const path = file.replace(/\.template$/, "").replaceAll("my-ats", names.id);
  return path === "gitignore" ? ".gitignore" : path;
}

/** In one go: a new name may itself contain the template's. */
function renamed(text: string, { id, variable, type, constant, title }: Names, provider: string): string {
  const forms: Readonly<Record<string, string>> = {
    "my-provider": provider,
    "my-ats": id,
    myAts: variable,
    MyAts: type,
    MY_ATS: constant,
    "My ATS": title,
  };
  return text.replaceAll(/my-provider|my-ats|myAts|MyAts|MY_ATS|My ATS/g, (form) => forms[form]!);
}

/** The packages of AnyATS are released together: a new adapter takes those of this command's version. */
function ofThisVersion(text: string): string {
  return text.replaceAll(/("@anyats\/[a-z-]+": )"[^"]+"/g, `$1"^${version}"`);
}
