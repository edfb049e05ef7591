import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { plainDefaultExport } from "../../local/build/plain-default-export.ts";

const artifact = readFileSync(new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url), "utf8");
const plugin = createRequire(import.meta.url)("eslint-plugin-pipedream");

/** The rules that Pipedream's registry has its components checked by. */
const RULES = [
  "required-properties-key",
  "required-properties-name",
  "required-properties-version",
  "required-properties-description",
  "required-properties-type",
  "props-label",
  "props-description",
  "source-name",
  "source-description",
  "no-ts-version",
];

/** The file is long, and parsed as a whole. */
const TIMEOUT_MS = 60_000;

/** The names of the rules that a module breaks. */
function broken(code: string): (string | null)[] {
  const rules = Object.fromEntries(RULES.map((rule) => [`pipedream/${rule}`, "error" as const]));
  const config = { plugins: { pipedream: plugin }, rules, linterOptions: { noInlineConfig: true } };
  const messages = new Linter().verify(code, [config]);
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}

/** The component at the end of the module: the rest is long, and no rule looks at it. */
const start = artifact.indexOf("\nexport default {\n");
const component = artifact.slice(start);

describe("under the lint rules of Pipedream's registry, the file that is deployed", {
  timeout: TIMEOUT_MS,
}, () => {
  it("passes", () => {
    expect(broken(artifact)).toEqual([]);
  });

  // The rules say nothing about a component that they do not find, so they have to be seen to fire.
  it("would not pass without its description", () => {
    const worse = artifact.slice(0, start) + component.replace(/^ {2}description: .*\n/m, "");
    expect(broken(worse)).toEqual(["pipedream/required-properties-description"]);
  });

  it.each([
    ["required-properties-key", /^ {2}key: .*\n/m, ""],
    ["required-properties-name", /^ {2}name: .*\n/m, ""],
    ["required-properties-version", /^ {2}version: .*\n/m, ""],
    ["required-properties-description", /^ {2}description: .*\n/m, ""],
    ["required-properties-type", /^ {2}type: .*\n/m, ""],
    ["props-label", /^ {6}label: .*\n/m, ""],
    ["props-description", /^ {6}description: .*\n/m, ""],
    ["source-name", /^ {2}name: "New /m, '  name: "'],
    ["source-description", /^ {2}description: "Emit new /m, '  description: "Emits '],
    ["no-ts-version", /^ {2}version: "/m, '  version: "{{ts}}'],
  ])("would be found out by %s", (rule, part, replacement) => {
    expect(component).toMatch(part);
    expect(broken(component.replace(part, replacement))).toEqual([`pipedream/${rule}`]);
  });
});

describe("the default export", () => {
  const built = (object: string, rest = "") =>
    `// entry.ts\nvar entry_default = ${object};\n${rest}export {\n  entry_default as default\n};\n`;

  it("is written in place", () => {
    expect(plainDefaultExport(built("{\n  a: 1\n}"))).toBe("// entry.ts\nexport default {\n  a: 1\n};\n");
  });

  it.each([
    ["no object", built("make()")],
    ["used by its name", built("{\n  a: 1\n}", "use(entry_default);\n")],
    ["not there", "var entry_default = {\n};\n"],
    ["one of several exports", "var a = {\n};\nexport {\n  a as default,\n  b\n};\n"],
  ])("fails the build if it is %s", (_, module) => {
    expect(() => plainDefaultExport(module)).toThrow("does not export one object by default");
  });
});
