import { AtsError } from "@anyats/core";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { verifyKomboWebhook, WebhookMisconfigured, type RefusalCode } from "../src/webhooks/webhooks.ts";

const secret = "whsec-Zürich-🔑";
// Signed with `openssl dgst -sha256 -hmac "$secret" -binary | basenc --base64url | tr -d =` and with Python's hmac alike.
const golden = {
  body: String.raw`{
  "id": "evt-1",
  "type": "data-changed",
  "data": {"integration_id":"avionte:Bjqv\u00e9","integration_tool":"avionte","integration_category":"ATS","changed_models":[{"name":"ats_jobs"},{"name":"ats_\"quoted\"\/\t😀é"}]}
}
`,
  signature: "9YRjLHfnYh9UW_P2mOXixBwUPxZEOkpvvyaJIG4u4O0",
};
const bytes = new TextEncoder().encode(golden.body);
const signedBy = (signature: string) => ({ "X-Kombo-Signature": signature });

function refusalOf(verify: () => unknown): AtsError {
  try {
    verify();
  } catch (error) {
    if (AtsError.is(error)) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("a signature", () => {
  it("by openssl over line breaks, escapes and unicode is accepted, as bytes and text", () => {
    const event = verifyKomboWebhook(bytes, signedBy(golden.signature), secret);
    expect(event).toEqual({
      id: "evt-1",
      type: "data-changed",
      integration: { id: "avionte:Bjqvé", tool: "avionte", category: "ATS" },
      changedModels: ["ats_jobs", 'ats_"quoted"/\t😀é'],
    });
    expect(verifyKomboWebhook(golden.body, new Headers(signedBy(golden.signature)), secret)).toEqual(event);
  });

  it("is not that of the same JSON written again", () => {
    const rewritten = JSON.stringify(JSON.parse(golden.body));
    const refused = refusalOf(() => verifyKomboWebhook(rewritten, signedBy(golden.signature), secret));
    expect(refused).toMatchObject({ code: "webhook.signature-invalid", answer: 401, retry: "never" });
  });

  it("may be of any of several secrets while one takes the place of another", () => {
    const headers = signedBy(golden.signature);
    expect(verifyKomboWebhook(bytes, headers, ["new", secret])).toMatchObject({ id: "evt-1" });
    expect(verifyKomboWebhook(bytes, headers, [secret, "new"])).toMatchObject({ id: "evt-1" });
    expect(refusalOf(() => verifyKomboWebhook(bytes, headers, ["new"])).code).toBe("webhook.signature-invalid");
  });

  it.each<[string, Record<string, string | string[] | undefined>, RefusalCode]>([
    ["missing", {}, "webhook.signature-missing"],
    ["undefined", { "x-kombo-signature": undefined }, "webhook.signature-missing"],
    ["empty", signedBy(""), "webhook.signature-missing"],
    ["truncated", signedBy(golden.signature.slice(0, -1)), "webhook.signature-invalid"],
    ["padded", signedBy(`${golden.signature}=`), "webhook.signature-invalid"],
    ["of another last bit only", signedBy(`${golden.signature.slice(0, -1)}1`), "webhook.signature-invalid"],
    ["plain base64", signedBy(golden.signature.replaceAll("_", "/").replaceAll("-", "+")), "webhook.signature-invalid"],
    ["given twice", { "x-kombo-signature": [golden.signature, golden.signature] }, "webhook.signature-invalid"],
    [
      "given twice in different case",
      { ...signedBy(golden.signature), "x-kombo-signature": "another" },
      "webhook.signature-invalid",
    ],
    ["as long in characters but not in bytes", signedBy("é".repeat(43)), "webhook.signature-invalid"],
  ])("that is %s is refused", (_what, headers, code) => {
    expect(refusalOf(() => verifyKomboWebhook(bytes, headers, secret)).code).toBe(code);
  });

  it("of a body that is too large is not even computed", () => {
    const refused = refusalOf(() => verifyKomboWebhook(bytes, {}, secret, { maxBytes: bytes.length - 1 }));
    expect(refused).toMatchObject({ code: "webhook.body-too-large", answer: 413 });
    const unbounded = refusalOf(() => verifyKomboWebhook(bytes, {}, secret, { maxBytes: Number.NaN }));
    expect(unbounded.code).toBe("webhook.misconfigured");
    const byDefault = refusalOf(() => verifyKomboWebhook(new Uint8Array(1024 * 1024 + 1), {}, secret));
    expect(byDefault.code).toBe("webhook.body-too-large");
    const headers = signedBy(golden.signature);
    expect(verifyKomboWebhook(bytes, headers, secret, { maxBytes: bytes.length })).toMatchObject({ id: "evt-1" });
  });
});

describe("the secret", () => {
  it.each([[""], ["  "], [[]], [["good", ""]], [undefined], [[undefined]]])(
    "%j is refused before anything is verified, since anyone could sign with it",
    (secrets) => {
      const refused = refusalOf(() => verifyKomboWebhook(bytes, {}, secrets as string));
      expect(refused).toBeInstanceOf(WebhookMisconfigured);
      expect(refused.code).toBe("webhook.misconfigured");
    },
  );

  it("and the body are in no error, whatever the way it is printed", () => {
    const body = '{"id": "CONFIDENTIAL", "type": "data-changed", "data": {"integration_id": 5, "x": "CONFIDENTIAL"}}';
    const unparsable = [`${body}CONFIDENTIAL`, "CONFIDENTIAL", '{"id": CONFIDENTIAL}'];
    const errors = [
      refusalOf(() => verifyKomboWebhook(body, signedBy("CONFIDENTIAL"), "KEY")),
      ...[body, ...unparsable].map((text) => {
        const { createHmac } = process.getBuiltinModule("node:crypto");
        const signature = createHmac("sha256", "KEY").update(text).digest("base64url");
        return refusalOf(() => verifyKomboWebhook(text, signedBy(signature), "KEY"));
      }),
    ];
    expect(errors.map(({ code }) => code)).toEqual([
      "webhook.signature-invalid",
      ...[body, ...unparsable].map(() => "webhook.body-invalid"),
    ]);
    for (const error of errors)
      expect(`${inspect(error)} ${JSON.stringify(error)} ${error.stack}`).not.toMatch(/CONFIDENTIAL|KEY/);
  });
});
