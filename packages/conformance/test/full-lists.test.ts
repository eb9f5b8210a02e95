import { describe, expect, it } from "vitest";
import { inFullLists } from "../src/contracts/streams/short-pages.ts";

/** Which request was answered with a list that is full and was not read on, where each is answered so. */
async function leftOf(answer: object, ...asked: readonly object[]): Promise<number> {
  const way = inFullLists(async () => Response.json(answer));
  const headers = { "content-type": "application/json" };
  for (const body of asked)
    await way.fetch("https://ats.example/graphql", { method: "POST", headers, body: JSON.stringify(body) });
  return way.left();
}

const stages = [{ id: "S1", title: "Applied" }];
const asked = { variables: { first: 20 } };

describe("a list that is asked for with a limit", () => {
  it.for([
    ["records", { nodes: [{ id: "J1", stages }] }],
    ["edges", { edges: [{ node: { id: "J1", stages } }] }],
  ] as const)("is left where it is full of %s, and no request follows", async ([, jobs]) => {
    expect(await leftOf({ data: { jobs } }, asked)).toBe(0);
  });

  it("is read on where a request for the same list follows", async () => {
    expect(await leftOf({ jobs: [{ id: "J1", stages }] }, asked, { variables: { first: 20, after: "J1" } })).toBe(-1);
  });

  it("is whole where the answer says so, however deep", async () => {
    const jobs = { nodes: [{ id: "J1", stages }], pageInfo: { hasNextPage: false } };
    expect(await leftOf({ data: { jobs } }, asked)).toBe(-1);
  });

  it.for([
    ["a record", { jobs: [{ id: "J1", stages }] }],
    ["an edge", { data: { jobs: { edges: [{ node: { id: "J1", stages } }] } } }],
  ] as const)("is the outer one, and none inside %s that was asked for by id", async ([, answer]) => {
    expect(await leftOf(answer, { variables: { first: 20, ids: ["J1"] } })).toBe(-1);
  });
});
