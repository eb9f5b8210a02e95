import { emulatorWorld, runTests, type World } from "@anyats/conformance";
import { expect, it } from "vitest";
import { komboBase } from "../src/index.ts";
import { newerLists, operationOf, violations } from "./fixtures/specification.ts";

type Fetch = typeof globalThis.fetch;

/** What Kombo's description does not have, or has otherwise, with the reason. */
const known: readonly RegExp[] = [
  // Newer than the description.
  /\b(current_stage|stages\[\]|application-stages .*results\[\])\.(status|custom_fields): is not documented$/,
  // The emulator's people have addresses with letters beyond ASCII, too.
  /\.email_address: does not match /,
];

/** The same world, which notes what is not as Kombo describes it. */
function described(world: World, wrong: Set<string>): World {
  const checked =
    (fetch: Fetch): Fetch =>
    async (input, init) => {
      const request = new Request(input, init);
      const path = new URL(request.url).pathname.replace(/^\/v1/, "");
      const asked = `${request.method} ${path}`;
      const [name, operation] = operationOf(request.method, path) ?? [asked, newerLists[asked]];
      const sent = await request.clone().text();
      const response = await fetch(request);
      if (response.status !== 200) return response;
      const { data } = (await response.clone().json()) as { readonly data: unknown };
      const problems = [
        ...(operation ? [] : ["is not documented"]),
        ...(operation?.body && sent !== "" ? violations(operation.body, JSON.parse(sent), "request") : []),
        ...(operation?.answer ? violations(operation.answer, data) : []),
      ];
      for (const each of problems) wrong.add(`${name} ${each.replaceAll(/\[\d+\]/g, "[]")}`);
      return response;
    };
  return {
    ...world,
    open: async (customer) => {
      const session = await world.open(customer);
      const settings = session.settings as { readonly fetch: Fetch };
      return new Proxy(session, {
        get: (of, name) => {
          if (name === "settings") return { ...settings, fetch: checked(settings.fetch) };
          const member = of[name as keyof typeof of] as unknown;
          return typeof member === "function" ? (member.bind(of) as unknown) : member;
        },
      });
    },
  };
}

it("sends and gets what Kombo describes, in each call of the kit", async () => {
  const wrong = new Set<string>();
  const only = ({ promise }: { readonly promise: string }) =>
    /^(passes on each field of its input|answers a valid input)/.test(promise);
  const results = await runTests(komboBase, described(emulatorWorld({ tool: "greenhouse" }), wrong), { only });
  expect(results.length).toBeGreaterThan(40);
  expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
  expect([...wrong].filter((each) => !known.some((one) => one.test(each)))).toEqual([]);
}, 60_000);
