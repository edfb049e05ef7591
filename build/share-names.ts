import { type Node, parse } from "acorn";

/** A name is shared from so many bytes that this saves. */
const MIN_SAVED_BYTES = 4;

interface Place {
  readonly start: number;
  readonly end: number;
  /** What stands there instead, given the variable that holds the name. */
  readonly text: (variable: string) => string;
}

/**
 * Says the names and texts that a module repeats once, in variables: `stack[a]` for `stack.stateMachineArn`. The object that
 * it exports by default stays as it is, for lint rules read that.
 */
export function shareNames(module: string): string {
  const { body } = parse(module, { ecmaVersion: "latest", sourceType: "module" });
  const places = new Map<string, Place[]>();
  const note = (name: string, place: Place) => places.set(name, [...(places.get(name) ?? []), place]);
  for (const statement of body) {
    if (statement.type === "ExportDefaultDeclaration") visitFunctions(statement, note);
    else if (statement.type !== "ImportDeclaration") visit(statement, undefined, note);
  }
  const shared = [...places].filter(([name, list]) => savedBytes(name, list.length) >= MIN_SAVED_BYTES);
  const variables = shared.map(([name], index) => [name, `$${index.toString(36)}`] as const);
  const edits = shared.flatMap(([, list], index) =>
    list.map(({ start, end, text }) => ({ start, end, text: text(variables[index]?.[1] ?? "") })),
  );
  const declarations = variables.map(([name, variable]) => `${variable}=${JSON.stringify(name)}`).join(",");
  const end = body.findLast(({ type }) => type === "ImportDeclaration")?.end ?? 0;
  return apply(module, [...edits, { start: end, end, text: `\nconst ${declarations};` }]);
}

/** Each place is about three bytes long then, and the declaration is there, too. */
function savedBytes(name: string, count: number): number {
  return count * (name.length - 3) - (name.length + 6);
}

function apply(module: string, edits: readonly { start: number; end: number; text: string }[]): string {
  let result = module;
  for (const { start, end, text } of edits.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + text + result.slice(end);
  }
  return result;
}

// biome-ignore lint/suspicious/noExplicitAny: a node of any type.
type AnyNode = Node & Record<string, any>;

/** What the functions of the exported object do is code like any other. */
function visitFunctions(node: AnyNode, note: (name: string, place: Place) => void): void {
  for (const child of childrenOf(node)) {
    if (child.type === "FunctionExpression") visit(child.body, undefined, note);
    else visitFunctions(child, note);
  }
}

function childrenOf(node: AnyNode): AnyNode[] {
  const isNode = (value: unknown) => typeof value === "object" && value !== null && "type" in value;
  return Object.values(node).flat().filter(isNode) as AnyNode[];
}

function visit(node: AnyNode, parent: AnyNode | undefined, note: (name: string, place: Place) => void): void {
  if (node.type === "Literal" && typeof node.value === "string") {
    const isKey = parent?.type === "Property" && parent.key === node && !parent.computed;
    // A keyword may stand right before a text.
    if (isKey) note(node.value, { start: node.start, end: node.end, text: (variable) => `[${variable}]` });
    else note(node.value, { start: node.start, end: node.end, text: (variable) => ` ${variable} ` });
  }
  if (node.type === "MemberExpression" && !node.computed && node.property.type === "Identifier") {
    // In minified code, nothing stands between them.
    const start = node.property.start - (node.optional ? 2 : 1);
    const open = node.optional ? "?.[" : "[";
    note(node.property.name, { start, end: node.property.end, text: (variable) => `${open}${variable}]` });
  }
  const isPlainKey =
    node.type === "Property" && !node.computed && !node.shorthand && !node.method && node.kind === "init";
  if (isPlainKey && node.key.type === "Identifier") {
    const { start, end, name } = node.key;
    note(name, { start, end, text: (variable) => `[${variable}]` });
  }
  for (const child of childrenOf(node)) {
    const isName = child === node.key && !node.computed && node.type !== "Property";
    if (!isName) visit(child, node, note);
  }
}
