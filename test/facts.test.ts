import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const page = new URL("../docs/facts.md", import.meta.url);

interface Fact {
  readonly behaviour: string;
  readonly option: string;
  readonly source: string;
  readonly certainty: string;
  readonly test: string;
}

const lines = readFileSync(page, "utf8").split("\n");
const facts: Fact[] = lines
  .filter((line) => line.startsWith("| ") && !line.startsWith("| Behaviour "))
  .map((line) => {
    const cells = line.split("|").slice(1, -1);
    const [behaviour = "", option = "", source = "", certainty = "", test = ""] = cells.map((cell) =>
      cell.trim(),
    );
    expect(cells.length, line).toBe(5);
    return { behaviour, option, source, certainty, test };
  });

/** Whether a file calls something, `it` or what `it.each` gives, with that name first. */
function hasTest(text: string, name: string): boolean {
  return text.replaceAll(/\(\s+"/g, '("').includes(`("${name}",`);
}

it("there are facts on the page, each once", () => {
  expect(facts.length).toBeGreaterThan(70);
  expect(new Set(facts.map(({ behaviour }) => behaviour)).size).toBe(facts.length);
});

describe("a fact has a source, or says that none was found, and is held by a test that exists", () => {
  it.each(facts.map((fact) => [fact.behaviour, fact] as const))("%s", (_behaviour, fact) => {
    const { source, certainty, test } = fact;
    expect(certainty).toMatch(/^(documented|recorded|reported|inferred|unknown)$/);
    if (source === "unknown") expect(certainty).toBe("unknown");
    else
      for (const link of source.split(/(?<=\)), /)) expect(link).toMatch(/^\[[^\]]+\]\(https:\/\/[^\s)]+\)$/);
    const [, path = "", name = ""] = /^\[[\w-]+\]\(([^)]+)\): "(.+)"$/.exec(test) ?? [];
    const file = new URL(path, page);
    expect(path !== "" && existsSync(file), test).toBe(true);
    expect(hasTest(readFileSync(file, "utf8"), name), test).toBe(true);
  });
});

describe("every option that makes a stand-in unkind has a line", () => {
  /** What says where, when and for whom a stand-in runs, and nothing of how it behaves. */
  const NEUTRAL = [
    "clock",
    "port",
    "host",
    "accountId",
    "random",
    "apiPort",
    "apiKey",
    "page",
    "log",
    "onEvent",
    "onRequest",
    "publicUrl",
    "snapshot",
  ];
  const OF_DEPLOYING = ["component", "load", "props", "componentId", "kept"];
  const OF_DELAYS = ["minMs", "maxMs", "seed"];

  const optionsOf = (path: string) => {
    const text = readFileSync(new URL(path, import.meta.url), "utf8");
    return [...text.matchAll(/^ {2}(?:readonly )?(\w+)\?:/gm)].map(([, name = ""]) => name);
  };
  const options = [...optionsOf("../local/aws/options.ts"), ...optionsOf("../local/pipedream/options.ts")];
  const known = new Set(facts.map(({ option }) => option.replaceAll("`", "")));

  it("finds the options", () => {
    expect(options).toEqual(
      expect.arrayContaining(["ghostSubscriptions", "describeLagMs", "workers", "onThrow"]),
    );
  });

  it.each(options.filter((name) => ![...NEUTRAL, ...OF_DEPLOYING, ...OF_DELAYS].includes(name)))(
    "%s",
    (name) => {
      expect(known).toContain(name);
    },
  );
});
