import { AwsError } from "../errors.ts";
import { CONDITION_OPERATORS } from "./conditions.ts";
import { many, type PolicyDocument, type Statement } from "./policy.ts";
import type { StoredPolicy } from "./types.ts";

/** Who may assume a role. */
export function parseTrustPolicy(text: string): StoredPolicy {
  const document = parse(text);
  for (const statement of many(document.Statement)) {
    if (statement.Resource !== undefined) throw malformed("Has prohibited field Resource");
    if (statement.Principal === undefined) throw malformed("Missing required field Principal");
  }
  return { text, document };
}

/** What a role, or a user, may do. */
export function parseIdentityPolicy(text: string): StoredPolicy {
  const document = parse(text);
  for (const statement of many(document.Statement)) {
    if (statement.Principal !== undefined) throw malformed("Policy document should not specify a principal.");
    const resources = many(statement.Resource);
    if (resources.length === 0) throw malformed("Policy statement must contain resources.");
    for (const resource of resources) {
      if (resource !== "*" && !resource.startsWith("arn:")) {
        throw malformed(`Resource ${resource} must be in ARN format or "*".`);
      }
    }
  }
  return { text, document };
}

function parse(text: string): PolicyDocument {
  const document = parseObject(text) as Partial<PolicyDocument>;
  const { Version, Statement } = document;
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17") {
    throw malformed("The policy must contain a valid version string");
  }
  const statements = many(Statement);
  if (statements.length === 0) throw malformed("Syntax errors in policy.");
  for (const statement of statements) requireStatement(statement);
  return document as PolicyDocument;
}

function requireStatement(statement: Statement): void {
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
    throw malformed("Syntax errors in policy.");
  if (many(statement.Action).length === 0) throw malformed("Policy statement must contain actions.");
  for (const action of many(statement.Action)) {
    if (action !== "*" && !/^[\w-]+:[\w*?]+$/.test(action)) {
      throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
  }
  for (const operator of Object.keys(statement.Condition ?? {})) {
    if (!CONDITION_OPERATORS.has(operator)) throw malformed(`This stand-in does not evaluate ${operator}.`);
  }
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Answered below, like JSON of another kind.
  }
  throw malformed("This policy contains invalid Json");
}

function malformed(message: string): AwsError {
  return new AwsError(400, "MalformedPolicyDocument", message);
}
