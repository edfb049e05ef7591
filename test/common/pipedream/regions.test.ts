import { describe, expect, it } from "vitest";
import { DEFAULT_REGION } from "../../../common/pipedream/component.ts";
import { REGIONS } from "../../../common/pipedream/regions.ts";

describe("the regions of the form", () => {
  it("are shown once each, the default among them", () => {
    expect(new Set(REGIONS).size).toBe(REGIONS.length);
    expect(REGIONS).toContain(DEFAULT_REGION);
  });

  it.each(REGIONS)("%s looks like a region", (region) => {
    expect(region).toMatch(/^[a-z]{2}(-gov)?-(north|south|east|west|central)?(east|west)?-\d$/);
  });
});
