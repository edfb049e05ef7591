import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import type { Plugin } from "esbuild";

const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));

/**
 * Leaves npm packages outside, each pinned to the version of the lock file by its specifier: `"got@13.0.0"`.
 * https://pipedream.com/docs/components/contributing/api
 */
export const pinnedImports: Plugin = {
  name: "pinned-imports",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === "entry-point" || isBuiltin(path)) return undefined;
      if (kind !== "import-statement")
        throw new Error(`"${path}": Pipedream documents import statements only`);
      return { path: pin(path), external: true };
    });
  },
};

/** The name that Pipedream knows a package by, with the version that `npm ci` installs here. */
export function pin(name: string): string {
  const version = packages[`node_modules/${name}`]?.version;
  if (version === undefined)
    throw new Error(`package-lock.json has no package "${name}" to pin an import to`);
  return `${name}@${version}`;
}
