import { expect, it } from "vitest";
import { addressForms } from "../src/index.ts";

it.each([
  ["ida@example.com", ["ida@example.com"]],
  ["Ida@xn--bcher-kva.example", ["Ida@xn--bcher-kva.example", "Ida@bücher.example"]],
  ["ida@mail.XN--R8JZ45G.xn--zckzah", ["ida@mail.XN--R8JZ45G.xn--zckzah", "ida@mail.例え.テスト"]],
  ["ida@xn--a.example", ["ida@xn--a.example"]],
  ["ida@Example.COM", ["ida@Example.COM"]],
])("%s may be kept as %j", (given, forms) => {
  expect(addressForms(given)).toEqual(forms);
});
