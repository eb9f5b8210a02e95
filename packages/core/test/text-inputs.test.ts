import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogue, inputIssues } from "../src/index.ts";

const person = { firstName: "Jane", lastName: "Doe", email: "jane@example.com" };
const applying = (changes: object) =>
  catalogue["applications.create"].input.safeParse({ job: "j1", candidate: { ...person, ...changes } });

function problems(changes: object): string[] {
  const { error } = applying(changes);
  return error ? inputIssues(error).map(({ path, message }) => `${path}: ${message}`) : [];
}

describe("the name of a person", () => {
  it("is refused when it is blank or has nothing to see", () => {
    for (const firstName of ["", " ", "\t", "\u200b", "\u2060\ufeff", "\u00a0", "\u3164", "\u00ad", "\u200d\u200c"])
      expect(problems({ firstName }), JSON.stringify(firstName)).toEqual(["candidate.firstName: must not be empty"]);
  });

  it("is refused with control characters and halves of characters", () => {
    for (const lastName of ["Doe\u0000", "\u001b[31mDoe", "Do\u0085e", "Doe\n", "Doe\ud83d"])
      expect(problems({ lastName }), JSON.stringify(lastName)).toEqual([
        "candidate.lastName: must hold no control character",
      ]);
    for (const field of [
      { company: "A\u0000" },
      { title: "A\u0000" },
      { location: { country: "US", city: "A\u0000" } },
    ])
      expect(problems(field)[0]).toContain("must hold no control character");
  });

  it("may have joiners, marks and letters of every script", () => {
    for (const firstName of ["میترا\u200cجان", "क्\u200dष", "José", "Nguyễn", "O’Neil", "\u200fדנה"])
      expect(problems({ firstName })).toEqual([]);
  });

  it("is held to its length, and to sight in tags and labels, too", () => {
    expect(problems({ firstName: "x".repeat(256) })).toHaveLength(1);
    for (const tag of ["\u200b", " ", "a\u0000"])
      expect(catalogue["candidates.addTag"].input.safeParse({ candidate: "c1", tag }).success).toBe(false);
    for (const label of ["\u200b", "a\u001b"])
      expect(
        catalogue["applications.addResultLink"].input.safeParse({ application: "a1", label, url: "https://a.example" })
          .success,
      ).toBe(false);
  });
});

describe("a social link", () => {
  const linkOf = (link: string) => applying({ socialLinks: [link] }).data?.candidate.socialLinks?.[0];

  it("is completed where people leave the scheme out", () => {
    expect(linkOf("linkedin.com/in/jane")).toBe("https://linkedin.com/in/jane");
    expect(linkOf(" www.linkedin.com/in/jane ")).toBe("https://www.linkedin.com/in/jane");
    expect(linkOf("jane.example")).toBe("https://jane.example/");
    expect(linkOf("example.com:8443/jane")).toBe("https://example.com:8443/jane");
  });

  it("is sent with a host of ASCII and without blanks", () => {
    expect(linkOf("https://müller.example/jane doe?q=ü")).toBe("https://xn--mller-kva.example/jane%20doe?q=%C3%BC");
    expect(linkOf("müller.example/ä")).toBe("https://xn--mller-kva.example/%C3%A4");
    expect(linkOf("https://例え.テスト/")).toBe("https://xn--r8jz45g.xn--zckzah/");
  });

  it("is a URI, whatever a browser lets pass", () => {
    expect(linkOf("https://a.example/x|y[1]?q=a|b{c}^`#s#t%zz")).toBe(
      "https://a.example/x%7Cy%5B1%5D?q=a%7Cb%7Bc%7D%5E%60#s%23t%25zz",
    );
    // The form that Kombo's specification asks for (`format: uri`), after RFC 3986.
    const part = "(?:[\\w\\-.~:@!$&'()*+,;=/?]|%[0-9A-Fa-f]{2})*";
    const uri = new RegExp(`^https?://[\\w.~:[\\]-]+(?:/${part})?(?:#${part})?$`);
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        fc.string({ unit: "binary" }),
        (url, more) => {
          for (const given of [url, `${url}${more}`, `https://a.example/${more}`]) {
            const sent = linkOf(given);
            if (sent !== undefined) expect(sent).toMatch(uri);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is rejected with a clear message if it runs, or points into the ATS or nowhere", () => {
    const refused = [
      "javascript:alert(1)",
      "JavaScript:alert(1)",
      "java\nscript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "vbscript:x",
      "blob:https://a.example/1",
      "mailto:jane@example.com",
      "ftp://example.com",
      "https:/logout",
      "https:logout",
      "https:\\\\example.com",
      "//example.com",
      "/jane",
      "jane",
      "@jane",
      "https://",
      "https://exa mple.com",
      "",
      " ",
    ];
    for (const url of refused)
      expect(problems({ socialLinks: [url] }), url).toEqual([
        "candidate.socialLinks[0]: must be an http or https address such as https://linkedin.com/in/jane",
      ]);
    expect(problems({ socialLinks: [`https://a.example/${"a".repeat(2_000)}`] })).toEqual([
      "candidate.socialLinks[0]: must have at most 2000 characters",
    ]);
  });
});

describe("a result link", () => {
  const { input } = catalogue["candidates.addResultLink"];
  const parsed = (url: string) => input.safeParse({ candidate: "c1", label: "Score", url });

  it("is sent with a host of ASCII and without blanks", () => {
    expect(parsed("https://müller.example/a b").data?.url).toBe("https://xn--mller-kva.example/a%20b");
    expect(parsed("HTTPS://Results.example/93").data?.url).toBe("https://results.example/93");
  });

  it("is refused when it could run or would lead into the ATS", () => {
    for (const url of [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///x",
      "https:/logout",
      "https:logout",
      "results.example/93",
    ])
      expect(parsed(url).success, url).toBe(false);
  });
});

describe("an e-mail address", () => {
  it("is held to its length before its form", () => {
    expect(problems({ email: "a".repeat(200_000) })).toEqual(["candidate.email: must have at most 320 characters"]);
    expect(problems({ email: "jane" })).toEqual(["candidate.email: Invalid email address"]);
    expect(problems({ email: `${"a".repeat(60)}@example.com` })).toEqual([]);
  });
});

describe("a date", () => {
  it("is refused in words that help when it is an Invalid Date or something else", () => {
    const { input } = catalogue["candidates.stream"];
    for (const updatedAfter of [new Date("x"), new Date(Number.NaN), 5, "31.12.2026", "2026-02-30", {}]) {
      const { error } = input.safeParse({ updatedAfter });
      expect(inputIssues(error!)).toEqual([
        { path: "updatedAfter", message: "must be a date such as 2026-11-23 or 2026-11-23T09:00:00Z" },
      ]);
    }
  });
});
