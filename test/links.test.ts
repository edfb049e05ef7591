import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import source from "../sources/new-scheduled-tasks/new-scheduled-tasks.ts";
import { anchorsOf, DOCUMENTS, read, root, withoutBlocks } from "./documents.ts";

const samples = readdirSync(new URL("examples", root)).map((name) => `examples/${name}`);

/** Whom we send readers to. Nothing of this is asked here: tests leave this machine alone. */
const HOSTS = [
  ...["pipedream.com", "api.pipedream.com", "raw.githubusercontent.com", "github.com"],
  ...["docs.aws.amazon.com", "aws.amazon.com", "semver.org"],
];
/** Addresses that are somebody's own. */
const STAND_INS =
  /^(https:\/\/([\w-]+|\{endpoint\})\.m\.pipedream\.net|http:\/\/(localhost|127\.0\.0\.1)[:/]|https:\/\/your-tunnel\.example)/;
/** Its sources are wherever somebody saw a thing. */
const FACTS = "docs/facts.md";

describe.each(DOCUMENTS)("the links of %s", (path) => {
  it("lead to files and headings that exist", () => {
    const targets = [...withoutBlocks(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(
      ([, target = ""]) => target,
    );
    for (const target of targets.filter((candidate) => !/^[a-z]+:/.test(candidate))) {
      const url = new URL(target, new URL(path, root));
      const anchor = url.hash.slice(1);
      url.hash = "";
      expect(existsSync(url), target).toBe(true);
      if (anchor) expect(anchorsOf(read(url)), target).toContain(anchor);
    }
  });
});

describe.each([...DOCUMENTS, "swagger.yaml", ...samples])("the addresses in %s", (path) => {
  it("are those of well-known hosts, and safe", () => {
    const urls = [...read(path).matchAll(/https?:\/\/[^\s)\]"'`<>]+/g)].map(([url]) => url);
    for (const url of urls.filter((candidate) => !STAND_INS.test(candidate))) {
      const { protocol, host } = new URL(url.replace(/\}$/, ""));
      expect(protocol, url).toBe("https:");
      if (path !== FACTS) expect(HOSTS, url).toContain(host);
    }
  });
});

it("the form's links lead to well-known hosts, too", () => {
  const texts = [source.description, ...Object.values(source.props).map(({ description }) => description)];
  const links = texts.flatMap((text) => [...text.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)]);
  expect(links.length).toBeGreaterThan(1);
  for (const [, label, url = ""] of links) {
    expect(label).toMatch(/\w/);
    expect(HOSTS).toContain(new URL(url).host);
  }
});

it("the README names every sample and every page in docs/", () => {
  const readme = read("README.md");
  const pages = DOCUMENTS.filter((path) => path.startsWith("docs/") && path !== FACTS);
  for (const path of [...samples, ...pages]) expect(readme).toContain(`](${path}`);
});

it.each(samples)("%s begins by saying what it is", (path) => {
  expect(read(path)).toMatch(/^(#!.*\n# |<!doctype html>\n<!--\n {2}|\/\*\n \* )[A-Z].{30}/);
});
