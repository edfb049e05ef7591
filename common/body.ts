import { invalidJson } from "./errors.ts";
import { parseExactly } from "./exact-json.ts";

export type Body =
  | { readonly kind: "absent" }
  /** `problem` is a sentence for the caller. */
  | { readonly kind: "unreadable"; readonly problem: string }
  /** `text` is what `value` was parsed from, where that is known. */
  | { readonly kind: "json"; readonly value: unknown; readonly text?: string };

type Header = (name: string) => string | undefined;

/**
 * The body of a request, of which the platform gives what it made of it and the raw text. Pipedream parses JSON whatever
 * its content type says; SNS sends it as text/plain, and curl as a form unless told otherwise. Should the platform take
 * such a body for text or a form, its raw text is still JSON.
 */
export function toBody(body: unknown, bodyRaw: unknown, header: Header): Body {
  const texts = [bodyRaw, body].flatMap(toText);
  if (texts.length === 0 && (body === undefined || body === null || typeof body === "string")) {
    return { kind: "absent" };
  }
  const problem = encodingProblem(bodyRaw, header);
  if (problem) return { kind: "unreadable", problem };
  const [raw] = texts;
  if (isObject(body) && !isForm(header)) return { kind: "json", value: body, ...(raw && { text: raw }) };
  for (const text of texts) {
    const value = parseJson(text);
    if (value !== undefined) return { kind: "json", value, text };
  }
  if (texts.length > 0) return { kind: "unreadable", problem: readingProblem(texts.join(), header) };
  return { kind: "json", value: body };
}

/** The JSON value of a body. Throws `invalid_json` where there is none. */
export function requireJson(body: Body): unknown {
  if (body.kind === "json") return body.value;
  throw invalidJson(body.kind === "absent" ? "The request has no body." : body.problem);
}

/** The same, with numbers that a double cannot hold marked, if the text of the body is known. */
export function requireExactJson(body: Body): unknown {
  const value = requireJson(body);
  const problem = whyUnseen(body);
  if (problem) throw invalidJson(problem);
  if (body.kind !== "json" || body.text === undefined) return value;
  try {
    return parseExactly(body.text);
  } catch {
    return value; // The platform knew how to read it.
  }
}

/** Why no field of a body can be seen, in a sentence, if there is a body and none can. */
export function whyUnseen(body: Body): string | undefined {
  if (body.kind === "unreadable") return body.problem;
  if (body.kind !== "json" || typeof body.value !== "string" || !isObject(parseJson(body.value)))
    return undefined;
  return "The body is a JSON string that holds JSON: it was encoded twice.";
}

/** What is there besides blanks. Some clients put a byte order mark in front. */
function toText(text: unknown): string[] {
  const plain = typeof text === "string" ? text.replace(/^\uFEFF/, "") : "";
  return plain.trim() === "" ? [] : [plain];
}

/** What was lost when the bytes of the body became text. */
function encodingProblem(bodyRaw: unknown, header: Header): string | undefined {
  const charset = /;\s*charset\s*=\s*["']?([^"';\s]+)/i.exec(header("content-type") ?? "")?.[1];
  if (charset && !/^(utf-?8|(us-)?ascii)$/i.test(charset)) {
    return `The body is declared to be in ${charset.slice(0, 40)}, and only UTF-8 is read.`;
  }
  if (typeof bodyRaw !== "string" || !bodyRaw.includes("\uFFFD")) return undefined;
  // A replacement character may be meant, and then takes the three bytes that it has in UTF-8.
  const length = header("content-encoding") ? Number.NaN : Number(header("content-length"));
  return Buffer.byteLength(bodyRaw) > length ? NOT_UTF_8 : undefined;
}

const NOT_UTF_8 = "The body is not text in UTF-8.";

function readingProblem(text: string, header: Header): string {
  const encoding = header("content-encoding");
  if (encoding && encoding !== "identity") return "The body is compressed, which is not read.";
  if (isForm(header)) return "The body is a form.";
  return /[\0\uFFFD]/.test(text) ? NOT_UTF_8 : "The body is not valid JSON.";
}

function isForm(header: Header): boolean {
  return /^\s*(application\/x-www-form-urlencoded|multipart\/)/i.test(header("content-type") ?? "");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
