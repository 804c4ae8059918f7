import { seedsOf } from './sweep-sessions.ts';

const RUN = { wallSeconds: 1, isCompared: false };

/** A sweep that runs nothing: says of every tenth seed that it failed, and often that it ends. */
const [store = '', first = '', last = ''] = process.argv.slice(2);
const session = seedsOf([Number(first), Number(last)], store);
for (let seed = Number(first); seed <= Number(last); seed++) {
  const failure = { seed: `${seed}`, exitCode: 10, oracle: 'log-matching', message: 'm' };
  session.note(seed, RUN, seed % 10 === 0 ? failure : null);
  if (seed % 5 === 0) {
    session.close();
  }
}
