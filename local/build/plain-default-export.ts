/**
 * Writes `export default {` where esbuild has put the object into a variable, and exports that. To a program both are
 * the same, but Pipedream's lint rules look at the plain form only, and pass over all else without a word.
 */
export function plainDefaultExport(module: string): string {
  const statement = /^export \{\n {2}(\w+) as default\n\};\n/m;
  const name = statement.exec(module)?.[1] ?? "";
  const plain = module.replace(statement, "").replace(`\nvar ${name} = {`, "\nexport default {");
  const isPlain =
    name !== "" && /^export default \{/m.test(plain) && !new RegExp(`\\b${name}\\b`).test(plain);
  if (!isPlain) throw new Error("The entry does not export one object by default, or uses it by its name");
  return plain;
}
