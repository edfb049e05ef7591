import { type ImportDeclaration, type Program, parse } from "acorn";
import { importLines } from "./import-lines.ts";

/**
 * Writes a module that esbuild has minified in the form that Pipedream documents: imports first, one line each, then
 * the code, and last `export default {` in place of a variable that is exported. To a program it is the same, but
 * Pipedream's lint rules pass over any other default export without a word.
 *
 * Throws unless the module ends with an object that is its only export.
 */
export function plainModule(module: string): string {
  const { body } = parse(module, { ecmaVersion: "latest", sourceType: "module" });
  const imports = body.filter(isImport);
  const statements = body.filter((statement) => !isImport(statement));
  const { declaration, object } = findDefaultExport(statements);
  const textOf = ({ start, end }: { start: number; end: number }) => module.slice(start, end);
  const otherVariables = declaration.declarations.slice(0, -1).map(textOf).join(",");
  return [
    ...importLines(imports),
    ...statements.slice(0, -2).map(textOf),
    ...(otherVariables ? [`${declaration.kind} ${otherVariables};`] : []),
    `export default ${textOf(object)};\n`,
  ].join("\n");
}

function isImport(statement: Program["body"][number]): statement is ImportDeclaration {
  return statement.type === "ImportDeclaration";
}

/** esbuild puts the object into the last variable of the module, and ends it with `export { name as default }`. */
function findDefaultExport(statements: Program["body"]) {
  const [declaration, exported] = statements.slice(-2);
  if (declaration?.type === "VariableDeclaration" && exported?.type === "ExportNamedDeclaration") {
    const variable = declaration.declarations.at(-1);
    const [specifier, ...more] = exported.specifiers;
    const isOnlyExport = more.length === 0 && nameOf(specifier?.exported) === "default";
    const isOfVariable = nameOf(specifier?.local) === nameOf(variable?.id);
    const object = variable?.init;
    if (isOnlyExport && isOfVariable && object?.type === "ObjectExpression") return { declaration, object };
  }
  throw new Error("The entry must export one object by default, written in place, and nothing else.");
}

function nameOf(node: { type: string; name?: string } | undefined): string | undefined {
  return node?.type === "Identifier" ? node.name : undefined;
}
