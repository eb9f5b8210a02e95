import type { Adapter } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";

type Shape = Readonly<Record<string, { readonly def: { readonly type: string; readonly innerType?: Shape[string] } }>>;

/** `baseUrl` of the adapter `odoo` is read from `ODOO_BASE_URL`. */
export function variableOf(adapter: Pick<Adapter, "id">, setting: string): string {
  const words = `${adapter.id}_${setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`;
  return words.replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase();
}

/** Numbers, and yes or no, stand as text in the environment. */
function valueOf(text: string, setting: Shape[string] | undefined): unknown {
  const { type, innerType } = setting?.def ?? {};
  if (innerType && (type === "optional" || type === "default" || type === "nullable")) return valueOf(text, innerType);
  if (type === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  return type === "boolean" && /^(true|false)$/.test(text) ? text === "true" : text;
}

/**
 * The settings that the environment gives an adapter that speaks with its ATS itself, and the variables of those that are
 * required and missing.
 */
export function environmentSettings(
  adapter: Adapter,
  env: Readonly<Record<string, string | undefined>>,
  baseUrl: string | undefined,
): { readonly given: Readonly<Record<string, unknown>>; readonly missing: readonly string[] } {
  const shape = (adapter.settings as unknown as { readonly shape?: Shape }).shape ?? {};
  const given: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const { name, required } of coverageOf(adapter).settings) {
    const variable = variableOf(adapter, name);
    const text = (name === "baseUrl" ? baseUrl : undefined) ?? env[variable];
    if (text) given[name] = valueOf(text, shape[name]);
    else if (required) missing.push(variable);
  }
  return { given, missing };
}
