import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import source from "../sources/new-scheduled-tasks/new-scheduled-tasks.ts";

const root = new URL("../", import.meta.url);
const samples = readdirSync(new URL("examples", root)).map((name) => `examples/${name}`);
const documents = ["README.md", "sources/new-scheduled-tasks/README.md", "swagger.yaml", ...samples];

/** Whom we send readers to. Nothing of this is asked here: tests leave this machine alone. */
const HOSTS = ["pipedream.com", "api.pipedream.com", "docs.aws.amazon.com", "aws.amazon.com"];
/** Addresses that are somebody's own. */
const STAND_INS =
  /^(https:\/\/([\w-]+|\{endpoint\})\.m\.pipedream\.net|http:\/\/(localhost|127\.0\.0\.1)[:/])/;

const read = (path: string | URL) => readFileSync(new URL(path, root), "utf8");

/** The anchors of a page, as they are made of its headings. */
function anchorsOf(markdown: string): string[] {
  const prose = markdown.replace(/^ *```[\s\S]*?^ *```$/gm, "");
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replace(/\s/g, "-"),
  );
}

describe.each(documents)("the links of %s", (path) => {
  const text = read(path);

  it("lead to files and headings that exist", () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    for (const target of targets.filter((candidate) => !/^[a-z]+:/.test(candidate))) {
      const url = new URL(target, new URL(path, root));
      const anchor = url.hash.slice(1);
      url.hash = "";
      expect(existsSync(url), target).toBe(true);
      if (anchor) expect(anchorsOf(read(url)), target).toContain(anchor);
    }
  });

  it("lead out to well-known hosts, safely", () => {
    const urls = [...text.matchAll(/https?:\/\/[^\s)\]"'`<>]+/g)].map(([url]) => url);
    for (const url of urls.filter((candidate) => !STAND_INS.test(candidate))) {
      const { protocol, host } = new URL(url.replace(/\}$/, ""));
      expect([protocol, HOSTS.includes(host)], url).toEqual(["https:", true]);
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

it("the README names every sample", () => {
  for (const path of samples) expect(read("README.md")).toContain(`](${path})`);
});

it.each(samples)("%s begins by saying what it is", (path) => {
  expect(read(path)).toMatch(/^(#!.*\n# |<!doctype html>\n<!--\n {2}|\/\*\n \* )[A-Z].{30}/);
});
