import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";

export interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The files of the page by their path. What is not among them when the page is opened is not served. */
export function readAssets(folder = new URL("public/", import.meta.url)): ReadonlyMap<string, Asset> {
  const assets = readdirSync(folder).flatMap((name): [string, Asset][] => {
    const type = TYPES[extname(name)];
    return type ? [[`/${name}`, { type, content: readFileSync(new URL(name, folder)) }]] : [];
  });
  const byPath = new Map(assets);
  const index = byPath.get("/index.html");
  return index ? byPath.set("/", index) : byPath;
}
