import { expect, it } from "vitest";
import { parse } from "yaml";
import component from "../sources/new-scheduled-tasks/new-scheduled-tasks.ts";
import { read } from "./documents.ts";

const { version, engines } = JSON.parse(read("package.json"));

it("the package, its lock, the source, the API's description and the list of changes have one version", () => {
  const lock = JSON.parse(read("package-lock.json"));
  const [latest] = [...read("CHANGELOG.md").matchAll(/^## (\d+\.\d+\.\d+)$/gm)].map(([, name]) => name);
  expect({
    lock: lock.version,
    lockedPackage: lock.packages[""].version,
    source: component.version,
    swagger: parse(read("swagger.yaml")).info.version,
    changes: latest,
  }).toEqual({
    lock: version,
    lockedPackage: version,
    source: version,
    swagger: version,
    changes: version,
  });
});

it(".nvmrc names a version of Node.js that the package takes", () => {
  const [least = ""] = /\d+/.exec(engines.node) ?? [];
  expect(Number(read(".nvmrc"))).toBeGreaterThanOrEqual(Number(least));
});

it("the package is under the licence in LICENSE", () => {
  expect(read("LICENSE")).toMatch(new RegExp(`^${JSON.parse(read("package.json")).license} License`));
});
