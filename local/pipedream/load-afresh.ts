import { readFile } from "node:fs/promises";
import { compileFunction } from "node:vm";
import { transform } from "esbuild";
import type { Component } from "./component.ts";
import type { Load } from "./workers.ts";

type Packages = ReadonlyMap<string, object>;

/**
 * A way to load the built file of a source again and again, each time with a memory of its own, as each of Pipedream's
 * processes does. The packages that it imports are shared: they are not the source's. The file is evaluated rather than
 * imported, because Node keeps each import for good (2 MB and 25 ms for a file of 740 KB; this takes 2 ms and keeps nothing).
 */
export async function loadAfresh(file: URL): Promise<Load> {
  const text = await readFile(file, "utf8");
  // In front of the code, for a module is always strict.
  const banner = '"use strict";';
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    supported: { "dynamic-import": false },
    banner,
  });
  const packages = await importPackages(code);
  const evaluate = compileFunction(code, ["module", "exports", "require"], { filename: file.pathname });
  return async () => {
    const module: { exports: { default?: Component } } = { exports: {} };
    evaluate(module, module.exports, (specifier: string) => packages.get(specifier));
    const { default: component } = module.exports;
    if (!component) throw new Error(`${file.pathname} has no default export, as a component must`);
    return component;
  };
}

async function importPackages(code: string): Promise<Packages> {
  const specifiers = new Set([...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name));
  const packages = [...specifiers].map(async (specifier) => {
    if (specifier.startsWith("."))
      throw new Error(`It imports ${specifier}, but only a single file can be loaded afresh`);
    const namespace: object = await import(/* @vite-ignore */ withoutVersion(specifier));
    return [specifier, { ...namespace, __esModule: true }] as const;
  });
  return new Map(await Promise.all(packages));
}

/** Pipedream takes the version of a package from its specifier: `@aws-sdk/client-sfn@3.0.0`. */
export function withoutVersion(specifier: string): string {
  return specifier.replace(/^((?:@[^/@]+\/)?[^/@]+)@[^/]+/, "$1");
}
