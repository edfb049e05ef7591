/** What a failed AWS call means to whoever asked for it. */
export interface AwsFailure {
  readonly kind: "denied" | "throttled" | "other";
  readonly name: string;
  /** The IAM action that the policy lacks, where AWS names it. */
  readonly action?: string;
}

/** The names of a missing permission, in the three services. */
export const DENIED = [
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
];
/** The names of keys that are wrong, revoked or out of date, in the three services. */
export const INVALID_KEYS = [
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidClientTokenIdException",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "ExpiredTokenException",
];
const THROTTLED = ["Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException"];

export function hasName(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

export function isDenied(error: unknown): boolean {
  return hasName(error, ...DENIED);
}

/** Whether the error came from an AWS call at all: from the service, or from the way to it. */
export function isAwsError(error: unknown): error is Error {
  return error instanceof Error && "$metadata" in error;
}

/** Sorts an AWS error, by its name: `AccessDeniedException`, say, is no class of the SDK on CreateStateMachine. */
export function toAwsFailure(error: Error): AwsFailure {
  const action = /not authorized to perform: ([\w-]+:\w+)/.exec(error.message)?.[1];
  const kind = isDenied(error) ? "denied" : isThrottled(error) ? "throttled" : "other";
  return { kind, name: error.name, ...(action && { action }) };
}

/** Runs the action; errors of these names mean that there was nothing left to do. */
export async function ignoring<T>(
  names: readonly string[],
  action: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (hasName(error, ...names)) return undefined;
    throw error;
  }
}

function isThrottled(error: Error): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return hasName(error, ...THROTTLED) || $metadata?.httpStatusCode === 429;
}
