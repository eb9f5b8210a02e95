import { expect, it } from "vitest";
import { textOf } from "../src/contracts/pieces/requests.ts";
import { TroubledNetwork } from "../src/worlds/troubled-network.ts";

it.for(["a form", "a multipart form"])("a world reports the fields of %s as they were meant", async (what) => {
  const network = new TroubledNetwork({ answer: () => Response.json({}) });
  const body = what === "a form" ? new URLSearchParams() : new FormData();
  body.append("text", "Grüße an Ada & Bob");
  body.append("tag", "1");
  body.append("tag", "2");
  await network.fetch("https://ats.example/notes", { method: "POST", body });
  const fields = [
    ["text", "Grüße an Ada & Bob"],
    ["tag", "1"],
    ["tag", "2"],
  ];
  expect(network.seen()[0]!.body).toEqual(fields);
  expect(textOf(network.seen())).toContain("Grüße an Ada & Bob");
});
