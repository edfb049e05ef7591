import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licences } from "./licences.ts";
import { plainDefaultExport } from "./plain-default-export.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Makes one readable module, which needs nothing but Node, of an entry and of what it uses of its packages. */
export async function bundle(entry: string, outfile: string): Promise<void> {
  const { metafile, outputFiles } = await build({
    entryPoints: [entry],
    outfile,
    absWorkingDir: root,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // The ES modules of a package, where it has both: only of these is what nobody uses left out.
    mainFields: ["module", "main"],
    alias: { "@aws-sdk/credential-provider-node": "./local/build/no-default-credentials.ts" },
    metafile: true,
    write: false,
  });
  const module = outputFiles.map(({ text }) => text).join();
  mkdirSync(dirname(outfile), { recursive: true });
  writeFileSync(outfile, plainDefaultExport(module) + licences(metafile));
}
