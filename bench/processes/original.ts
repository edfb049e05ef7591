import type { Component } from "../../local/pipedream/component.ts";

type Method = (this: object, ...args: never[]) => unknown;

interface AppProp {
  readonly methods: Readonly<Record<string, Method>>;
}

interface Original extends Component {
  readonly props: Readonly<Record<string, unknown>> & { readonly aws: AppProp };
}

/**
 * What Pipedream does for a component that uses an app's file, and the local one does not: the app's methods on
 * `this.aws`, and a prop that takes its definition from the app.
 */
export function withApp(original: Original): Component {
  const { aws, region, ...props } = original.props;
  const bound = (method: Method): Method =>
    function (...args) {
      bindMethods((this as { aws: Record<string, unknown> }).aws, aws.methods);
      return method.apply(this, args);
    };
  const hooks = Object.entries(original.hooks ?? {}).map(([name, hook]) => [name, bound(hook as Method)]);
  return {
    ...original,
    props: { ...props, aws: { type: "app", app: "aws" }, region: { type: "string", default: "us-east-1" } },
    hooks: Object.fromEntries(hooks),
    run: bound(original.run as Method) as NonNullable<Component["run"]>,
  };
}

function bindMethods(app: Record<string, unknown>, methods: AppProp["methods"]): void {
  for (const [name, method] of Object.entries(methods)) app[name] = method.bind(app);
}
