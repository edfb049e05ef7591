import { describe, expect, it } from "vitest";
import { toMetadata } from "../../../common/pipedream/event.ts";
import { NOW } from "../given.ts";

const of = (key: string) => toMetadata({ event: {}, key, summary: "Task a", publishedAt: NOW });

describe("the metadata of an event", () => {
  it("are its id, its summary and when it was published", () => {
    expect(of("a")).toEqual({ id: "a", summary: "Task a", ts: NOW });
  });

  it("have an id that Pipedream compares as a whole", () => {
    const longest = "x".repeat(64);
    expect(of(longest).id).toBe(longest);
    expect(of(`${longest}x`).id).toMatch(/^[0-9a-f]{64}$/);
    expect(of(`${longest}x`).id).toBe(of(`${longest}x`).id);
    expect(of(`${longest}x`).id).not.toBe(of(`${longest}y`).id);
  });
});
