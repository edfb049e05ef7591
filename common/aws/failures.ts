/** The names of a missing permission, in the three services. */
export const DENIED = [
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
];
/** The names of keys that are wrong, revoked or out of date, in the three services. */
const INVALID_KEYS = [
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidClientTokenIdException",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "ExpiredTokenException",
];
const THROTTLED = ["Throttling", "ThrottlingException", "ThrottledException", "TooManyRequestsException"];
const NO_CONNECTION =
  /^(ECONN\w+|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|TimeoutError|AbortError)$/;

/** No connection was made. */
const NOT_SENT = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

export function hasName(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

/** Whether AWS refused the call for lack of a permission. */
export function isDenied(error: unknown): error is Error {
  return hasName(error, ...DENIED);
}

/** Whether AWS does not accept the keys themselves. */
export function hasInvalidKeys(error: unknown): boolean {
  return hasName(error, ...INVALID_KEYS);
}

/** Whether the error came from an AWS call at all: from the service, or from the way to it. */
export function isAwsError(error: unknown): error is Error {
  return error instanceof Error && "$metadata" in error;
}

export function isThrottled(error: unknown): boolean {
  return hasName(error, ...THROTTLED) || statusOf(error) === 429;
}

/** Whether the same call may succeed later: a throttle, a 5xx, no connection, no answer in time. */
export function isPassing(error: unknown): boolean {
  if (!isAwsError(error)) return false;
  const status = statusOf(error);
  if (status === undefined) return hasNoConnection(error);
  return status >= 500 || isThrottled(error);
}

/** Whether AWS answered, and its answer was no. After any other failure the call may have taken effect. */
export function isRefusal(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  return status >= 400 && status < 500;
}

/** Whether AWS may have done what it was asked: its answer was lost, say, rather than being no. */
export function mayHaveTakenEffect(error: unknown): boolean {
  return !isRefusal(error) && !NOT_SENT.test(codeOf(error));
}

/** The result of the action, or the word for its error: the first whose names have it. Any other error is thrown. */
export async function orWord<T, Word extends string>(
  action: () => Promise<T>,
  words: Readonly<Record<Word, readonly string[]>>,
): Promise<T | Word> {
  try {
    return await action();
  } catch (error) {
    for (const word in words) if (hasName(error, ...words[word])) return word;
    throw error;
  }
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

function hasNoConnection(error: Error): boolean {
  return NO_CONNECTION.test(error.name) || NO_CONNECTION.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code);
}

function statusOf(error: unknown): number | undefined {
  if (!isAwsError(error)) return undefined;
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
