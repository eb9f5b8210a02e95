import { createHash } from "node:crypto";
import { parseAst } from "rolldown/parseAst";
import { operators, type Node } from "./operators.ts";

/** One small change of a source file, as a developer could have made it by mistake. */
export interface Mutant {
  /** Relative to the repository. */
  readonly file: string;
  readonly operator: string;
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
  /** Outside of every function: it takes effect when the module is loaded. */
  readonly atModuleLevel: boolean;
  /** The line on which it begins, trimmed. */
  readonly line: string;
  /** Stays the same while the line does. */
  readonly id: string;
}

/** Parts of a program that only people and the compiler read: changing them changes no behaviour. */
const withoutBehaviour = new Set([
  "ImportDeclaration",
  "ExportAllDeclaration",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSTypeAnnotation",
  "TSTypeParameterInstantiation",
  "TSTypeParameterDeclaration",
]);

/** Keys whose texts are read by people only; coverage and errors carry them, no code decides by them. */
const texts = new Set(["message", "advice", "summary", "details", "source", "because", "explanation", "userMessage"]);

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

function children(node: Node): Node[] {
  return Object.values(node).flatMap((value: unknown) => {
    if (Array.isArray(value)) return value.filter(isNode);
    return isNode(value) ? [value] : [];
  });
}

function isForPeople(node: Node): boolean {
  if (node.type === "Property") return texts.has(node["key"]?.name as string);
  if (node.type !== "CallExpression") return false;
  const callee = node["callee"]?.property?.name as string | undefined;
  return callee === "describe" || callee === "meta";
}

/** Every mutant of a source file, in the order in which they stand there. */
export function mutantsOf(file: string, source: string): readonly Mutant[] {
  const mutants: Mutant[] = [];
  const isFunction = ({ type }: Node) => type.endsWith("FunctionExpression") || type === "FunctionDeclaration";
  const seen = new Map<string, number>();
  const visit = (node: Node, parents: readonly Node[]) => {
    if (withoutBehaviour.has(node.type)) return;
    if (isForPeople(node)) {
      // `z.string().describe("…")`: the schema before the text still counts.
      const callee = node["callee"];
      if (isNode(callee)) visit(callee, [...parents, node]);
      return;
    }
    for (const [operator, mutate] of Object.entries(operators))
      for (const change of mutate(node, parents, source)) {
        const { start, end } = change;
        const original = source.slice(start, end);
        if (original === change.replacement) continue;
        const around = `${operator}\n${original}\n${change.replacement}\n${lineAt(source, start)}`;
        const nth = seen.get(around) ?? 0;
        seen.set(around, nth + 1);
        const id = createHash("sha256").update(`${file}\n${around}\n${nth}`).digest("hex").slice(0, 12);
        mutants.push({
          file,
          operator,
          start,
          end,
          original,
          replacement: change.replacement,
          atModuleLevel: !parents.some(isFunction),
          line: lineAt(source, start),
          id,
        });
      }
    for (const child of children(node)) visit(child, [...parents, node]);
  };
  visit(parseAst(source, { lang: "ts" }) as unknown as Node, []);
  return mutants;
}

function lineAt(source: string, offset: number): string {
  const from = source.lastIndexOf("\n", offset - 1) + 1;
  const to = source.indexOf("\n", offset);
  return source.slice(from, to < 0 ? undefined : to).trim();
}

/** The source with the mutant in it. */
export function mutated(source: string, { start, end, replacement }: Mutant): string {
  return source.slice(0, start) + replacement + source.slice(end);
}
