import { pathToFileURL } from "node:url";
import type { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import type { Plugin } from "esbuild";

/** Puts the functions that ajv writes in place of each file `validators.ts`, so that nothing is compiled at start. */
export const compiledValidators: Plugin = {
  name: "compiled-validators",
  setup({ onLoad }) {
    onLoad({ filter: /\/common\/.*\/validators\.ts$/ }, async ({ path }) => {
      const { ajv, ...validators }: { ajv: Ajv } = await import(pathToFileURL(path).href);
      // Each is known to ajv by its $id, which is its own name.
      const names = Object.fromEntries(Object.keys(validators).map((name) => [name, name]));
      return { contents: standaloneCode(ajv, names), loader: "js" };
    });
  },
};
