import type { Credentials } from "./clients.ts";

/** Why AWS cannot be called with the keys that a source has, and what to do. `undefined` for keys in the form of AWS's. */
export function accountProblem(credentials: Credentials | undefined): string | undefined {
  if (!credentials) {
    return "No AWS account is connected: connect an AWS account to this source";
  }
  const problem = keyProblem(credentials);
  return problem && `The AWS account cannot be used: ${problem}. Connect it again`;
}

/** Keys are printable ASCII. https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html */
const NOT_OF_A_KEY = /[^!-~]/u;

function keyProblem({ accessKeyId, secretAccessKey, sessionToken }: Credentials): string | undefined {
  return (
    textProblem("access key id", accessKeyId) ??
    textProblem("secret access key", secretAccessKey) ??
    textProblem("session token", sessionToken ?? "")
  );
}

/** Says no more of a key than the character that does not belong there. */
function textProblem(what: string, text: unknown): string | undefined {
  if (typeof text !== "string") return `the ${what} is not text`;
  const character = NOT_OF_A_KEY.exec(text)?.[0];
  return character && `the ${what} contains ${nameOf(character)}`;
}

function nameOf(character: string): string {
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  return NAMES[character] ?? `the character U+${code}`;
}

const NAMES: Readonly<Record<string, string>> = {
  "\n": "a line break",
  "\r": "a line break",
  " ": "a blank",
};
