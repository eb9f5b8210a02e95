import { connect, type InvalidInput } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";

const settings = { apiKey: "sk-key", integrationId: "avionte:x" };
const refusal = async (given: object): Promise<InvalidInput> =>
  connect(komboBase, { ...settings, ...given }).then(
    () => expect.unreachable(),
    (error: unknown) => error as InvalidInput,
  );

describe("the settings of a connection", () => {
  it.each([
    "http://api.example/v1",
    "http://localhost.example/v1",
    "http://notlocalhost/v1",
    "http://127.0.0.1.example/v1",
    "http://example/?localhost",
    "ftp://localhost/v1",
    "https://user@api.example/v1",
    "https://:word@api.example/v1",
    "https://api.example/v1?key=1",
    "https://api.example/v1#here",
    "api.example",
    "",
  ])("send the key nowhere but over https, or to this machine: not to %j", async (baseUrl) => {
    expect((await refusal({ baseUrl })).issues).toMatchObject([{ path: "baseUrl" }]);
  });

  it.each(["https://api.example/v1", "http://localhost:8080/v1", "http://127.0.0.1/v1", "http://[::1]:1/v1"])(
    "take %s",
    async (baseUrl) => {
      await (await connect(komboBase, { ...settings, baseUrl })).close();
    },
  );

  it.each([
    "avionte",
    "avionte:",
    ":x",
    "avionte:x y",
    "avionte:x:y",
    "avionte:x\r\nX-Evil: 1",
    "a/b:x",
    "see avionte:x!",
  ])("take no integration that is none: %j", async (integrationId) => {
    expect((await refusal({ integrationId })).issues).toMatchObject([{ path: "integrationId" }]);
  });

  it.each(["“sk-key”", "sk-key\u200b", "sk-ключ", "sk-key\u00a0", "sk-key\r\nX-Evil: 1", ""])(
    "take no key that no header can hold: %j",
    async (apiKey) => {
      const { issues, message } = await refusal({ apiKey });
      expect(issues[0]).toMatchObject({ path: "apiKey" });
      expect(message).not.toContain("sk-");
    },
  );

  it("are refused without a word of the key", async () => {
    const error = await refusal({ region: "moon" });
    expect(JSON.stringify(error) + String(error)).not.toContain("sk-key");
  });
});
