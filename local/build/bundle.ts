import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licences } from "./licences.ts";
import { compiledValidators } from "./validators.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Makes one readable module, which needs nothing but Node, of an entry and of what it uses of its packages. */
export async function bundle(entry: string, outfile: string): Promise<void> {
  const { metafile } = await build({
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
    plugins: [compiledValidators],
    metafile: true,
  });
  appendFileSync(outfile, licences(metafile));
}
