import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STATUS_OF_CODE } from "../../common/errors.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { blocksIn, read, root } from "../documents.ts";
import { at, post, startWorld, type World } from "../lives/world.ts";

const PATH = "sources/new-scheduled-tasks/README.md";
const readme = read(PATH);
/** What the source says, in its messages and its log. */
const code = readdirSync(new URL("common", root), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => read(`common/${name}`))
  .join("\n");
const SECRET = "abc123";

describe("the README of the source", () => {
  it("has the headings that Pipedream's registry asks for", () => {
    const prose = readme.replace(/^ *```[\s\S]*?^ *```$/gm, "");
    expect([...prose.matchAll(/^#+ .*$/gm)].map(([heading]) => heading)).toEqual([
      "# Overview",
      "# Example Use Cases",
      "# Getting Started",
      "# Troubleshooting",
    ]);
  });
});

describe("the quotations", () => {
  const isSaid = (text: string) => Object.hasOwn(STATUS_OF_CODE, text) || code.includes(text);

  it("in the README of the source are what it really says", () => {
    const [, troubleshooting = ""] = readme.split("# Troubleshooting");
    const quoted = [...troubleshooting.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
    const spelled = quoted.filter((text) => !/^(id|x-pd-secret|Retry-After|\/cancel)$/.test(text));
    expect(spelled.length).toBeGreaterThan(4);
    for (const text of spelled) expect(isSaid(text.replace(/ iam:\w+$/, "")), text).toBe(true);
  });

  it.each(["The source cannot be activated", "Lines in the log"])(
    "in docs/troubleshooting.md, under %s, are what it or AWS really says",
    (heading) => {
      /** What AWS says, and not we. */
      const FROM_AWS = /^(The security token included|SignatureDoesNotMatch|Unreachable endpoint)/;
      const [, section = ""] = read("docs/troubleshooting.md").split(`\n## ${heading}\n`);
      const rows = [...(section.split("\n## ")[0] ?? "").matchAll(/^\| ([^|]*`[^|]*) \|/gm)];
      expect(rows.length).toBeGreaterThan(8);
      for (const [, cell = ""] of rows) {
        const quoted = [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
        for (const text of quoted) expect(isSaid(text) || FROM_AWS.test(text), text).toBe(true);
      }
    },
  );
});

describe("the requests in the README of the source", () => {
  let world: World;
  let source: LocalSource;
  beforeAll(async () => {
    world = await startWorld();
    source = await world.deploy({ secret: SECRET });
  });
  afterAll(() => world.close());

  /** Sent without a shell, for there may be none. test/shell.test.ts runs such lines in one. */
  it("schedule a task, and cancel it", async () => {
    const blocks = blocksIn(PATH, "sh").join("\n");
    const requests = [...blocks.matchAll(/curl "\$ENDPOINT(\/\w+)"[\s\S]*?-d '(.*)'/g)];
    expect(requests.map(([, path]) => path)).toEqual(["/schedule", "/cancel"]);
    for (const [line, path = "", body = ""] of requests) {
      expect(line).toContain('-H "x-pd-secret: $SECRET"');
      const json = body.replace(`'"$AT"'`, at(30_000));
      expect(await post(source, path, json, { "x-pd-secret": SECRET })).toMatchObject({ status: 200 });
    }
  });
});
