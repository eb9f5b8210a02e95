import { assertionError, outOfRange, userError, valueError } from "../errors.ts";
import type { Database, Row } from "./database.ts";
import type { FieldDefinition } from "./fields.ts";
import type { Stored } from "./values.ts";

type Test = (row: Row) => boolean;
type Context = Readonly<Record<string, unknown>>;

const operators = ["=", "!=", "<", "<=", ">", ">=", "in", "not in", "like", "ilike", "not ilike", "=like", "=ilike"];

/** Records that match a domain, in the order that is asked for. */
export function search(
  database: Database,
  model: string,
  domain: unknown,
  context: Context,
  order?: string,
): readonly Row[] {
  const matches = compiled(database, model, domain, context);
  const found: Row[] = [];
  for (const row of database.rows(model)) if (matches(row)) found.push(row);
  return sorted(database, model, found, order ?? database.model(model).order ?? "id");
}

/** Reads a domain: prefix notation, in which terms without an operator must all match. @throws {OdooFailure} */
function compiled(database: Database, model: string, domain: unknown, context: Context): Test {
  if (!Array.isArray(domain)) throw assertionError("Domain must be a list");
  const terms = [...(domain as unknown[])];
  const tests: Test[] = [];
  while (terms.length > 0) tests.push(next(terms));
  const mentionsActive = (domain as unknown[]).some((term) => Array.isArray(term) && term[0] === "active");
  // Archived records are hidden, unless somebody asks for them.
  if (database.field(model, "active") && context["active_test"] !== false && !mentionsActive)
    tests.push((row) => row.values.get("active") === true);
  const { shown } = database.model(model);
  const named = (domain as unknown[]).map((term) => (Array.isArray(term) ? String(term[0]) : ""));
  if (shown && !named.some((name) => shown.unless.includes(name))) tests.push(shown.when);
  return (row) => tests.every((test) => test(row));

  function next(left: unknown[]): Test {
    const term = left.shift();
    if (term === "|" || term === "&") {
      const [one, other] = [next(left), next(left)];
      return term === "|" ? (row) => one(row) || other(row) : (row) => one(row) && other(row);
    }
    if (term === "!") {
      const negated = next(left);
      return (row) => !negated(row);
    }
    if (!Array.isArray(term) || term.length !== 3) throw valueError(`Invalid leaf ${JSON.stringify(term)}`);
    return leaf(database, model, term as [unknown, unknown, unknown], context);
  }
}

function leaf(
  database: Database,
  model: string,
  [path, operator, value]: [unknown, unknown, unknown],
  context: Context,
): Test {
  const [name = "", ...rest] = String(path).split(".");
  const field = database.field(model, name);
  if (!field) throw valueError(`Invalid field ${model}.${name} in leaf`);
  if (typeof operator !== "string" || !operators.includes(operator)) throw valueError("Invalid operator");
  const asked = Array.isArray(value) ? value : [value];
  if (asked.some((each) => typeof each === "number" && Math.abs(each) > 2_147_483_647))
    throw outOfRange("integer out of range");
  if (rest.length > 0) {
    // A path over other records: one of those that are linked must match.
    const further = compiled(database, field.relation ?? "", [[rest.join("."), operator, value]], context);
    const linked = database.reader(name, field);
    return (row) =>
      idsIn(linked(row)).some((id) => {
        const far = database.row(field.relation!, id);
        return far !== undefined && further(far);
      });
  }
  const compare = comparison(field, operator, value);
  const read = database.reader(name, field);
  return (row) => compare(read(row));
}

/** The records that a field links to. */
const idsIn = (value: Stored): readonly number[] =>
  Array.isArray(value) ? (value as readonly number[]) : typeof value === "number" ? [value] : [];

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);

/** `T`, `Z` and fractions are read; an offset is not. */
const momentIn = (value: unknown): unknown =>
  typeof value === "string" ? value.replace("T", " ").replace(/(Z|[+-]\d\d:?\d\d)$/, "") : value;

function comparison({ type }: FieldDefinition, operator: string, value: unknown): (held: Stored) => boolean {
  const isMoment = type === "date" || type === "datetime";
  const asked = isMoment ? momentIn(value) : value;
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  // A page asks for as many ids as it has records: those are looked up.
  const plain = type === "boolean" || all.some(isEmpty) ? undefined : new Set(all);
  const isAmong = (held: Stored) =>
    plain && !Array.isArray(held) ? plain.has(held) : all.some((each) => equal(held, each));
  const equal = (held: Stored, other: unknown): boolean => {
    if (type === "boolean") return (held === true) === (other === true);
    if (isEmpty(other)) return isEmpty(held) || ((type === "integer" || type === "float") && held === 0);
    return Array.isArray(held) ? held.includes(other as never) : held === other;
  };
  const ordered = (test: (difference: number) => boolean) => (held: Stored) => {
    if (isEmpty(held) || Array.isArray(held)) return false;
    // As text: the fraction that an answer has lost makes the column greater.
    const [one, other] = isMoment ? [String(held), String(asked)] : [Number(held), Number(asked)];
    return test(one < other ? -1 : one > other ? 1 : 0);
  };
  const pattern = (flags: string, whole: boolean) => {
    const parts = [...String(value).matchAll(/\\(.)|[\s\S]/g)].map(([found, quoted]) => {
      const literal = (quoted ?? found).replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
      return quoted === undefined && found === "%"
        ? "[\\s\\S]*"
        : quoted === undefined && found === "_"
          ? "[\\s\\S]"
          : literal;
    });
    const expression = new RegExp(whole ? `^${parts.join("")}$` : parts.join(""), flags);
    return (held: Stored) => typeof held === "string" && expression.test(held);
  };
  switch (operator) {
    case "=":
      return (held) => equal(held, asked);
    case "!=":
      return (held) => !equal(held, asked);
    case "in":
      return isAmong;
    case "not in":
      return (held) => !isAmong(held);
    case "<":
      return ordered((difference) => difference < 0);
    case "<=":
      return ordered((difference) => difference <= 0);
    case ">":
      return ordered((difference) => difference > 0);
    case ">=":
      return ordered((difference) => difference >= 0);
    case "not ilike": {
      const like = pattern("i", false);
      return (held) => !like(held);
    }
    default:
      return pattern(operator.includes("ilike") ? "i" : "", operator.startsWith("="));
  }
}

function sorted(database: Database, model: string, rows: readonly Row[], order: string): readonly Row[] {
  const keys = order.split(",").map((part) => {
    const [name = "", direction = "asc"] = part.trim().split(/\s+/);
    if (!/^[a-z_]\w*$/i.test(name) || !/^(asc|desc)$/i.test(direction)) throw userError('Invalid "order" specified');
    const field = database.field(model, name);
    if (!field) throw valueError(`Invalid field '${name}' on model '${model}'`);
    return { read: database.reader(name, field), sign: direction.toLowerCase() === "desc" ? -1 : 1 };
  });
  return rows.toSorted((one, other) => {
    for (const { read, sign } of keys) {
      const [a, b] = [read(one) ?? "", read(other) ?? ""];
      if (a !== b) return (a < b ? -1 : 1) * sign;
    }
    return one.id - other.id;
  });
}
