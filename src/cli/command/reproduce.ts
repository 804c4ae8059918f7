const PLAIN = /^[\w./:,=@+-]+$/;
const DROPPED_FLAGS = ['--json', '--verbose'];

/** The npm script that repeats a run with these arguments; where it wrote and how it spoke left out. */
export function reproduceCommand(script: string, argv: readonly string[]): string {
  const kept = argv.filter(
    (argument, at) =>
      !DROPPED_FLAGS.includes(argument) &&
      argument !== '--out' &&
      argv[at - 1] !== '--out' &&
      !argument.startsWith('--out='),
  );
  return [`npm run ${script}`, ...(kept.length === 0 ? [] : ['--']), ...kept.map(quoted)].join(' ');
}

function quoted(argument: string): string {
  return PLAIN.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
