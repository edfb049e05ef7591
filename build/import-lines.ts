import type { ImportDeclaration, ImportDefaultSpecifier, ImportSpecifier } from "acorn";

/** What a module imports, one line for each module it imports from, in the order in which these are first named. */
export function importLines(imports: readonly ImportDeclaration[]): string[] {
  const sources = new Set(imports.map(({ source }) => source.value));
  return [...sources].flatMap((source) => {
    const specifiers = imports.flatMap((statement) =>
      statement.source.value === source ? statement.specifiers : [],
    );
    const from = JSON.stringify(source);
    const names: string[] = [];
    const namespaces: string[] = [];
    for (const specifier of specifiers) {
      if (specifier.type === "ImportNamespaceSpecifier") namespaces.push(specifier.local.name);
      else names.push(`${importedName(specifier)} as ${specifier.local.name}`);
    }
    if (specifiers.length === 0) return `import ${from};`;
    const named = names.length > 0 ? [`import { ${names.join(", ")} } from ${from};`] : [];
    return [...named, ...namespaces.map((name) => `import * as ${name} from ${from};`)];
  });
}

function importedName(specifier: ImportSpecifier | ImportDefaultSpecifier): string {
  if (specifier.type === "ImportDefaultSpecifier") return "default";
  const { imported } = specifier;
  return imported.type === "Identifier" ? imported.name : JSON.stringify(imported.value);
}
