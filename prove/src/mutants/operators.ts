/** A node of the syntax tree (ESTree with TypeScript), of which only the type is known beforehand. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a node holds depends on its type
  readonly [key: string]: any;
}

/** A stretch of the source, and what to put there. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Proposes changes of one node. */
export type Operator = (node: Node, parents: readonly Node[], source: string) => readonly Change[];

const replace = ({ start, end }: Node, replacement: string): Change => ({ start, end, replacement });
const textOf = ({ start, end }: Node, source: string) => source.slice(start, end);

/** Replaces the operator between two operands. */
function between(node: Node, source: string, replacement: string): readonly Change[] {
  const gap = source.slice(node["left"].end, node["right"].start);
  const at = gap.indexOf(node["operator"] as string);
  const start = (node["left"].end as number) + at;
  return [{ start, end: start + (node["operator"] as string).length, replacement }];
}

const comparisons: Readonly<Record<string, readonly string[]>> = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
};

const methods: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  min: "max",
  max: "min",
  floor: "ceil",
  ceil: "floor",
  startsWith: "endsWith",
  endsWith: "startsWith",
  toLowerCase: "toUpperCase",
  toUpperCase: "toLowerCase",
  at: "at",
};

/** Calls that can be left out: what they are called on stays. */
const droppable = new Set([
  "filter",
  "slice",
  "trim",
  "toSorted",
  "toReversed",
  "toLowerCase",
  "toUpperCase",
  "map",
  "flatMap",
  "concat",
  "replace",
  "replaceAll",
]);

/** Functions around a schema that can be left out: what they are given stays. */
const schemaWrappers = new Set(["nullish", "nullable", "optional"]);

const isCondition = (node: Node, parent: Node | undefined) =>
  parent !== undefined &&
  (parent.type === "IfStatement" || parent.type === "ConditionalExpression" || parent.type === "WhileStatement") &&
  parent["test"] === node;

const isInThrow = (parents: readonly Node[]) => parents.some(({ type }) => type === "ThrowStatement");

/** Whether a literal stands where a value is meant: not a key, an import or a directive. */
function isValue(node: Node, parents: readonly Node[]): boolean {
  const parent = parents.at(-1);
  if (!parent || isInThrow(parents)) return false;
  if (parent.type === "Property") return parent["value"] === node;
  if (parent.type === "MemberExpression") return parent["property"] !== node;
  return !["ExpressionStatement", "ImportExpression", "TSLiteralType", "PropertyDefinition"].includes(parent.type);
}

/** What can go wrong in a line of code, by kind. */
export const operators: Readonly<Record<string, Operator>> = {
  "comparison or arithmetic": (node, _parents, source) =>
    node.type === "BinaryExpression"
      ? (comparisons[node["operator"] as string] ?? []).flatMap((other) => between(node, source, other))
      : [],

  "and for or": (node, _parents, source) =>
    node.type === "LogicalExpression" && node["operator"] !== "??"
      ? between(node, source, node["operator"] === "&&" ? "||" : "&&")
      : [],

  "default dropped": (node, _parents, source) =>
    node.type === "LogicalExpression" && node["operator"] === "??"
      ? [replace(node, textOf(node["left"] as Node, source))]
      : [],

  "condition forced": (node, parents) =>
    isCondition(node, parents.at(-1)) ? [replace(node, "true"), replace(node, "false")] : [],

  "negation dropped": (node, _parents, source) =>
    node.type === "UnaryExpression" && node["operator"] === "!"
      ? [replace(node, textOf(node["argument"] as Node, source))]
      : [],

  "statement removed": (node, _parents, source) => {
    if (node.type !== "ExpressionStatement" || node["directive"]) return [];
    const { type } = node["expression"] as Node;
    const does = ["CallExpression", "AwaitExpression", "AssignmentExpression", "UpdateExpression"].includes(type);
    return does && !textOf(node, source).startsWith("super(") ? [replace(node, ";")] : [];
  },

  "text changed": (node, parents) =>
    node.type === "Literal" && typeof node["value"] === "string" && isValue(node, parents)
      ? [replace(node, node["value"] === "" ? '"mutant"' : '""')]
      : [],

  "number changed": (node, parents) =>
    node.type === "Literal" && typeof node["value"] === "number" && isValue(node, parents)
      ? [replace(node, String((node["value"] as number) + 1))]
      : [],

  "boolean flipped": (node, parents) =>
    node.type === "Literal" && typeof node["value"] === "boolean" && isValue(node, parents)
      ? [replace(node, String(!node["value"]))]
      : [],

  "list emptied": (node, parents) =>
    node.type === "ArrayExpression" && node["elements"].length > 0 && parents.at(-1)?.type !== "ForOfStatement"
      ? [replace(node, "[]")]
      : [],

  "field lost": (node, parents, source) => {
    const parent = parents.at(-1);
    if (node.type !== "Property" || parent?.type !== "ObjectExpression" || isInThrow(parents)) return [];
    if (node["method"] || node["value"].type === "ArrowFunctionExpression") return [];
    const after = /^\s*,/.exec(source.slice(node.end))?.[0].length ?? 0;
    return [{ start: node.start, end: node.end + after, replacement: "" }];
  },

  "spread dropped": (node, parents, source) => {
    if (node.type !== "SpreadElement" || parents.at(-1)?.type !== "ObjectExpression") return [];
    const after = /^\s*,/.exec(source.slice(node.end))?.[0].length ?? 0;
    return [{ start: node.start, end: node.end + after, replacement: "" }];
  },

  "call dropped": (node, _parents, source) => {
    if (node.type !== "CallExpression" || node["callee"].type !== "MemberExpression") return [];
    const { object, property } = node["callee"] as { object: Node; property: Node };
    const name = property["name"] as string;
    if (object["name"] !== "z") return droppable.has(name) ? [replace(node, textOf(object, source))] : [];
    const [inner] = node["arguments"] as readonly Node[];
    return inner && schemaWrappers.has(name) ? [replace(node, textOf(inner, source))] : [];
  },

  "another method": (node) => {
    if (node.type !== "CallExpression" || node["callee"].type !== "MemberExpression") return [];
    const { property } = node["callee"] as { property: Node };
    const name = property["name"] as string;
    // Each object has a `toString`.
    const other = Object.hasOwn(methods, name) ? methods[name] : undefined;
    return other && other !== name ? [replace(property, other)] : [];
  },

  "null for a value": (node, parents) => {
    const parent = parents.at(-1);
    const isMapped =
      parent?.type === "Property" && parent["value"] === node && parents.at(-2)?.type === "ObjectExpression";
    const isRead =
      node.type === "MemberExpression" || node.type === "ChainExpression" || node.type === "CallExpression";
    return isMapped && isRead && !isInThrow(parents) ? [replace(node, "null")] : [];
  },
};
