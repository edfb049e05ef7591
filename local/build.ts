import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

/** Builds `dist/new-scheduled-tasks.mjs`: our code in one readable module, every npm import left outside and pinned. */

const root = new URL("../", import.meta.url);

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version: string } | undefined>>;
}

const lock: LockFile = JSON.parse(readFileSync(new URL("package-lock.json", root), "utf8"));

/** Pipedream installs what a source imports, and takes the version from the specifier: `ajv@8.0.0`. */
const pinImports: Plugin = {
  name: "pin-imports",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === "entry-point") return undefined;
      return path.startsWith("node:") ? { path, external: true } : { path: pin(path), external: true };
    });
  },
};

function pin(specifier: string): string {
  const version = lock.packages[`node_modules/${specifier}`]?.version;
  if (!version) throw new Error(`${specifier} is not in package-lock.json`);
  return `${specifier}@${version}`;
}

await build({
  entryPoints: [fileURLToPath(new URL("sources/new-scheduled-tasks/new-scheduled-tasks.ts", root))],
  outfile: fileURLToPath(new URL("dist/new-scheduled-tasks.mjs", root)),
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  charset: "utf8",
  plugins: [pinImports],
  logLevel: "info",
});
