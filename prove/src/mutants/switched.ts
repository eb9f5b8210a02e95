import { parseAst } from "rolldown/parseAst";
import type { Mutant } from "./mutant.ts";
import type { Node } from "./operators.ts";

/**
 * A mutant that is built into its file beside the original code, behind a question: `__mutant(7) ? mutated : original`. All
 * mutants of a file are then loaded at once, and trying one is no more than answering that question.
 */
export interface Switch {
  readonly mutant: Mutant;
  /** The number that the code asks for. */
  readonly number: number;
}

type Wrap = "expression" | "statement" | "property" | "body";

/** The smallest part of a program around a mutant that can be chosen between when it runs. */
interface Place {
  readonly wrap: Wrap;
  readonly start: number;
  readonly end: number;
}

/** Where an expression may become another one, by the node that it stands in. Not where it names what is called or set. */
const chosenIn: Readonly<Record<string, readonly string[]>> = {
  VariableDeclarator: ["init"],
  ReturnStatement: ["argument"],
  ThrowStatement: ["argument"],
  IfStatement: ["test"],
  WhileStatement: ["test"],
  ForStatement: ["test"],
  ForOfStatement: ["right"],
  SwitchStatement: ["discriminant"],
  SwitchCase: ["test"],
  ConditionalExpression: ["test", "consequent", "alternate"],
  LogicalExpression: ["left", "right"],
  BinaryExpression: ["left", "right"],
  AwaitExpression: ["argument"],
  SpreadElement: ["argument"],
  ArrayExpression: ["elements"],
  CallExpression: ["arguments"],
  NewExpression: ["arguments"],
  TemplateLiteral: ["expressions"],
  AssignmentExpression: ["right"],
  AssignmentPattern: ["right"],
  ArrowFunctionExpression: ["body"],
  PropertyDefinition: ["value"],
  TSAsExpression: ["expression"],
  TSSatisfiesExpression: ["expression"],
  TSNonNullExpression: ["expression"],
};
const notExpressions = new Set(["BlockStatement", "PrivateIdentifier", "SpreadElement", "Super"]);

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

interface Step {
  readonly node: Node;
  readonly parent: Node | undefined;
  /** Where in the parent it stands. */
  readonly key: string;
}

/** From the whole program down to the smallest node around a stretch of it. */
function pathTo(program: Node, start: number, end: number): readonly Step[] {
  const path: Step[] = [];
  let at: Step | undefined = { node: program, parent: undefined, key: "" };
  while (at) {
    path.push(at);
    const { node }: Step = at;
    at = undefined;
    for (const [key, value] of Object.entries(node))
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
        if (isNode(child) && child.start <= start && end <= child.end) at = { node: child, parent: node, key };
  }
  return path;
}

function isChosen({ node, parent, key }: Step, grandparent: Node | undefined): boolean {
  if (!parent || notExpressions.has(node.type)) return false;
  if (parent.type === "Property")
    return key === "value" && !parent["shorthand"] && !parent["method"] && grandparent?.type === "ObjectExpression";
  if (parent.type === "UnaryExpression") return !["delete", "typeof"].includes(parent["operator"] as string);
  return chosenIn[parent.type]?.includes(key) ?? false;
}

function placeOf(program: Node, { operator, start, end, original }: Mutant): Place | undefined {
  const isProperty = operator === "field lost" || operator === "spread dropped";
  // A field is taken away with the comma after it.
  const path = pathTo(program, start, isProperty ? start + original.replace(/\s*,$/, "").length : end);
  for (let index = path.length - 1; index > 0; index -= 1) {
    const step = path[index]!;
    const { node } = step;
    const at = { start: node.start, end: node.end };
    if (isProperty && (node.type === "Property" || node.type === "SpreadElement"))
      return node["kind"] === "get" || node["kind"] === "set" ? undefined : { wrap: "property", ...at };
    const hasChanged = node.start <= start && end <= node.end && !/Function|ClassBody/.test(node.type);
    if (!isProperty && hasChanged) {
      if (node.type === "ExpressionStatement") return { wrap: "statement", ...at };
      if (isChosen(step, path[index - 2]?.node)) return { wrap: "expression", ...at };
    }
    if (/Function|ClassBody/.test(node.type)) return undefined; // What is around it is evaluated at another time.
  }
  return undefined;
}

interface Group extends Place {
  readonly switches: readonly Switch[];
}

/**
 * A source with several mutants in it.
 * @returns The source, and the switches that found no place in it: those take effect when the module is loaded, or stand
 * where nothing can be chosen.
 */
export function switched(
  source: string,
  switches: readonly Switch[],
  file: number,
): { readonly source: string; readonly left: readonly Switch[] } {
  const program = parseAst(source, { lang: "ts" }) as unknown as Node;
  const left: Switch[] = [];
  const groups = new Map<string, Place & { switches: Switch[] }>();
  for (const each of switches) {
    const place = each.mutant.atModuleLevel ? undefined : placeOf(program, each.mutant);
    if (!place) {
      left.push(each);
      continue;
    }
    const key = `${place.start} ${place.end} ${place.wrap}`;
    const group = groups.get(key) ?? { ...place, switches: [] };
    group.switches.push(each);
    groups.set(key, group);
  }
  const { blocks, expressions } = bodiesOf(program);
  const insertions = blocks.map((at) => ({ at, text: ` __ran(${file});` }));
  // The larger first where two begin at the same place.
  const sorted = [...expressions, ...groups.values()].toSorted((a, b) => a.start - b.start || b.end - a.end);
  return { source: rendered(source, sorted, insertions, file), left };
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

function rendered(source: string, groups: readonly Group[], insertions: readonly Insertion[], file: number): string {
  const plain = (from: number, to: number) => {
    let text = "";
    let at = from;
    for (const insertion of insertions) {
      if (insertion.at < from || insertion.at >= to) continue;
      text += source.slice(at, insertion.at) + insertion.text;
      at = insertion.at;
    }
    return text + source.slice(at, to);
  };
  const inner = (from: number, to: number, within: readonly Group[]): string => {
    let text = "";
    let at = from;
    for (let index = 0; index < within.length; index += 1) {
      const group = within[index]!;
      if (group.start < at) continue; // It stands in one that was written already.
      const nested = within.slice(index + 1).filter(({ start, end }) => start >= group.start && end <= group.end);
      const original = inner(group.start, group.end, nested);
      text += plain(at, group.start);
      text += group.wrap === "body" ? `(__ran(${file}), ${original})` : wrapped(source, group, original);
      at = group.end;
    }
    return text + plain(at, to);
  };
  return inner(0, source.length, groups);
}

function wrapped(source: string, { wrap, start, end, switches }: Group, original: string): string {
  const mutatedText = ({ mutant }: Switch) =>
    source.slice(start, mutant.start) + mutant.replacement + source.slice(mutant.end, end);
  if (wrap === "expression")
    return switches.reduceRight(
      (otherwise, each) => `(__mutant(${each.number}) ? (${mutatedText(each)}) : (${otherwise}))`,
      original,
    );
  if (wrap === "property")
    return switches.reduceRight((otherwise, each) => `...(__mutant(${each.number}) ? {} : {${otherwise}})`, original);
  return switches.reduceRight((otherwise, each) => {
    const text = mutatedText(each).trim();
    return `{ if (__mutant(${each.number})) { ${text} } else { ${otherwise} } }`;
  }, original);
}

/** The bodies of functions: there the file says that it was run. Of blocks only the beginning counts. */
function bodiesOf(program: Node): { readonly blocks: readonly number[]; readonly expressions: readonly Group[] } {
  const blocks: number[] = [];
  const expressions: Group[] = [];
  const visit = (node: Node) => {
    const { body } = node as { readonly body?: unknown };
    if (/Function/.test(node.type) && isNode(body)) {
      if (body.type === "BlockStatement") blocks.push(body.start + 1);
      else expressions.push({ wrap: "body", start: body.start, end: body.end, switches: [] });
    }
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) visit(child);
  };
  visit(program);
  return { blocks: blocks.toSorted((a, b) => a - b), expressions };
}
