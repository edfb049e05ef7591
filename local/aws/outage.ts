import type { Fault, Intercept, Service } from "./call.ts";

export interface Outage {
  /** `hangs`: no answer comes. `fails`: 500. `throttles`: nothing but throttles. None of them has an effect. */
  readonly how: "hangs" | "fails" | "throttles";
  /** Every region, if it is not given. */
  readonly region?: string;
  /** Every account, if it is not given. */
  readonly accessKeyId?: string;
  /** IAM is not in it by default: it is global, and does not go down with a region. */
  readonly services?: readonly Service[];
}

/** Makes the calls to a region, or of an account, go wrong, each of them: for `intercept`. */
export function outage({ how, region, accessKeyId, services = ["states", "sns"] }: Outage): Intercept {
  return (call) => {
    const isHit =
      services.includes(call.service) &&
      (region === undefined || call.region === region) &&
      (accessKeyId === undefined || call.accessKeyId === accessKeyId);
    return isHit ? faultOf(how, call.service) : undefined;
  };
}

/** The first fault that one of the intercepts finds with a call. */
export function firstOf(...intercepts: readonly (Intercept | undefined)[]): Intercept {
  return (call) => {
    for (const intercept of intercepts) {
      const fault = intercept?.(call);
      if (fault) return fault;
    }
    return undefined;
  };
}

function faultOf(how: Outage["how"], service: Service): Fault {
  if (how === "hangs") return { hang: "before its effect" };
  if (how === "fails") return { status: 500, code: "InternalFailure", message: "The region is down" };
  const code = service === "states" ? "ThrottlingException" : "Throttling";
  return { status: 400, code, message: "Rate exceeded" };
}
