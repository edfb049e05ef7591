/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundle: the source is given its keys by Pipedream, and never
 * looks for others in files, variables or at the addresses of cloud hosts.
 */
export function defaultProvider() {
  return async () => {
    throw new Error("The AWS account of the source has no keys");
  };
}
