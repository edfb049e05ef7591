import { describe, expect, it } from "vitest";
import { createMemory } from "../../common/memory.ts";

describe("a memory", () => {
  const given = (count: number) => {
    const { subscriptionChecks: cache } = createMemory();
    for (let number = 1; number <= count; number++) cache.set(`${number}`, number);
    return cache;
  };

  it("is empty at first, and shared with no other", () => {
    given(1);
    const { clients, certificates, subscriptionChecks } = createMemory();
    for (const cache of [clients, certificates, subscriptionChecks]) expect(cache.get("1")).toBeUndefined();
  });

  it("keeps twenty entries of a kind, and forgets the oldest for another", () => {
    const cache = given(20);
    expect([cache.get("1"), cache.get("20")]).toEqual([1, 20]);
    cache.set("21", 21);
    expect([cache.get("1"), cache.get("2"), cache.get("21")]).toEqual([undefined, 2, 21]);
  });

  it("forgets none for an entry that it has", () => {
    const cache = given(20);
    cache.set("20", 0);
    expect([cache.get("1"), cache.get("20")]).toEqual([1, 0]);
  });

  it("forgets what it is told to", () => {
    const cache = given(2);
    cache.delete("1");
    cache.delete("of none");
    expect([cache.get("1"), cache.get("2")]).toEqual([undefined, 2]);
  });
});
