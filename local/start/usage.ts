export const USAGE = `Usage: npm start -- [options]

Runs the source on this machine, schedules a task, and shows the event when it comes.

  --in <seconds>      when the sample task is due, from now (5)
  --message <json>    its message ({"name":"Luke","title":"Jedi"})
  --secret <text>     give the source a secret
  --port <number>     the port of the source's endpoint (3000)
  --data <folder>     keep everything in that folder, and go on from there at the next start
  --id <name>         the id of the source: with it, a later run finds what this one leaves in AWS
  --time-travel       let the page and POST /dev/advance move the clock (on the built-in AWS)
  --public-url <url>  the URL of a tunnel to the port; without AWS_ENDPOINT_URL the run is then on AWS itself
  --quiet             say nothing about requests and events after the sample
  --once              end after the sample
  --help              show this

Environment: AWS_ENDPOINT_URL takes another AWS than the built-in one, such as an emulator. That AWS, and AWS itself, take
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_REGION (us-east-1). No other setting of AWS counts.`;

/** A mistake on the command line, or around it. Its message says how to do it right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
