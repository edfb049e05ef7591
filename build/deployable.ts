import type { Metafile } from "esbuild";
import { bundle, SOURCE } from "./bundle.ts";
import { compress, share } from "./compress.ts";
import { pinnedImports } from "./pinned-imports.ts";
import { plainModule } from "./plain-module.ts";

/** Pipedream answers 500 to code above about 64 KB. https://github.com/PipedreamHQ/pipedream/issues/20971 */
const LIMIT_BYTES = 60_000;

/**
 * The source as Pipedream takes it: our own code, with npm packages left for Pipedream to install.
 * Throws if it is too large.
 */
export async function deployable(entry = SOURCE, limitBytes = LIMIT_BYTES): Promise<string> {
  const what = "the source aws-new-scheduled-tasks, for Pipedream";
  const { module, metafile } = await bundle(entry, what, { plugins: [pinnedImports] }, toSmall);
  const bytes = Buffer.byteLength(module);
  if (bytes > limitBytes) throw new Error(tooLarge(bytes, limitBytes, metafile));
  return module;
}

async function toSmall(module: string): Promise<string> {
  return share(plainModule(await compress(module)));
}

function tooLarge(bytes: number, limitBytes: number, { outputs }: Metafile): string {
  const parts = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const largest = parts
    .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
    .toSorted((one, other) => other.bytes - one.bytes)
    .slice(0, 10)
    .map((part) => `  ${part.bytes} ${part.path}`);
  return [
    `The file for Pipedream has ${bytes} bytes, and ${limitBytes} are the limit: Pipedream refuses code above about 64 KB.`,
    "Make the code smaller. Its largest parts, in bytes:",
    ...largest,
  ].join("\n");
}
