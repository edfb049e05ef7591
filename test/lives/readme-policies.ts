import { readFileSync } from "node:fs";
import type { PolicyDocument } from "../../local/aws/iam/policy.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** In the order of the README. */
const policies: PolicyDocument[] = [...readme.matchAll(/```json\n(\{\n {2}"Version"[\s\S]*?)\n```/g)].map(
  ([, text = ""]) => JSON.parse(text),
);

export const [recommended, minimum, withCleanUp] = policies as [
  PolicyDocument,
  PolicyDocument,
  PolicyDocument,
];
