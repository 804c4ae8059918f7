/** A system call of a traced process, finished. */
export interface SystemCall {
  readonly name: string;
  /** Everything between the brackets, strings as `\x61\x62`. */
  readonly args: string;
  /** What it returned; negative for an error. */
  readonly result: number;
  /** When it began, in microseconds since 1970. */
  readonly startMicros: number;
  /** When it was over, in microseconds since 1970. */
  readonly endMicros: number;
}

const LINE = /^(\d+)\s+(\d+)\.(\d{6}) (.*)$/;
const WHOLE = /^(\w+)\((.*)\)\s+= (-?\d+)(?: .*?)?<(\d+)\.(\d{6})>$/s;
const BEGUN = /^(\w+)\((.*) <unfinished \.\.\.>$/s;
const RESUMED = /^<\.\.\. (\w+) resumed>(.*)\)\s+= (-?\d+)(?: .*?)?<(\d+)\.(\d{6})>$/s;

interface Begun {
  readonly name: string;
  readonly args: string;
  readonly startMicros: number;
}

/**
 * The finished calls in the output of `strace -f -ttt -T`, by the time at which they were over. One
 * that another thread interrupts stands in two lines, `<unfinished ...>` and `<... resumed>`.
 *
 * @throws Error at a line that is none of those that strace writes.
 */
export function parseTrace(text: string): SystemCall[] {
  const begun = new Map<string, Begun>();
  const calls: SystemCall[] = [];
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, thread = '', seconds, micros, rest = ''] = LINE.exec(line) ?? [];
    const atMicros = Number(seconds) * 1e6 + Number(micros);
    if (/^(\+\+\+|---) /.test(rest) || /<unfinished \.\.\.>\)?\s+= \?$/.test(rest)) {
      // A signal, the end of a thread, or a call that never came back.
      continue;
    }
    const start = BEGUN.exec(rest);
    if (start !== null) {
      const [, name = '', args = ''] = start;
      begun.set(thread, { name, args, startMicros: atMicros });
      continue;
    }
    calls.push(finishedCall(rest, atMicros, begun.get(thread)) ?? unreadable(line));
  }
  return calls.sort((a, b) => a.endMicros - b.endMicros);
}

function finishedCall(rest: string, atMicros: number, begun?: Begun): SystemCall | null {
  const whole = WHOLE.exec(rest);
  if (whole !== null) {
    const [, name = '', args = '', result, seconds, micros] = whole;
    return call({ name, args, startMicros: atMicros }, Number(result), seconds, micros);
  }
  const resumed = RESUMED.exec(rest);
  if (resumed === null || begun === undefined || begun.name !== resumed[1]) {
    return null;
  }
  const [, , args = '', result, seconds, micros] = resumed;
  return call({ ...begun, args: begun.args + args }, Number(result), seconds, micros);
}

function call(begun: Begun, result: number, seconds?: string, micros?: string): SystemCall {
  const tookMicros = Number(seconds) * 1e6 + Number(micros);
  return { ...begun, result, endMicros: begun.startMicros + tookMicros };
}

function unreadable(line: string): never {
  throw new Error(`strace wrote a line that this reader does not know: ${line.slice(0, 200)}`);
}

/** `bytes` as they stand in the arguments of a call. */
export function escaped(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** The text of the first string among the arguments of a call. */
export function firstText(args: string): string {
  const bytes = /"((?:\\x[0-9a-f]{2})*)"/.exec(args)?.[1] ?? '';
  return Buffer.from(bytes.replaceAll('\\x', ''), 'hex').toString();
}
