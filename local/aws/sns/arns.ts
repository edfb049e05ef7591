import { invalidParameter } from "./errors.ts";

/** The parts of the ARN of a topic or a subscription; `name` is what it is called in errors. */
export function parseSnsArn(name: string, arn: string): { region: string } {
  const parts = arn.split(":");
  if (parts.length < 6) {
    throw invalidParameter(`${name} Reason: An ARN must have at least 6 elements, not ${parts.length}`);
  }
  const [prefix, , service, region = ""] = parts;
  if (prefix !== "arn" || service !== "sns") throw invalidParameter(name);
  return { region };
}
