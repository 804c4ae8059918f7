import test from 'ava';
import { foreignCase } from '../foreign/case-counts.ts';
import { foreignData, foreignFiles, foreignText } from '../foreign/files.ts';
import { excluded } from './exclusions.ts';
import { Mismatch, runTranscript } from './run-transcript.ts';

interface Manifest {
  readonly files: readonly { readonly file: string; readonly portability: 'A' | 'B' | 'C' }[];
}

/**
 * Transcripts of flow control, optional features and asynchronous storage that come out alike here
 * too, and must go on to. Another one of these grades may differ: then the summary says where.
 */
const HELD: readonly string[] = [
  'async_storage_writes.txt',
  'heartbeat_resp_recovers_from_probing.txt',
  'replicate_pause.txt',
  'snapshot_succeed_via_app_resp.txt',
];

const manifest = foreignData<Manifest>('interaction/manifest.json');
const files = foreignFiles('interaction', '.txt');
if (files.length === 0) {
  test.skip('the transcripts of others are not on this machine', () => {});
}

for (const file of files) {
  test(`${file} comes to the states that were recorded, if this engine has what it asks for`, (t) => {
    const end = foreignCase(file, 'state', () => {
      const compared = runOrExclude(file);
      t.true(compared.outputs + compared.states > 0, 'something was compared');
    });
    t.log(end.kind === 'excluded' ? end.reason : end.kind);
    t.not(end.kind, 'failed');
  });
}

function runOrExclude(file: string): ReturnType<typeof runTranscript> {
  try {
    return runTranscript(foreignText(file) ?? '');
  } catch (error) {
    if (error instanceof Mismatch && !isHeld(file)) {
      throw excluded('other flow', error.message);
    }
    throw error;
  }
}

/** Whether the state must be as recorded: always where any complete Raft must come to it. */
function isHeld(file: string): boolean {
  const name = file.replace('interaction/', '');
  const grade = manifest?.files.find((one) => one.file === name)?.portability ?? 'A';
  return grade === 'A' || HELD.includes(name);
}
