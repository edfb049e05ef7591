import { AwsError } from "../errors.ts";

export function invalidParameter(reason: string): AwsError {
  return new AwsError(400, "InvalidParameter", `Invalid parameter: ${reason}`);
}
