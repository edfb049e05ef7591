import { readFileSync } from "node:fs";
import type { PolicyDocument } from "../../local/aws/iam/policy.ts";

/** The policies as the documents show them, each the only one below its heading. */
export const recommended = policyUnder("README.md", "## Permissions");
export const minimum = policyUnder("docs/permissions.md", "## Minimum");
export const withCleanUp = policyUnder("docs/permissions.md", "## Minimum with clean-up");

export const actionsOf = ({ Statement }: PolicyDocument): string[] =>
  [Statement].flat().flatMap(({ Action }) => Action as string | string[]);

function policyUnder(path: string, heading: string): PolicyDocument {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  const [, section = ""] = text.split(`\n${heading}\n`);
  const [upToNext = ""] = section.split(/^## /m);
  const blocks = [...upToNext.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  if (blocks.length !== 1) throw new Error(`${path} has ${blocks.length} policies under ${heading}`);
  return JSON.parse(blocks[0] ?? "");
}
