import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Metafile } from "esbuild";

const root = new URL("../", import.meta.url);

/** Names every package of which something is in the bundle, with the text of its licence, as a comment. */
export function licences({ outputs }: Metafile): string {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs.flatMap(([path, { bytesInOutput }]) => {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    return folder && bytesInOutput > 0 ? folder : [];
  });
  const packagesOfText = new Map<string, string[]>();
  for (const folder of [...new Set(folders)].sort()) {
    const { name, version, license } = JSON.parse(read(`${folder}/package.json`));
    const text = licenceText(folder) ?? `Licence: ${license}`;
    packagesOfText.set(text, [...(packagesOfText.get(text) ?? []), `${name}@${version} (${license})`]);
  }
  const chapters = [...packagesOfText].map(([text, packages]) => `${packages.join("\n")}\n\n${text}`);
  return `/*\nThis file holds parts of these packages:\n\n${chapters.join("\n\n")}\n*/`;
}

function licenceText(folder: string): string | undefined {
  const name = readdirSync(new URL(`${folder}/`, root)).find((file) => /^licen[cs]e(\.\w+)?$/i.test(file));
  return name && read(`${folder}/${name}`).trim().replaceAll("*/", "* /").replaceAll("\r", "");
}

function read(path: string): string {
  const url = new URL(path, root);
  return existsSync(url) ? readFileSync(url, "utf8") : "{}";
}
