import { AtsError, type Adapter } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";

type Shape = Readonly<Record<string, { readonly def: { readonly type: string; readonly innerType?: Shape[string] } }>>;

/** `baseUrl` of the adapter `odoo` is read from `ODOO_BASE_URL`. */
export function variableOf(adapter: Pick<Adapter, "id">, setting: string): string {
  const words = `${adapter.id}_${setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`;
  return words.replaceAll(/[^A-Za-z0-9]+/g, "_").toUpperCase();
}

/** A setting without what says that it may be absent. */
function insideOf(setting: Shape[string] | undefined): Shape[string] | undefined {
  const { type, innerType } = setting?.def ?? {};
  return innerType && (type === "optional" || type === "default" || type === "nullable")
    ? insideOf(innerType)
    : setting;
}

/** Numbers, and yes or no, stand as text in the environment. */
function valueOf(text: string, setting: Shape[string] | undefined): unknown {
  const { type } = insideOf(setting)?.def ?? {};
  if (type === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  return type === "boolean" && /^(true|false)$/.test(text) ? text === "true" : text;
}

const inCode = ({ name: ats }: Adapter, setting: string): AtsError =>
  new AtsError({
    code: "command.setting-in-code",
    fault: "configuration",
    retry: "never",
    concerns: "connection",
    message: `The setting "${setting}" of ${ats} is not a text, so no variable can hold it.`,
    advice: "Call `connect` or `createSync` in a program of your own.",
  });

/**
 * The settings that the environment gives an adapter that speaks with its ATS itself, and the variables of those that are
 * required and missing.
 * @throws {AtsError} `command.setting-in-code`
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
    // A function, such as one that keeps tokens.
    const isInCode = insideOf(shape[name])?.def.type === "custom";
    if (isInCode && (text || required)) throw inCode(adapter, name);
    if (text) given[name] = valueOf(text, shape[name]);
    else if (required) missing.push(variable);
  }
  return { given, missing };
}
