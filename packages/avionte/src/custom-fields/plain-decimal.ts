const decimal = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** Without the zeros at its end. An expression would start again at each zero. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end -= 1;
  return digits.slice(0, end);
}

/** A number written out: no exponent, no leading or trailing zeros. `undefined` when the text is not a number. */
export function plainDecimal(text: string): string | undefined {
  const [, sign = "", whole, fraction = "", exponent = "0"] = decimal.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const before = digits.slice(0, Math.max(0, point)).padEnd(point, "0").replace(/^0+/, "") || "0";
  const after = withoutTrailingZeros(`${"0".repeat(Math.max(0, -point))}${digits.slice(Math.max(0, point))}`);
  const plain = after === "" ? before : `${before}.${after}`;
  return sign === "-" && plain !== "0" ? `-${plain}` : plain;
}

/**
 * The number that a text stands for. `undefined` when it is not a number, or has digits beyond the precision of one: it
 * would be written back as another number.
 */
export function exactNumber(text: string): number | undefined {
  const plain = plainDecimal(text);
  const value = Number(plain);
  return plain !== undefined && plainDecimal(String(value)) === plain ? value : undefined;
}
