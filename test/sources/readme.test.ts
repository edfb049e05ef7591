import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STATUS_OF_CODE } from "../../common/errors.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { post, startWorld, type World } from "../lives/world.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const readme = readFileSync(join(root, "sources/new-scheduled-tasks/README.md"), "utf8");
const code = readdirSync(join(root, "common"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(root, "common", name), "utf8"))
  .join("\n");
const SECRET = "abc123";

describe("the README of the source", () => {
  it("has the headings that Pipedream's registry asks for", () => {
    expect([...readme.matchAll(/^#+ .*$/gm)].map(([heading]) => heading)).toEqual([
      "# Overview",
      "# Example Use Cases",
      "# Getting Started",
      "# Troubleshooting",
    ]);
  });

  it("quotes only what the source really says", () => {
    const [, troubleshooting = ""] = readme.split("# Troubleshooting");
    const quoted = [...troubleshooting.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
    const spelled = quoted.filter((text) => !/^(id|x-pd-secret|Retry-After|\/cancel)$/.test(text));
    expect(spelled.length).toBeGreaterThan(4);
    for (const text of spelled) {
      const said = text.replace(/ iam:\w+$/, "");
      expect(Object.hasOwn(STATUS_OF_CODE, said) || code.includes(said), text).toBe(true);
    }
  });
});

describe("its requests", () => {
  let world: World;
  let source: LocalSource;
  beforeAll(async () => {
    world = await startWorld();
    source = await world.deploy({ secret: SECRET });
  });
  afterAll(() => world.close());

  it("schedule a task, and cancel it", async () => {
    const requests = [...readme.matchAll(/curl "\$ENDPOINT(\/\w+)"[\s\S]*?-d '(.*)'/g)];
    expect(requests.map(([, path]) => path)).toEqual(["/schedule", "/cancel"]);
    for (const [line, path = "", body = ""] of requests) {
      expect(line).toContain('-H "x-pd-secret: $SECRET"');
      expect(await post(source, path, body, { "x-pd-secret": SECRET })).toMatchObject({ status: 200 });
    }
  });
});
