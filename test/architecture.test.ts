import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const files = ["common", "sources"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name)),
);

/** What a file imports: files of ours by their path from the root, packages by their name. */
function importsOf(file: string, { types = true } = {}): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^;]*?from "([^"]+)";/gms)];
  return statements
    .filter(([, isType]) => types || !isType)
    .map(([, , specifier = ""]) =>
      specifier.startsWith(".") ? relative(root, join(root, dirname(file), specifier)) : specifier,
    );
}

const isPackage = (specifier: string) => !/^(common|sources)\//.test(specifier);
const within = (folder: string) => files.filter((file) => file.startsWith(folder));

describe("imports point one way", () => {
  it.each(within("common/aws/"))("%s knows nothing of tasks, SNS messages or HTTP", (file) => {
    expect(
      importsOf(file).filter((path) => /^common\/(tasks|sns|lifecycle|http|router|component)/.test(path)),
    ).toEqual([]);
  });

  it.each([
    ...within("common/tasks/"),
    ...within("common/sns/"),
    ...within("common/lifecycle/"),
    "common/router.ts",
  ])("%s meets no SDK", (file) => {
    expect(importsOf(file).filter((path) => path.startsWith("@aws-sdk/"))).toEqual([]);
  });

  it.each(within("common/"))("%s does not know Pipedream's packages or the component", (file) => {
    expect(
      importsOf(file).filter((path) => path.startsWith("@pipedream/") || path.startsWith("sources/")),
    ).toEqual([]);
  });

  it("only the component says `this` of Pipedream's", () => {
    const speaking = within("common/").filter((file) =>
      /\bthis\.(http|db|aws|\$emit)/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(speaking).toEqual([]);
  });

  it.each(["arn", "names", "documents"].map((name) => `common/aws/${name}.ts`))("%s is pure", (file) => {
    expect(importsOf(file).filter((path) => isPackage(path) && path !== "node:crypto")).toEqual([]);
  });

  it("has no cycles", () => {
    const graph = new Map(
      files.map((file) => [file, importsOf(file, { types: false }).filter((path) => !isPackage(path))]),
    );
    const visit = (file: string, path: readonly string[]): string[] => {
      if (path.includes(file)) return [...path, file];
      for (const next of graph.get(file) ?? []) {
        const cycle = visit(next, [...path, file]);
        if (cycle.length > 0) return cycle;
      }
      return [];
    };
    expect(files.flatMap((file) => visit(file, []))).toEqual([]);
  });

  it("finds the files that it is about", () => {
    expect(files.length).toBeGreaterThan(30);
    expect(importsOf("common/tasks/schedule.ts")).toContain("common/aws/execution.ts");
  });
});
