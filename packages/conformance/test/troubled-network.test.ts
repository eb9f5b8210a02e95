import { expect, it } from "vitest";
import { TroubledNetwork } from "../src/index.ts";

it("a network names requests as routes do, and strikes none without a route", async () => {
  const network = new TroubledNetwork({
    answer: ({ url }) => Response.json({ url }),
    pathOf: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/api/token") return undefined;
      const { operation } = request.body ? ((await request.json()) as { operation: string }) : { operation: "" };
      return pathname.replace("/api", "") + operation;
    },
  });
  network.trouble("throttled");
  const body = JSON.stringify({ operation: "/JobList" });
  const statuses: number[] = [];
  for (const path of ["token", "graphql", "graphql"])
    statuses.push((await network.fetch(`https://ats.example/api/${path}`, { method: "POST", body })).status);
  expect(statuses).toEqual([200, 429, 200]);
  expect(network.struck()).toBe(1);
  expect(network.seen().map(({ path }) => path)).toEqual(["/graphql/JobList", "/graphql/JobList"]);
  expect(network.seen()[0]!.body).toEqual({ operation: "/JobList" });
});

it("a network names requests by the paths of their addresses otherwise", async () => {
  const network = new TroubledNetwork({ answer: () => Response.json([]) });
  await network.fetch("https://ats.example/api/jobs?page=2");
  expect(network.seen()).toEqual([{ method: "GET", path: "/api/jobs", query: { page: "2" } }]);
});
