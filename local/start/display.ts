import ora from "ora";

/** Tells a person what is going on: a spinner on a terminal, plain lines otherwise. */
export interface Display {
  /** Something begins that takes time. */
  begin(text: string): void;
  /** What is going on has a new wording, such as the seconds left. Only a terminal shows it. */
  update(text: string): void;
  /** It has ended well. */
  done(text: string): void;
  /** It has ended badly. */
  fail(text: string): void;
  print(text: string): void;
}

export function createDisplay(stream: NodeJS.WriteStream = process.stdout): Display {
  return stream.isTTY ? spinner(stream) : lines(stream);
}

function lines(stream: NodeJS.WriteStream): Display {
  const print = (text: string) => void stream.write(`${text}\n`);
  return { begin: print, update: () => {}, done: print, fail: print, print };
}

function spinner(stream: NodeJS.WriteStream): Display {
  const spinning = ora({ stream });
  const print = (text: string) => {
    const text_ = spinning.text;
    const wasSpinning = spinning.isSpinning;
    spinning.stop();
    stream.write(`${text}\n`);
    if (wasSpinning) spinning.start(text_);
  };
  return {
    begin: (text) => void spinning.start(text),
    update: (text) => {
      spinning.text = text;
    },
    done: (text) => void spinning.succeed(text),
    fail: (text) => void spinning.fail(text),
    print,
  };
}
