/**
 * The parameters of the Query protocol as the SDK was given them: `Attributes.entry.1.key=A` is a map,
 * `Tags.member.1.Key=A` a list. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function parseQuery(parameters: URLSearchParams): Record<string, unknown> {
  const root: Node = new Map();
  for (const [name, value] of parameters) {
    if (name !== "Action" && name !== "Version") put(root, name.split("."), value);
  }
  return Object.fromEntries([...root].map(([name, node]) => [name, toValue(node)]));
}

type Node = Map<string, Node | string>;

function put(node: Node, [head = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    node.set(head, value);
    return;
  }
  const known = node.get(head);
  const child: Node = known instanceof Map ? known : new Map();
  node.set(head, child);
  put(child, rest, value);
}

function toValue(node: Node | string): unknown {
  if (typeof node === "string") return node;
  const members = node.get("member");
  if (members instanceof Map) return [...members.values()].map(toValue);
  const entries = node.get("entry");
  if (entries instanceof Map) return Object.fromEntries([...entries.values()].map(toEntry));
  return Object.fromEntries([...node].map(([name, child]) => [name, toValue(child)]));
}

/** Message attributes are the one map whose entries are spelt `Name` and `Value`. */
function toEntry(node: Node | string): [string, unknown] {
  if (typeof node === "string") return [node, undefined];
  return [String(node.get("key") ?? node.get("Name")), toValue(node.get("value") ?? node.get("Value") ?? "")];
}
