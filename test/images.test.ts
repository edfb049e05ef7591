import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hashOfSources, PICTURES, recordedHash } from "../local/images/record.ts";

const root = new URL("../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const MAX_BYTES = 200_000;
const PNG = "89504e470d0a1a0a";
/** What a screen of double density shows across the column of a README. */
const MIN_WIDTH = 1_400;

it("the pictures are those of images/", () => {
  const names = readdirSync(new URL("images", root)).filter((name) => name.endsWith(".png"));
  expect(names.toSorted()).toEqual(PICTURES.toSorted());
});

describe.each(PICTURES)("images/%s", (name) => {
  const path = new URL(`images/${name}`, root);

  it("is a sharp picture that loads quickly", () => {
    const content = readFileSync(path);
    expect(content.subarray(0, 8).toString("hex")).toBe(PNG);
    expect(content.readUInt32BE(16)).toBeGreaterThanOrEqual(MIN_WIDTH);
    expect(statSync(path).size).toBeLessThan(MAX_BYTES);
  });

  it("is shown by the README, with a text for whoever does not see it", () => {
    const alternative = new RegExp(`!\\[([^\\]]+)\\]\\(images/${name}\\)`).exec(readme)?.[1] ?? "";
    expect(alternative.length).toBeGreaterThan(40);
  });

  it("was made after the last change of what it shows; if not, run `npm run images`", () => {
    expect(recordedHash(name)).toBe(hashOfSources(name));
  });
});
