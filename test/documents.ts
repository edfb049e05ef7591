import { readdirSync, readFileSync } from "node:fs";

export const root = new URL("../", import.meta.url);

export const read = (path: string | URL) => readFileSync(new URL(path, root), "utf8");

/** Every page of prose, by its path from the root. */
export const DOCUMENTS = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"],
  ...readdirSync(new URL("docs", root)).map((name) => `docs/${name}`),
  ...["sources/new-scheduled-tasks/README.md", "bench/README.md"],
];

export interface Block {
  readonly language: string;
  readonly code: string;
}

/** The fenced blocks of a page, freed of the indentation they have in a list. */
export function blocksOf(markdown: string): Block[] {
  const fences = markdown.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm);
  return [...fences].map(([, indent = "", language = "", code = ""]) => ({
    language,
    code: `\n${code}`.replaceAll(`\n${indent}`, "\n").trim(),
  }));
}

export function blocksIn(path: string, language: string): string[] {
  return blocksOf(read(path)).flatMap((block) => (block.language === language ? [block.code] : []));
}

export const withoutBlocks = (markdown: string) => markdown.replace(/^ *```[\s\S]*?^ *```$/gm, "");

/** The anchors of a page, as GitHub makes them of its headings. */
export function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutBlocks(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}
