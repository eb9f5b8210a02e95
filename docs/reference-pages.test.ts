import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { avionte } from "@anyats/avionte";
import { adapters as known } from "@anyats/cli/adapters";
import * as core from "@anyats/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { errorsPage } from "./errors-page.ts";
import { optionsPage } from "./options-page.ts";
import { recordsPage } from "./records-page.ts";
import { rulesPage } from "./rules-page.ts";

describe("the index of error codes", () => {
  const page = errorsPage(join(import.meta.dirname, ".."));

  it.each([
    "capability.not-supported",
    "record.not-found",
    "connection.wrong-adapter",
    "webhook.body-too-slow",
    // Made by functions that take the code, the message and the advice one after the other.
    "capability.action-disabled",
    "connection.inactive",
    "quota.concurrency-exceeded",
    "sync.settings-failed",
    "webhook.signature-invalid",
  ])("has a cause and a remedy for %s", (code) => {
    expect(page).toMatch(new RegExp(`^\\| \`${code.replace(".", "\\.")}\` \\| [^|]{10,} \\| [^|]{10,} \\|$`, "m"));
  });

  it("lists each code once", () => {
    const codes = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(30);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe("the reference of options", () => {
  it("has every setting of an adapter and every environment variable of the command", () => {
    const page = optionsPage([avionte]);
    for (const name of ["apiKey", "integrationId", "region"]) expect(page).toContain(`| \`${name}\` |`);
    const root = join(import.meta.dirname, "..");
    const sources = globSync("packages/{cli,sync}/src/**/*.ts", { cwd: root }).map((file) =>
      readFileSync(join(root, file), "utf8"),
    );
    const read = sources.flatMap((source) => [
      ...[...source.matchAll(/env\["(\w+)"\]/g)].map(([, name]) => name!),
      ...[...source.matchAll(/\{([^{}]+)\} = (?:terminal\.)?env;/g)].flatMap(
        ([, names]) => names!.match(/\b[A-Z][A-Z_]+\b/g) ?? [],
      ),
    ]);
    expect(new Set(read).size).toBeGreaterThan(4);
    for (const name of read) expect(page).toContain(`| \`${name}\` |`);
  });
});

describe("the reference of records", () => {
  const page = recordsPage(join(import.meta.dirname, ".."));
  const models = Object.entries<unknown>(core).flatMap(([name, schema]) =>
    schema instanceof z.core.$ZodObject && "changedAt" in schema._zod.def.shape ? [[name, schema] as const] : [],
  );

  /** The places of all fields of a schema: `salary.amount`, `postings[].title`. */
  function placesOf(schema: unknown, around = ""): readonly string[] {
    if (schema instanceof z.core.$ZodNullable || schema instanceof z.core.$ZodOptional)
      return placesOf(schema._zod.def.innerType, around);
    if (schema instanceof z.core.$ZodArray) return placesOf(schema._zod.def.element, `${around}[]`);
    if (!(schema instanceof z.core.$ZodObject)) return [];
    return Object.entries(schema._zod.def.shape).flatMap(([name, field]) => {
      const place = around === "" ? name : `${around}.${name}`;
      return [place, ...placesOf(field, place)];
    });
  }

  it("is of every record that has an instant of its last change", () => {
    expect(models.map(([name]) => name)).toEqual(expect.arrayContaining(["Application", "Candidate", "Job", "Tag"]));
  });

  it.each(models)("describes each field of %s", (name, model) => {
    const section = page.split(/^### /m).find((each) => each.startsWith(`${name}\n`));
    const rows = new Map(section?.match(/^\| `[^`]+` \| .+ \|$/gm)?.map((row) => [row.split("`")[1], row]));
    const links = (section?.match(/^\| `[^`]+` \|.*\(#\w+\)/gm) ?? []).map((row) => row.split("`")[1]!);
    // What a link leads to is described there.
    const elsewhere = (place: string) =>
      links.some((link) => [`${link}.`, `${link}[].`].some((beginning) => place.startsWith(beginning)));
    expect(placesOf(model).filter((place) => !rows.has(place) && !elsewhere(place))).toEqual([]);
    expect(rows.size).toBeGreaterThan(3);
  });

  it("leads to a model that is on the page by each link", () => {
    const headings = new Set([...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name!.toLowerCase()));
    const links = [...page.matchAll(/\(#(\w+)\)/g)].map(([, anchor]) => anchor!);
    expect(links.length).toBeGreaterThan(30);
    expect(links.filter((anchor) => !headings.has(anchor))).toEqual([]);
  });
});

describe("the page of conformance rules", () => {
  it("lists each rule of the contracts, which stands once in their code", async () => {
    const page = rulesPage(await Promise.all(Object.values(known).map((load) => load())));
    const listed = [...page.matchAll(/^\| ((?:[^|\\]|\\.)+) \| (?!---|how the kit)/gm)].map(([, rule]) => rule!);
    const root = join(import.meta.dirname, "..");
    const sources = globSync("packages/conformance/src/contracts/**/*.ts", { cwd: root }).map((file) =>
      readFileSync(join(root, file), "utf8"),
    );
    const written = sources.flatMap((source) =>
      [...source.matchAll(/\brule:\s+(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/g)].map(([, one, other]) =>
        (one ?? other!).replaceAll("|", "\\|"),
      ),
    );
    expect(written.length).toBeGreaterThan(300);
    expect(listed.toSorted()).toEqual([...new Set(written)].toSorted());
    expect(written.filter((rule, nth) => written.indexOf(rule) !== nth)).toEqual([]);
  });
});
