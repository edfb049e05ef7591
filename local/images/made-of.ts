import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../../", import.meta.url);
const PAGE = "local/start/page/public/";

const page = () =>
  readdirSync(new URL(PAGE, root))
    .filter((name) => /\.(html|css|js|svg)$/.test(name))
    .sort()
    .map((name) => PAGE + name);

/** What each picture of the README shows, as files of this repository. */
const SHOWN: Readonly<Record<string, () => readonly string[]>> = {
  "overview.png": () => ["images/overview.svg"],
  "source-endpoint-url.png": page,
  "test-event.png": page,
};

export const PICTURES = Object.keys(SHOWN);

/** The hash of what each picture shows today. */
export function hashesOfShown(): Record<string, string> {
  return Object.fromEntries(PICTURES.map((name) => [name, hash(SHOWN[name]?.() ?? [])]));
}

function hash(files: readonly string[]): string {
  const sum = createHash("sha256");
  for (const file of files) sum.update(file).update(readFileSync(new URL(file, root)));
  return sum.digest("hex").slice(0, 16);
}
