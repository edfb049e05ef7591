import { describe, expect, it } from "vitest";
import { anchorsOf, blocksIn, blocksOf, DOCUMENTS, read } from "./documents.ts";

const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

/** `sh` is run, `console` needs an account or another machine, `text` is a picture of letters. */
const LANGUAGES = ["sh", "console", "json", "mermaid", "text"];

describe.each(DOCUMENTS)("%s", (path) => {
  it("has blocks of the languages that tests know", () => {
    for (const { language, code } of blocksOf(read(path))) expect(LANGUAGES, code).toContain(language);
  });

  it("has JSON that can be read", () => {
    for (const code of blocksIn(path, "json")) expect(() => JSON.parse(code), code).not.toThrow();
  });

  it("names only npm scripts that exist", () => {
    for (const [line, name = ""] of read(path).matchAll(/npm run (?:--\w+ )?([\w:]+)/g)) {
      expect(Object.keys(scripts), line).toContain(name);
    }
  });

  it("lists all of its sections, where it lists them", () => {
    const text = read(path);
    const list = /(?:^- \[[^\]]+\]\(#[\w-]+\)\n)+/m.exec(text)?.[0];
    if (!list || path.startsWith("docs/facts")) return;
    const listed = [...list.matchAll(/\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
    const sections = [...text.matchAll(/^## .+$/gm)].map(([heading]) => anchorsOf(heading)[0]);
    expect(listed).toEqual(sections);
  });
});

it("CONTRIBUTING.md lists every npm script", () => {
  const listed = [...read("CONTRIBUTING.md").matchAll(/^\| `npm (?:run )?([\w:]+)/gm)].map(
    ([, name]) => name,
  );
  expect(listed.toSorted()).toEqual(Object.keys(scripts).toSorted());
});

describe("the time-line of docs/architecture.md", () => {
  const [diagram = ""] = blocksIn("docs/architecture.md", "mermaid");
  const [kind, ...lines] = diagram.split("\n").map((line) => line.trim());
  const participants = lines.flatMap((line) => /^participant (\w+) as .+$/.exec(line)?.[1] ?? []);

  it("is a sequence of messages between the participants it declares", () => {
    expect(kind).toBe("sequenceDiagram");
    expect(participants).toHaveLength(5);
    for (const line of lines) {
      const [, from, to] = /^(\w+)-{1,2}>>(\w+): .+$/.exec(line) ?? [];
      if (from && to) expect(participants).toEqual(expect.arrayContaining([from, to]));
      else expect(line).toMatch(/^(participant \w+ as .+|Note over \w+: .+|alt .+|else .+|end)$/);
    }
  });

  it("ends either way in what the source answers", () => {
    expect(diagram.match(/cancel-->>caller: (\d+)/g)).toEqual([
      "cancel-->>caller: 409",
      "cancel-->>caller: 200",
    ]);
  });
});
