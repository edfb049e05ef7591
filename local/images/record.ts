import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);
const RECORD = new URL("images/record.json", root);
const PAGE = "local/start/page/public/";

/** What each picture is made of, by paths from the root; a folder stands for all files in it. */
const SOURCES: Readonly<Record<string, string>> = {
  "overview.png": "images/overview.svg",
  "source-endpoint-url.png": PAGE,
  "test-event.png": PAGE,
};

export const PICTURES = Object.keys(SOURCES);

/** A hash of what a picture shows, as it is now. */
export function hashOfSources(picture: string): string {
  const hash = createHash("sha256");
  for (const path of filesIn(SOURCES[picture] ?? "")) {
    hash
      .update(`${path}\n`)
      .update(readFileSync(new URL(path, root)))
      .update("\n");
  }
  return hash.digest("hex").slice(0, 16);
}

/** The same, as it was when the picture was made. */
export function recordedHash(picture: string): string | undefined {
  return (JSON.parse(readFileSync(RECORD, "utf8")) as Record<string, string>)[picture];
}

/** Writes down what the pictures show, once they have been made. */
export function writeRecord(): void {
  const record = Object.fromEntries(PICTURES.map((picture) => [picture, hashOfSources(picture)]));
  writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
}

function filesIn(path: string): string[] {
  if (!path.endsWith("/")) return [path];
  return readdirSync(new URL(path, root))
    .sort()
    .map((name) => `${path}${name}`);
}
