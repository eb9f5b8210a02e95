import { connect } from "@anyats/core";
import { adapterFor, komboBase, WrongAdapter } from "@anyats/kombo-base";
import { describe, expect, it } from "vitest";
import { greenhouse } from "../src/index.ts";

const settings = (integrationId: string) => ({ apiKey: "k", integrationId });

describe("connecting with an integration id", () => {
  it.each(["greenhouse:HWUT", "greenhousev3:HWUT"])("accepts a tool of the adapter: %s", async (id) => {
    await using ats = await connect(greenhouse, settings(id));
    expect(ats.adapter).toBe(greenhouse);
  });

  it("rejects an integration of another ATS before any request", async () => {
    const error: unknown = await connect(greenhouse, settings("avionte:HWUT")).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WrongAdapter);
    expect(error).toMatchObject({
      code: "connection.wrong-adapter",
      fault: "caller",
      retry: "never",
      tool: "avionte",
      adapter: "greenhouse",
      message: 'The integration is of "avionte", which the adapter Greenhouse does not connect.',
    });
  });

  it("accepts any ATS with the base adapter", async () => {
    await using ats = await connect(komboBase, settings("workable:HWUT"));
    expect(ats.adapter).toBe(komboBase);
  });
});

describe("the adapter for an integration id", () => {
  it("is the one made for its ATS, whatever the order", () => {
    expect(adapterFor("greenhousev3:HWUT", [komboBase, greenhouse])).toBe(greenhouse);
  });

  it("is the one that takes any ATS, where none is made for it", () => {
    expect(adapterFor("workable:HWUT", [greenhouse, komboBase])).toBe(komboBase);
  });

  it("is an error where none connects it", () => {
    expect(() => adapterFor("workable:HWUT", [greenhouse])).toThrow(WrongAdapter);
  });
});
