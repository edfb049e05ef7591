import { describe, expect, it } from "vitest";
import { plainModule } from "../../build/plain-module.ts";

describe("the default export", () => {
  it.each([
    ["alone in its statement", "f();var x={a:1};export{x as default};", "f();\nexport default {a:1};\n"],
    ["after others", "var a=1,b=a,x={a};export{x as default};", "var a=1,b=a;\nexport default {a};\n"],
  ])("%s is written in place", (_, module, expected) => {
    expect(plainModule(module)).toBe(expected);
  });

  it.each([
    ["is no object", "var x=make();export{x as default};"],
    ["is one of several exports", "var y,x={};export{x as default,y};"],
    ["has another name", "var x={};export{x as y};"],
    ["is not the last variable", "var x={},y={};export{x as default};"],
    ["is not there", "var x={};"],
    ["is from elsewhere", 'export{x as default}from"x";'],
  ])("fails the build if it %s", (_, module) => {
    expect(() => plainModule(module)).toThrow("must export one object by default");
  });
});

describe("imports", () => {
  const end = "var x={};export{x as default};";

  it("stand first, one line each, in the order in which their modules are first named", () => {
    const module = `import{b as B}from"two";import c,{"d-e" as D}from"one";f();import{g}from"two";${end}`;
    expect(plainModule(module)).toBe(
      [
        'import { b as B, g as g } from "two";',
        'import { default as c, "d-e" as D } from "one";',
        "f();",
        "export default {};\n",
      ].join("\n"),
    );
  });

  it.each([
    ['import*as n from"m";', 'import * as n from "m";'],
    ['import d,*as n from"m";', 'import { default as d } from "m";\nimport * as n from "m";'],
    ['import"m";', 'import "m";'],
  ])("%s is kept", (statement, expected) => {
    expect(plainModule(statement + end)).toBe(`${expected}\nexport default {};\n`);
  });
});
