import { describe, expect, it } from "vitest";
import type { BodyFormat, HttpProfile, HttpRequest } from "../src/index.ts";
import { served } from "./served.ts";

/** `<note text="…"/>`, and nothing else. */
const format: BodyFormat = {
  type: "application/xml",
  write: (body) => `<note text="${encodeURIComponent((body as { text: string }).text)}"/>`,
  read: (text) => {
    const [, value] = /^<note text="([^"]*)"\/>$/.exec(text) ?? [];
    if (value === undefined) throw new TypeError("not a note");
    return { text: decodeURIComponent(value) };
  },
};

const xml = (text: string, init: ResponseInit = {}) =>
  new Response(text, { ...init, headers: { "content-type": "application/xml", ...init.headers } });
const get: HttpRequest = { method: "GET", path: "/notes/1", effect: "reads" };
const add: HttpRequest = { method: "POST", path: "/notes", body: { text: "a & b" }, effect: "creates" };

const speaking = (answers: readonly (() => Response)[], profile: Partial<HttpProfile> = {}) =>
  served(answers, { format, ...profile });

describe("a server that does not speak JSON", () => {
  it("gets bodies in its format, signed as they are sent, and is read in it", async () => {
    let signed: string | undefined;
    const sign: HttpProfile["sign"] = ({ body }) => ({ "X-Signed": String((signed = body)?.length) });
    const { http, seen, call } = speaking([() => xml('<note text="done%21"/>')], { sign });
    expect(await http.json(add, call())).toEqual({ text: "done!" });
    const [request] = seen;
    expect(request!.headers.get("accept")).toBe("application/xml");
    expect(request!.headers.get("content-type")).toBe("application/xml");
    expect(await request!.text()).toBe('<note text="a%20%26%20b"/>');
    expect(signed).toBe('<note text="a%20%26%20b"/>');
  });

  it.for([
    ["breaks off", '<note text="do', "it is not complete application/xml"],
    ["is the page of a proxy", "<!DOCTYPE html><p>502</p>", "it is an HTML page"],
    ["is JSON", '{"text":"done"}', "it is not complete application/xml"],
  ])("is asked again where an answer %s", async ([, text, why]) => {
    for (const parse of [undefined, "later"] as const) {
      const { http, seen, call } = speaking([() => xml(text!), () => xml('<note text="done"/>')]);
      const answer = await http.send({ ...get, ...(parse && { parse }) }, call());
      expect([answer.unchecked(), seen.length]).toEqual([{ text: "done" }, 2]);
    }
    const { http, call } = speaking([() => xml(text!)]);
    await expect(http.json(add, call())).rejects.toMatchObject({
      code: "ats.unreadable-answer",
      retry: "unknown-outcome",
      message: expect.stringContaining(why!) as string,
    });
  });

  it("says in it why it refuses, also a file with a status of success", async () => {
    const refusal: HttpProfile["refusal"] = ({ body }) =>
      (body as { text?: string } | undefined)?.text === "no" ? { upstreamCode: "NO" } : undefined;
    const refused = speaking([() => xml('<note text="no"/>', { status: 400 })], { refusal });
    await expect(refused.http.json(add, refused.call())).rejects.toMatchObject({ upstreamCode: "NO" });
    const file = speaking([() => xml('<note text="no"/>')], { refusal, refusesWithin200: true });
    await expect(file.http.bytes(get, file.call())).rejects.toMatchObject({ upstreamCode: "NO" });
  });

  it("sends forms and files as they are", async () => {
    const { http, seen, call } = speaking([() => xml('<note text=""/>')]);
    const { body: _none, ...rest } = add;
    await http.send({ ...rest, form: new URLSearchParams({ a: "b" }) }, call());
    const bytes = new Uint8Array([1, 2]);
    await http.send({ ...rest, bytes, headers: { "Content-Type": "image/png" } }, call());
    expect(seen.map(({ headers }) => headers.get("content-type"))).toEqual([
      "application/x-www-form-urlencoded;charset=UTF-8",
      "image/png",
    ]);
    expect(new Uint8Array(await seen[1]!.arrayBuffer())).toEqual(bytes);
  });
});
