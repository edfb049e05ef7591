// A loader hook, as Pipedream has its own: `import … from "ajv@8.20.0"` finds the package that is installed here.
// Node loads it with register("./strip-versions.mjs", import.meta.url); it cannot be TypeScript on Node 20.

const VERSIONED = /^((?:@[^/@]+\/)?[^/@.][^/@]*)@[^/]+(\/.*)?$/;

/** @type {import("node:module").ResolveHook} */
export function resolve(specifier, context, nextResolve) {
  return nextResolve(specifier.replace(VERSIONED, "$1$2"), context);
}
