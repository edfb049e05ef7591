import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parse } from "acorn";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { FILES } from "../../build/dist.ts";

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

/** The names of the rules that a module breaks. */
function broken(code: string): (string | null)[] {
  const rules = Object.fromEntries(RULES.map((rule) => [`pipedream/${rule}`, "error" as const]));
  const config = { plugins: { pipedream: plugin }, rules, linterOptions: { noInlineConfig: true } };
  const messages = new Linter().verify(code, [config]);
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}

// biome-ignore lint/suspicious/noExplicitAny: a syntax tree, walked by names that the test knows.
type Node = any;

const file = readFileSync(FILES.committed, "utf8");
const { body }: Node = parse(file, { ecmaVersion: "latest", sourceType: "module" });
const component: Node = body.at(-1).declaration;

/** The property at a path, such as `props.secret.label`. */
function find(path: string): Node {
  let node = component;
  let property: Node;
  for (const name of path.split(".")) {
    property = node.properties.find(({ key }: Node) => key.name === name);
    node = property.value;
  }
  return property;
}

/** The file with a property changed. */
function changed(path: string, change: (text: string) => string): string {
  const { start, end } = find(path);
  return file.slice(0, start) + change(file.slice(start, end)) + file.slice(end);
}

describe("under the lint rules of Pipedream's registry", () => {
  it("the file for Pipedream passes", () => {
    expect(broken(file)).toEqual([]);
  });

  it("the standalone file passes", { timeout: 60_000 }, () => {
    expect(broken(readFileSync(FILES.standalone, "utf8"))).toEqual([]);
  });

  // The rules say nothing about a component that they do not find, so they have to be seen to fire.
  it.each([
    ["required-properties-key", "key", () => "other:1"],
    ["required-properties-name", "name", () => "other:1"],
    ["required-properties-version", "version", () => "other:1"],
    ["required-properties-description", "description", () => "other:1"],
    ["required-properties-type", "type", () => "other:1"],
    ["props-label", "props.secret.label", () => "other:1"],
    ["props-description", "props.secret.description", () => "other:1"],
    ["source-name", "name", (text: string) => text.replace("New ", "")],
    ["source-description", "description", (text: string) => text.replace("Emit new ", "Emits ")],
    ["no-ts-version", "version", () => 'version:"{{ts}}"'],
  ] as const)("%s would find a fault in %s", (rule, path, change) => {
    const worse = changed(path, change);
    expect(worse).not.toBe(file);
    expect(broken(worse)).toEqual([`pipedream/${rule}`]);
  });
});

it("no built file uses a name that it does not declare, such as that of the default export", () => {
  const globals = Object.fromEntries(
    [...Object.getOwnPropertyNames(globalThis)].map((name) => [name, "readonly"]),
  );
  for (const path of [FILES.committed, FILES.standalone]) {
    const config = { rules: { "no-undef": "error" as const }, languageOptions: { globals } };
    const messages = new Linter().verify(readFileSync(path, "utf8"), [config as Linter.Config]);
    expect(messages.map(({ message }) => message)).toEqual([]);
  }
});
