import { describe, expect, it } from "vitest";
import { emailAddress } from "../src/models/text-input.ts";

describe("an e-mail address in an input", () => {
  it.for([
    ["jane@bücher.example", "jane@xn--bcher-kva.example"],
    ["jane@例え.テスト", "jane@xn--r8jz45g.xn--zckzah"],
    ["jane@EXAMPLE.com", "jane@EXAMPLE.com"],
    ["jane.o'neil+x@example.co.uk", "jane.o'neil+x@example.co.uk"],
  ] as const)("takes domains of every script: %s", ([given, sent]) => {
    expect(emailAddress().parse(given)).toBe(sent);
  });

  it.for(["jane", "@example.com", "jane@", "jane@ü/x@example.com", "jane@bü cher.example", "jane@example"])(
    "rejects %s",
    (given) => {
      expect(emailAddress().safeParse(given).success).toBe(false);
    },
  );
});
