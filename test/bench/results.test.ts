import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { toSvg } from "../../bench/picture.ts";
import { isMet, missedTargets, type Results, type Row, type Target } from "../../bench/results.ts";
import { readSection, writeSection } from "../../bench/section.ts";
import { quantile, summarise } from "../../bench/statistics.ts";
import { toMarkdown, toShortTable } from "../../bench/table.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const results: Results = JSON.parse(read("bench/results/results.json"));

describe("what `npm run bench` measured last", () => {
  it("is of a whole run", () => {
    expect(results.isQuick).toBe(false);
    expect(results.scenarios.map(({ name }) => name)).toEqual([
      "cold load",
      "artifact",
      "warm schedule",
      "notification",
      "lateness",
      "activation",
      "growth",
      "money",
    ]);
  });

  it("is what docs/performance.md shows", () => {
    expect(readSection(read("docs/performance.md"))).toBe(toShortTable(results));
  });

  it("is what the tables and the picture beside it show", () => {
    expect(read("bench/results/results.md")).toBe(`${toMarkdown(results)}\n`);
    expect(read("bench/results/results.svg")).toBe(toSvg(results));
  });
});

const row: Row = {
  what: "rate",
  unit: "/s",
  ours: { median: 20, min: -1, max: 30 },
  original: { median: 10, min: 9, max: 11 },
};

describe("a target", () => {
  it.each<[Target, boolean]>([
    [{ to: "original", atLeast: 2 }, true],
    [{ to: "original", atLeast: 2.01 }, false],
    [{ to: "original", atMost: 2 }, true],
    [{ to: "original", atMost: 1.99 }, false],
    [{ to: "reference", atMost: 2 }, false],
    [{ to: "value", atLeast: -1 }, true],
    [{ to: "value", atLeast: 0 }, false],
    [{ to: "value", atMost: 29 }, false],
  ])("%j is met: %s", (target, expected) => {
    expect(isMet(row, target)).toBe(expected);
  });

  it("that is missed is named", () => {
    const targets: Target[] = [{ to: "original", atLeast: 3 }];
    const scenarios = [{ name: "warm", description: "", rows: [{ ...row, targets }, row] }];
    expect(missedTargets({ ...results, scenarios })).toEqual([
      "warm, rate: 2.00 of original, must be at least 3",
    ]);
  });
});

describe("the section of a page", () => {
  const page =
    "# A\n<!-- bench/results, by `npm run bench` -->\n\nold\n\n<!-- end of bench/results -->\n# B\n";

  it("is replaced, and nothing else", () => {
    expect(writeSection(page, "new")).toBe(page.replace("old", "new"));
    expect(readSection(writeSection(page, "new"))).toBe("new");
  });

  it("must be there", () => {
    expect(() => writeSection("# A", "new")).toThrow("lacks the lines");
  });
});

it("a quantile is one of the values, and the median the middle one", () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([3, 1, 2], 0.99)).toBe(3);
  expect(summarise([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
});
