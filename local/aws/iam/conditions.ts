type Test = (expected: string, actual: string) => boolean;

/** The condition operators that this stand-in evaluates; documents with others are refused. */
export const CONDITION_OPERATORS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["StringEquals", (expected, actual) => expected === actual],
  ["StringLike", matchesPattern],
  // ArnEquals and ArnLike behave identically:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
  ["ArnEquals", matchesArn],
  ["ArnLike", matchesArn],
]);

/** `*` stands for any text, `?` for one character. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

/** Each of the six parts of an ARN is compared by itself, so a wildcard does not reach over a colon before the last. */
function matchesArn(pattern: string, arn: string): boolean {
  const patterns = partsOf(pattern);
  const parts = partsOf(arn);
  return (
    patterns.length === parts.length && patterns.every((part, i) => matchesPattern(part, parts[i] ?? ""))
  );
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
