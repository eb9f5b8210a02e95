import { catalogue, type AnyCapability } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { recordFilter } from "../src/index.ts";

/** A record that holds a value at a path of keys; `[]` makes a list of one. */
function holding(path: string, value: unknown): object {
  const [first = "", ...rest] = path.split(".");
  const inner = rest.length === 0 ? value : holding(rest.join("."), value);
  return first.endsWith("[]") ? { [first.slice(0, -2)]: [inner] } : { [first]: inner };
}

interface Example {
  /** Where records hold the value, of all groups or by group. */
  readonly at: string | Readonly<Record<string, string>>;
  readonly asked: unknown;
  /** Values that meet it, and others that do not. Null and nothing never do. */
  readonly meets: readonly unknown[];
  readonly others: readonly unknown[];
}

const oneOf = (at: Example["at"], listed = true): Example => ({
  at,
  asked: listed ? ["this", "that"] : "this",
  meets: listed ? ["this", "that"] : ["this"],
  others: ["another", "THIS", ""],
});
/** Accents as characters of their own, as a file system of Apple's writes them. */
const apart = (text: string) => text.normalize("NFD");
const named = (at: string): Example => ({
  at,
  asked: "Zoë Groß",
  meets: ["Zoë Groß", "ZOË GROSS", "ZOË GROẞ", apart("Zoë Groß")],
  others: ["Zoe Groß", "Zoë Gros", ""],
});
const address = "ada@example.com";

const examples: Readonly<Record<string, Example>> = {
  ids: oneOf("id"),
  remoteIds: oneOf("remoteId"),
  updatedAfter: {
    at: "changedAt",
    asked: "2026-11-23T09:00:00.000Z",
    meets: ["2026-11-23T09:00:00.000Z", "2026-11-24T00:00:00.000Z"],
    others: ["2026-11-23T08:59:59.999Z"],
  },
  createdAfter: {
    at: "createdAt",
    asked: "2026-11-23T09:00:00.000Z",
    meets: ["2026-11-23T00:00:00.000Z", "2026-11-24T00:00:00.000Z"],
    others: ["2026-11-22T23:59:59.999Z"],
  },
  statuses: oneOf("status"),
  requisitionCodes: oneOf("requisitionCode"),
  employmentTypes: oneOf("employmentType"),
  visibilities: oneOf("visibility"),
  titleContains: {
    at: "title",
    asked: apart("Söld"),
    meets: ["Söldner", "TIG SÖLDNER", apart("Söldner")],
    others: ["Soldner", ""],
  },
  postUrl: oneOf("postUrl", false),
  jobIds: oneOf({ applications: "jobId", candidates: "applications[].job.id", interviews: "application.job.id" }),
  jobRemoteIds: oneOf("job.remoteId"),
  outcomes: oneOf("outcome"),
  stageIds: oneOf("stageId"),
  email: { at: "emailAddresses[].address", asked: address, meets: [address, "ADA@example.com"], others: ["", "ada@"] },
  emails: {
    at: "email",
    asked: [address, "eve@example.com"],
    meets: [address, "EVE@example.com"],
    others: ["", "ada"],
  },
  firstName: named("firstName"),
  lastName: named("lastName"),
  candidateIds: oneOf("candidateId"),
  applicationIds: oneOf("applicationId"),
  scopes: oneOf("scope"),
};

const switches = new Set(["includeDeleted", "ignoreUnsupportedFilters"]);
const filters = Object.entries(catalogue as Readonly<Record<string, AnyCapability>>)
  .filter(([, { kind }]) => kind === "stream")
  .flatMap(([id, { input }]) => {
    const { shape } = input as unknown as { readonly shape: Readonly<Record<string, unknown>> };
    return Object.keys(shape).flatMap((name) => (switches.has(name) ? [] : [[id, name] as const]));
  });

describe("a filter that is applied to records", () => {
  it.each(filters)("selects those of %s that have what `%s` asks for", (id, name) => {
    const { at, asked, meets, others } = examples[name]!;
    const path = typeof at === "string" ? at : at[id.slice(0, id.indexOf("."))]!;
    const passes = recordFilter({ [name]: asked, includeDeleted: true })!;
    for (const value of meets) expect(passes(holding(path, value)), `${path} ${String(value)}`).toBe(true);
    const absent = name === "updatedAfter" ? [] : [null, undefined]; // Every record says when it changed.
    for (const value of [...others, ...absent])
      expect(passes(holding(path, value)), `${path} ${String(value)}`).toBe(false);
  });

  it.each([
    ["jane@bücher.example", "jane@bücher.example"],
    ["jane@bücher.example", "Jane@BÜCHER.example"],
    ["jane@xn--bcher-kva.example", "jane@bücher.example"],
    ["jane@bücher.example", "jane@xn--bcher-kva.example"],
  ])("finds by %s a person whom an ATS keeps as %s", (asked, address) => {
    const { email } = catalogue["candidates.stream"].input.parse({ email: asked });
    const passes = (held: string) => recordFilter({ email })!({ emailAddresses: [{ address: held, type: null }] });
    expect([passes(address), passes("jane@buecher.example"), passes("@")]).toEqual([true, false, false]);
  });

  it("selects records that meet every filter, and all where nothing is asked for", () => {
    const passes = recordFilter({ outcomes: ["PENDING"], stageIds: ["s1"], jobIds: undefined })!;
    expect(passes({ outcome: "PENDING", stageId: "s1" })).toBe(true);
    expect(passes({ outcome: "PENDING", stageId: "s2" })).toBe(false);
    expect(recordFilter({ includeDeleted: true, ids: undefined })).toBeUndefined();
  });

  it("is refused where its meaning is not known", () => {
    for (const name of ["colour", "toString"]) expect(() => recordFilter({ [name]: "red" })).toThrow(TypeError);
  });
});
