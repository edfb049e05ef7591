import { CONDITION_OPERATORS, matchesPattern } from "./conditions.ts";

type OneOrMany<T> = T | readonly T[];

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, OneOrMany<string>>>;
  readonly Action: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany<string>>>>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: OneOrMany<Statement>;
}

export interface AccessRequest {
  readonly action: string;
  /** Absent for a trust policy: its resource is the role that it is attached to. */
  readonly resource?: string;
  /** Any of these names is who asks, for a trust policy. */
  readonly services?: readonly string[];
  /** Condition keys, such as `aws:SourceArn`. */
  readonly context: Readonly<Record<string, string>>;
}

export type Decision = "allowed" | "denied explicitly" | "not allowed";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export function evaluate(documents: readonly PolicyDocument[], request: AccessRequest): Decision {
  const applying = documents.flatMap(({ Statement }) => many(Statement)).filter((s) => applies(s, request));
  if (applying.some(({ Effect }) => Effect === "Deny")) return "denied explicitly";
  return applying.some(({ Effect }) => Effect === "Allow") ? "allowed" : "not allowed";
}

export function many<T>(value: OneOrMany<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}

function applies(statement: Statement, request: AccessRequest): boolean {
  return (
    isActionNamed(statement, request.action) &&
    isResourceNamed(statement, request.resource) &&
    isPrincipalNamed(statement, request.services) &&
    isConditionMet(statement, request.context)
  );
}

/** Actions, other than resources, are compared without regard to case. */
function isActionNamed({ Action }: Statement, action: string): boolean {
  return many(Action).some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()));
}

function isResourceNamed({ Resource }: Statement, resource: string | undefined): boolean {
  return resource === undefined || many(Resource).some((pattern) => matchesPattern(pattern, resource));
}

function isPrincipalNamed({ Principal }: Statement, services: readonly string[] | undefined): boolean {
  if (!services) return true;
  return (
    typeof Principal === "object" && many(Principal.Service).some((service) => services.includes(service))
  );
}

/** Every key of every operator must hold, for one of the values each. */
function isConditionMet({ Condition = {} }: Statement, context: Readonly<Record<string, string>>): boolean {
  const keys = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(Condition).every(([operator, tests]) =>
    Object.entries(tests).every(([key, expected]) => {
      const actual = keys.get(key.toLowerCase());
      const holds = CONDITION_OPERATORS.get(operator);
      return (
        actual !== undefined && holds !== undefined && many(expected).some((value) => holds(value, actual))
      );
    }),
  );
}
