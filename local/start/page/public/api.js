/** What the page knows at this moment. */
export async function getState() {
  const response = await fetch("/page/state");
  if (!response.ok) throw new Error(`The page's host answered ${response.status}`);
  return response.json();
}

/** Sends a request on to the source's endpoint. `error` is what the source, or the way to it, said against it. */
export async function post(path, body, secret) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...(secret && { "x-pd-secret": secret }) },
      body: JSON.stringify(body),
    });
    const answer = parse(await response.text());
    if (answer === undefined || (response.ok && !answer.executionArn)) {
      return { error: { message: "The source is not active: it answered, but not as itself." } };
    }
    return response.ok ? answer : { error: answer.error ?? { message: `It answered ${response.status}.` } };
  } catch {
    return { error: { message: "The host is not there any more. Start it again." } };
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
