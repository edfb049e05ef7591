import type { PolicyDocument } from "./policy.ts";

/** A document as it was sent, and what it says. */
export interface StoredPolicy {
  readonly text: string;
  readonly document: PolicyDocument;
}

export interface Role {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdAt: number;
  readonly description: string | undefined;
  readonly maxSessionDuration: number;
  /** IAM is eventually consistent: until then nobody can assume the role. */
  readonly usableAt: number;
  policyDeletedAt?: number;
  trust: StoredPolicy;
  readonly policies: Map<string, StoredPolicy>;
}
