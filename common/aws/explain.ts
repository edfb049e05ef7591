import { isDenied } from "./failures.ts";

/**
 * What an AWS error means, in words that name nothing of the account; `undefined` where the error says all that is known.
 */
export function explain(error: Error): string | undefined {
  const { name, message } = error;
  if (isDenied(error)) return explainDenial(message);
  const text = `${name}: ${message}`;
  return MEANINGS.find(([pattern]) => pattern.test(text))?.[1];
}

/**
 * AWS names the action, and the kind of policy that decided.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function explainDenial(message: string): string | undefined {
  const action = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];
  if (!action) return undefined;
  const what = action.startsWith("kms:") ? `${action} on a KMS key` : action;
  const denial = /with an explicit deny(?: in (an? [\w -]+))?/.exec(message);
  if (denial) return `${what} meets an explicit deny${denial[1] ? ` in ${denial[1]}` : ""}`;
  const decider = /because no ([\w -]+?) allows/.exec(message)?.[1] ?? IDENTITY_BASED;
  return decider === IDENTITY_BASED
    ? `the policy of the AWS user lacks ${what}`
    : `no ${decider} allows ${what}`;
}

const IDENTITY_BASED = "identity-based policy";

/** By name and message. Names differ from service to service. */
const MEANINGS: readonly (readonly [pattern: RegExp, meaning: string])[] = [
  [
    /^(InvalidClientTokenId|UnrecognizedClient)/,
    "the access key is wrong or inactive, or the region is not enabled for the account",
  ],
  [/Signature (expired|not yet current)|^RequestExpired/, "the clocks of AWS and of this source differ"],
  [
    /^(SignatureDoesNotMatch|InvalidSignature)/,
    "the secret access key is wrong, or the clocks of AWS and of this source differ",
  ],
  [/^ExpiredToken/, "the keys were temporary and have expired"],
  [/^(OptInRequired|SubscriptionRequired)/, "the region is not enabled for the account"],
  [/ENOTFOUND/, "there is no AWS at this address: check the region"],
  [/^KMS/i, "a KMS key cannot be used"],
  [/tag ?polic/i, "a tag policy of the AWS organization does not allow it"],
  [/^(?!Request)\w*(LimitExceeded|QuotaExceeded)/, "a quota of the AWS account is used up"],
];
