import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { main } from '../../../sim/cli/main.ts';
import { tellReplaced } from '../../../sim/cli/replaced-run.ts';

const RECORDED = 'test/sim/capsules/commit-prior-term.sim.json';

function temporaryDirectory(t: ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'raftlab-files-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** What the command writes to stderr, and its exit code; it is refused before it runs anything. */
async function refusal(...argv: string[]): Promise<{ exitCode: number; stderr: string }> {
  const stderr = new PassThrough();
  const exitCode = await main(argv, { stdout: new PassThrough(), stderr });
  return { exitCode, stderr: String(stderr.read()) };
}

for (const [what, argv, expected] of [
  [
    'an export in place of the capsule that is run',
    ['--replay', RECORDED, '--events', RECORDED],
    `sim: --events "${RECORDED}": expected another place, since ${RECORDED} is what --replay reads\n`,
  ],
  [
    'two exports in one file',
    ['--seed', '1', '--events', 'x.out', '--perfetto', './x.out'],
    'sim: --perfetto "./x.out": expected another place, since ./x.out is what --events writes\n',
  ],
  [
    'an export in place of the report',
    ['--seed', '1', '--out', '.', '--events', 'index.html'],
    'sim: --out ".": expected another place, since index.html is what --events writes\n',
  ],
  [
    'a history in place of the one that is checked',
    ['check', RECORDED, '--write', RECORDED, '--to', 'knossos-edn'],
    `sim: --write "${RECORDED}": expected another place, since ${RECORDED} is what check reads\n`,
  ],
] as const) {
  test(`${what} is refused before anything is run`, async (t) => {
    t.deepEqual(await refusal(...argv), { exitCode: 2, stderr: expected });
  });
}

for (const shrink of [[], ['--shrink']]) {
  test(`a report in the directory of the capsule that is ${shrink.length === 0 ? 'run' : 'shrunk'} is refused`, async (t) => {
    const directory = temporaryDirectory(t);
    const file = join(directory, 'run.sim.json');
    cpSync(RECORDED, file);
    const argv = ['--replay', file, '--out', `${directory}/.`, ...shrink];
    const { exitCode, stderr } = await refusal(...argv);
    t.is(exitCode, 2);
    t.regex(stderr, /is what --replay reads\n$/);
  });
}

test('a link to the directory of the capsule is no other place', async (t) => {
  const directory = temporaryDirectory(t);
  mkdirSync(join(directory, 'a'));
  symlinkSync(join(directory, 'a'), join(directory, 'b'));
  const file = join(directory, 'a', 'run.sim.json');
  cpSync(RECORDED, file);
  const { stderr } = await refusal('--replay', file, '--out', join(directory, 'b'));
  t.regex(stderr, /is what --replay reads\n$/);
});

test('who takes the place of another failing run is told which, and nobody else is', (t) => {
  const directory = temporaryDirectory(t);
  const told = (hash: string): string => {
    const stderr = new PassThrough();
    tellReplaced(directory, { hash }, { stderr });
    return String(stderr.read() ?? '');
  };
  const write = (violation: object | null): void => {
    const capsule = { violation, hash: 'a', command: 'npm run sim -- --seed 7' };
    writeFileSync(join(directory, 'run.sim.json'), JSON.stringify(capsule));
  };
  t.is(told('b'), '');
  write({ oracle: 'engine' });
  t.regex(told('b'), /^sim: replaces .*run\.sim\.json, another run that failed: .* --seed 7\n$/);
  t.is(told('a'), '');
  write(null);
  t.is(told('b'), '');
});
