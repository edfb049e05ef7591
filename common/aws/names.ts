import { createHash } from "node:crypto";

/** A role's name is at most this long, and unique in the account across all regions. */
const ROLE_NAME_LENGTH = 64;

export const ROLE_PATH = "/pipedream/";
export const PUBLISH_POLICY_NAME = "publish-scheduled-tasks";

/** The name of everything that belongs to a source, as far as AWS lets it be the same. */
export function baseName(componentId: string): string {
  return `pipedream-scheduled-tasks-${componentId}`;
}

export function roleName(componentId: string, region: string): string {
  const name = `${baseName(componentId)}-${region}`;
  if (name.length <= ROLE_NAME_LENGTH) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, ROLE_NAME_LENGTH - hash.length - 1)}-${hash}`;
}

/** The n-th name to try: a deleted state machine keeps its name for minutes, or for as long as an execution waits. */
export function stateMachineName(componentId: string, attempt: number): string {
  return attempt === 1 ? baseName(componentId) : `${baseName(componentId)}-${attempt}`;
}
