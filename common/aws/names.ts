import { createHash, randomUUID } from "node:crypto";

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

/** So many state machines of one source may be in deletion at once before the next one's name is a random one. */
const MAX_STATE_MACHINE_NAMES = 10;

/**
 * The names to try for the state machine, the known one first: a deleted one keeps its name for minutes, or for as long
 * as an execution waits.
 */
export function stateMachineNames(componentId: string, known?: string): string[] {
  const base = baseName(componentId);
  const suffixed = Array.from({ length: MAX_STATE_MACHINE_NAMES - 1 }, (_, index) => `${base}-${index + 2}`);
  const names = [base, ...suffixed, `${base}-${randomUUID().slice(0, 8)}`];
  return known ? [known, ...names.filter((name) => name !== known)] : names;
}
