export type Service = "states" | "sns" | "iam";

/** A call of an AWS API, freed of its wire protocol: the input has the shape the SDK was given. */
export interface Call {
  readonly service: Service;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly region: string;
  /** Absent if the request was not signed. */
  readonly accessKeyId: string | undefined;
  /** The session token, by which tests tell the processes of a source apart. */
  readonly session?: string | undefined;
}

/** A call as it is remembered. */
export interface ApiCall extends Call {
  readonly at: number;
  /** The code of the error it was answered with. */
  readonly error?: string;
}

/** What a test makes go wrong about a call. */
export interface Fault {
  /** It is answered with this error, and has no effect. */
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  /** The connection is closed before there is an effect. */
  readonly refuse?: boolean;
  /** It has its effect, and the answer is lost. */
  readonly dropAnswer?: boolean;
  /** It is never answered, and the connection stays open, with or without its effect. */
  readonly hang?: "before its effect" | "after its effect";
  /** Happens between the effect and the answer. */
  readonly afterEffect?: () => void;
  /** How long it takes until the effect, and from there to the answer. */
  readonly latencyMs?: number;
  readonly answerLatencyMs?: number;
}

/** How far a call has come: it has arrived, has had its effect, has been answered. */
export type CallStage = "before" | "after" | "answered";

export type CallListener = (call: ApiCall, stage: CallStage) => void;

export type Intercept = (call: ApiCall) => Fault | undefined;
