// Follows the declaration files that tsc wrote from an entry point: its exports, and the types that they name.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const declared =
  /^(?:export )?(?:declare )?(?:abstract )?(?:const|let|function|class|type|interface|namespace) ([\w$]+)/;
const inline = /import\("(\.[^"]+)"\)\.([\w$]+)/g;
const files = new Map();

const without = (text) =>
  text.replaceAll(/^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*\n/gm, "").replaceAll(/^[ \t]*\/\/.*(?:\n|$)/gm, "");
const listed = (names) =>
  names.split(",").flatMap((name) => {
    const [, local, outer] = /^\s*(?:type )?([\w$]+)(?: as ([\w$]+))?\s*$/.exec(name) ?? [];
    return local ? [{ local, outer: outer ?? local }] : [];
  });

/** A declaration file, in its parts. */
function read(file) {
  const known = files.get(file);
  if (known) return known;
  const parts = without(readFileSync(file, "utf8"))
    .split(/\n(?=(?:export|declare|type|interface|import|abstract)\b)/)
    .map((part) => part.trim());
  const target = (specifier) =>
    specifier.startsWith(".") ? join(dirname(file), specifier.replace(/\.[tj]s$/, ".d.ts")) : specifier;
  const found = { own: new Map(), imports: new Map(), exports: new Map(), stars: [] };
  files.set(file, found);
  const namespaces = new Map();
  for (const part of parts) {
    // A module that is run for what it does declares nothing.
    if (/^import "[^"]+";$/.test(part)) continue;
    const [, namespace, whole] = /^import type \* as ([\w$]+) from "([^"]+)";$/.exec(part) ?? [];
    const [, alias, of, inner] = /^export (?:declare )?type ([\w$]+) = ([\w$]+)\.([\w$]+);$/.exec(part) ?? [];
    if (namespace) {
      namespaces.set(namespace, target(whole));
      continue;
    }
    if (namespaces.has(of)) {
      addAlias(found, file, alias, [namespaces.get(of), inner]);
      continue;
    }
    const [, verb, names, from] = /^(import|export) (?:type )?\{([^}]*)\}(?: from "([^"]+)")?;$/.exec(part) ?? [];
    const [, star] = /^export (?:type )?\* from "([^"]+)";$/.exec(part) ?? [];
    const [, name] = declared.exec(part) ?? [];
    if (star) found.stars.push(target(star));
    else if (verb === "import")
      for (const { local, outer } of listed(names)) found.imports.set(outer, [target(from), local]);
    else if (verb === "export")
      for (const { local, outer } of listed(names)) found.exports.set(outer, [from ? target(from) : file, local]);
    else if (name) {
      // One name may be a value and a type, or have several signatures.
      found.own.set(name, [...(found.own.get(name) ?? []), part.replace(/^export /, "").replace(/^declare /, "")]);
      if (part.startsWith("export ")) found.exports.set(name, [file, name]);
      for (const [, specifier, inner] of part.matchAll(inline)) found.imports.set(inner, [target(specifier), inner]);
    } else if (part !== "" && part !== "export {};") throw new Error(`${file}: not understood: ${part.slice(0, 80)}`);
  }
  for (const [namespace, from] of namespaces)
    for (const [name, texts] of found.own) {
      const used = new RegExp(`\\b${namespace}\\.([\\w$]+)`, "g");
      for (const [, inner] of texts.join("\n").matchAll(used)) found.imports.set(inner, [from, inner]);
      found.own.set(
        name,
        texts.map((text) => text.replaceAll(used, "$1")),
      );
    }
  return found;
}

/** A type that is another file's by a namespace is shown as it stands there, with what it names there. */
function addAlias(found, file, alias, [from, inner]) {
  const there = read(from);
  const texts = there.own.get(inner);
  found.own.set(alias, [...(found.own.get(alias) ?? []), ...texts]);
  found.exports.set(alias, [file, alias]);
  for (const [word] of texts.join("\n").matchAll(/[\w$]+/g))
    if (word !== inner && there.own.has(word) && !found.own.has(word)) found.imports.set(word, [from, word]);
}

/** Where a name is declared: a file of the package, or another package. `undefined` for what is the language's. */
function origin(file, name) {
  if (!file.endsWith(".d.ts")) return { file, name };
  const { own, imports, exports, stars } = read(file);
  if (own.has(name)) return { file, name };
  const [at, inner] = exports.get(name) ?? imports.get(name) ?? [];
  if (at) return origin(at, inner);
  for (const star of stars) {
    const found = star.endsWith(".d.ts") && exported(star).has(name) ? origin(star, name) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** What a file gives out: the names, and where each is declared. */
function exported(file) {
  const { exports, stars } = read(file);
  const names = [...exports.keys(), ...stars.flatMap((star) => [...exported(star).keys()])];
  return new Map(names.map((name) => [name, origin(file, name)]));
}

/** What a value that is longer than this, and not given out, is made of is given out itself. */
const longest = 500;
const shortened = (text) =>
  text.split("\n").length > longest ? `${text.slice(0, text.indexOf(":"))}: left out, for it repeats the above;` : text;

const key = ({ file, name }) => `${file} ${name}`;
const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.text < b.text ? -1 : 1);

/** @returns The declarations that an entry point gives out, and those that they are made of, each sorted by name. */
export function publicDeclarations(entry) {
  const given = exported(entry);
  const seen = new Set();
  const waiting = [...given.values()];
  const declarations = [];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (seen.has(key(at))) continue;
    seen.add(key(at));
    if (!at.file.endsWith(".d.ts")) {
      declarations.push({ ...at, text: `${at.name} of "${at.file}"` });
      continue;
    }
    const text = read(at.file).own.get(at.name).join("\n");
    declarations.push({ ...at, text: text.replaceAll(inline, "$2") });
    for (const [word] of text.matchAll(/[\w$]+/g)) {
      const needed = origin(at.file, word);
      if (needed?.file.endsWith(".d.ts")) waiting.push(needed);
    }
  }
  const names = new Map([...given].map(([outer, at]) => [key(at), outer]));
  const named = declarations.map((at) => ({ ...at, outer: names.get(key(at)) }));
  const texts = (wanted) =>
    named
      .filter(wanted)
      .toSorted(byName)
      .map(({ text, outer, name }) => (outer !== undefined && outer !== name ? `${text} // as ${outer}` : text));
  return {
    given: texts(({ outer }) => outer !== undefined),
    inner: texts(({ outer }) => outer === undefined).map(shortened),
  };
}
