import { expect, it } from "vitest";
import { ways } from "../src/worlds/sparse.ts";
import { TroubledNetwork } from "../src/worlds/troubled-network.ts";

it("leaves what the ATS always sends, by its name or by its place", async () => {
  const record = { id: "a", name: "Ada", attributes: [{ name: "Shoe size", value: "41" }] };
  const network = new TroubledNetwork({
    answer: () => Response.json(record),
    records: { in: (body) => body as object, put: (_body, records) => records, always: ["id", "$.attributes.name"] },
  });
  network.trouble("sparse-records");
  const answers: (typeof record)[] = [];
  for (const _way of ways) answers.push((await (await network.fetch("https://ats.example/a")).json()) as typeof record);
  expect(new Set(answers.map(({ id }) => id))).toEqual(new Set(["a"]));
  expect(answers.some(({ name }) => !name)).toBe(true);
  const attributes = answers.flatMap((answer) => answer.attributes ?? []);
  expect(new Set(attributes.map(({ name }) => name))).toEqual(new Set(["Shoe size"]));
  expect(attributes.some(({ value }) => !value)).toBe(true);
});

it("keeps a whole part that the ATS always sends, and takes from within", async () => {
  const record = { id: "a", fields: { name: "Ada", title: "Welder" }, links: { self: "/a" } };
  const network = new TroubledNetwork({
    answer: () => Response.json(record),
    records: { in: (body) => body as object, put: (_body, records) => records, always: ["id", "$.fields"] },
  });
  network.trouble("sparse-records");
  const answers: Partial<typeof record>[] = [];
  for (const _way of ways) answers.push((await (await network.fetch("https://ats.example/a")).json()) as typeof record);
  expect(answers.every(({ fields }) => typeof fields === "object" && fields !== null)).toBe(true);
  expect(answers.some(({ fields }) => !fields!.name)).toBe(true);
  expect(answers.some(({ links }) => !links)).toBe(true);
});

it("leaves each field of a record, and of a record in it, without each other one", async () => {
  const names = Array.from({ length: 30 }, (_each, nth) => `field${nth}`);
  const record = { ...Object.fromEntries(names.map((name) => [name, name])), inner: { a: 1, b: 2, c: 3, d: 4 } };
  const network = new TroubledNetwork({
    answer: () => Response.json(record),
    records: { in: (body) => body as object, put: (_body, records) => records, always: ["id"] },
  });
  network.trouble("sparse-records");
  const answers: (Record<string, unknown> & { readonly inner?: Record<string, unknown> | null })[] = [];
  for (const _way of ways)
    answers.push((await (await network.fetch("https://ats.example/a")).json()) as (typeof answers)[number]);
  const isApart = (all: readonly (Record<string, unknown> | null | undefined)[], one: string, other: string) =>
    all.some((each) => each?.[one] && !each[other]);
  for (const one of names)
    for (const other of names.filter((name) => name !== one)) expect(isApart(answers, one, other)).toBe(true);
  const inner = answers.map((answer) => answer.inner);
  for (const one of "abcd") for (const other of "abcd".replace(one, "")) expect(isApart(inner, one, other)).toBe(true);
});

it("leaves each of two records in a record without the other, at every depth", async () => {
  const pay = () => ({
    min: { amount: 1, unit: { id: "a" } },
    interval: "YEAR",
    max: { amount: 2, unit: { id: "a" } },
  });
  const record = { id: "a", first: { pay: pay() }, second: { pay: pay() }, third: { pay: pay() } };
  const network = new TroubledNetwork({
    answer: () => Response.json(record),
    records: { in: (body) => body as object, put: (_body, records) => records, always: ["id"] },
  });
  network.trouble("sparse-records");
  const answers: Partial<typeof record>[] = [];
  for (const _way of ways) answers.push((await (await network.fetch("https://ats.example/a")).json()) as typeof record);
  for (const name of ["first", "second", "third"] as const) {
    const left = answers.flatMap((answer) => answer[name]?.pay ?? []);
    expect(left.some(({ min, max }) => min && !max)).toBe(true);
    expect(left.some(({ min, max }) => max && !min)).toBe(true);
    expect(left.some(({ min }) => min?.amount && !min.unit)).toBe(true);
    expect(left.some(({ min }) => min?.unit && !min.amount)).toBe(true);
    expect(answers.some((answer) => !answer[name])).toBe(true);
  }
});

it.each(["sparse-records", "broken-entry"] as const)(
  "gives `put` the request of the answer during %s",
  async (what) => {
    const asked: string[] = [];
    const network = new TroubledNetwork({
      answer: () => Response.json([{ id: "a" }, { id: "b" }]),
      records: {
        in: (body) => body as object,
        put(_body, records, { url }) {
          asked.push(url);
          return records;
        },
        always: ["id"],
      },
    });
    network.trouble(what);
    await network.fetch("https://ats.example/a");
    expect(asked).toEqual(["https://ats.example/a"]);
  },
);
