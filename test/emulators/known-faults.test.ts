import { expect, it } from "vitest";
import { type KnownFault, knownFault } from "./known-faults.ts";

const FAULT: KnownFault = {
  emulator: "LocalStack 4.14.0",
  behaviour: "Two and two are five.",
  aws: "",
  evidence: "",
};

it("a known fault lets an assertion fail", async () => {
  await knownFault(FAULT, () => expect(5).toBe(4));
});

it("a known fault that is gone fails the test, and is named", async () => {
  await expect(knownFault(FAULT, () => expect(4).toBe(4))).rejects.toThrow(
    /take it off the list: Two and two/,
  );
});

it("a known fault excuses nothing but an assertion", async () => {
  const broken = () => Promise.reject(new TypeError("broken"));
  await expect(knownFault(FAULT, broken)).rejects.toThrow("broken");
});
