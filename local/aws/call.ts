export type Service = "states" | "sns" | "iam";

/** A call of an AWS API, freed of its wire protocol: the input has the shape the SDK was given. */
export interface Call {
  readonly service: Service;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly region: string;
  /** Absent if the request was not signed. */
  readonly accessKeyId: string | undefined;
}

/** A call as it is remembered. */
export interface ApiCall extends Call {
  readonly at: number;
  /** The code of the error it was answered with. */
  readonly error?: string;
}

/** What a test makes go wrong: an error instead of the effect, or an effect whose answer is lost. */
export type Fault =
  | { readonly status: number; readonly code: string; readonly message: string }
  | { readonly dropAnswer: true };

export type Intercept = (call: ApiCall) => Fault | undefined;
