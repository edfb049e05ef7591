import { describe, expect, it } from "vitest";
import { DEFAULT_REGION } from "../../../common/pipedream/component.ts";
import { REGIONS } from "../../../common/pipedream/regions.ts";

describe("the regions of the form", () => {
  const values = REGIONS.map(({ value }) => value);

  it("are shown with their names", () => {
    expect(REGIONS).toContainEqual({ label: "US East (N. Virginia) - `us-east-1`", value: "us-east-1" });
  });

  it("are shown once each, the default among them", () => {
    expect(new Set(values).size).toBe(values.length);
    expect(values).toContain(DEFAULT_REGION);
  });

  it.each(REGIONS.map(({ value }) => value))("%s looks like a region", (value) => {
    expect(value).toMatch(/^[a-z]{2}(-gov)?-(north|south|east|west|central)?(east|west)?-\d$/);
  });
});
