import { readdirSync } from "node:fs";
import { posix } from "node:path";
import { expect, it } from "vitest";
import { blocksIn, read, root } from "./documents.ts";

/** The steps as docs/architecture.md draws them, the highest first. What may be imported is in test/architecture.test.ts. */
const [drawing = ""] = blocksIn("docs/architecture.md", "text");
const steps = drawing.split("\n").map((line) => line.split(/\s{2,}/)[0] ?? "");

const files = ["common", "sources"].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`),
);
const stepOf = (file: string) => steps.findIndex((step) => file === step || file.startsWith(`${step}/`));

function importsOf(file: string): string[] {
  const specifiers = [...read(file).matchAll(/from "(\.[^"]+)"/g)].map(([, specifier = ""]) => specifier);
  return specifiers.map((specifier) => posix.join(posix.dirname(file), specifier));
}

it("the drawn stair has a step for every file, and no other", () => {
  expect(files.filter((file) => stepOf(file) < 0)).toEqual([]);
  expect(steps.filter((_, i) => !files.some((file) => stepOf(file) === i))).toEqual([]);
});

it("every import points down the drawn stair", () => {
  const up = files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => stepOf(imported) < stepOf(file))
      .map((imported) => `${file} imports ${imported}`),
  );
  expect(up).toEqual([]);
});
