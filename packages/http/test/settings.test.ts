import type { z } from "zod/mini";
import { expect, expectTypeOf, it } from "vitest";
import { baseUrl, customFetch } from "@anyats/http";

it("settings that adapters share have the types of what an app gives", () => {
  expectTypeOf<z.input<ReturnType<typeof baseUrl>>>().toEqualTypeOf<string>();
  expectTypeOf<z.input<ReturnType<typeof customFetch>>>().toEqualTypeOf<typeof fetch>();
  expect(baseUrl().parse("https://api.example/v1/")).toBe("https://api.example/v1");
});

it.for(["", "/", "//", "?", "#", "/?", "/?#", " "])("an address has one form, also with %j at its end", (end) => {
  expect(baseUrl().parse(`https://API.example/v1${end}`)).toBe("https://api.example/v1");
  expect(baseUrl().parse(`http://localhost:8069${end}`)).toBe("http://localhost:8069");
});
