import type { World } from './world.ts';

/** What a script waits for before it goes on. */
export type Wait =
  | { readonly kind: 'sleep'; readonly micros: number }
  /** Until `condition` holds, or the time is up. */
  | { readonly kind: 'until'; readonly condition: () => boolean; readonly timeoutMicros: number }
  /** Until somebody calls what `begin` is given. */
  | { readonly kind: 'call'; readonly begin: (done: (value: unknown) => void) => void };

/** A sequence of actions in virtual time, written in the order in which they happen. */
export type Script<T = void> = Generator<Wait, T, unknown>;

/** How often a condition is looked at. */
const POLL_MICROS = 10_000;

/** Runs `script` beside everything else; errors it throws end the run. */
export function runScript(world: World, script: Script, finished: () => void = ignore): void {
  proceed(world, script, undefined, finished);
}

export function* sleep(micros: number): Script {
  yield { kind: 'sleep', micros };
}

/** Returns whether `condition` came to hold in time. */
export function* until(condition: () => boolean, timeoutMicros: number): Script<boolean> {
  return (yield { kind: 'until', condition, timeoutMicros }) as boolean;
}

/** Returns the value that `begin`'s argument is called with. */
export function* callback<T>(begin: (done: (value: T) => void) => void): Script<T> {
  return (yield { kind: 'call', begin: begin as (done: (value: unknown) => void) => void }) as T;
}

function proceed(world: World, script: Script, value: unknown, finished: () => void): void {
  const step = script.next(value);
  if (step.done === true) {
    finished();
    return;
  }
  const wait = step.value;
  switch (wait.kind) {
    case 'sleep':
      world.at(world.nowMicros + wait.micros, () => proceed(world, script, undefined, finished));
      return;
    case 'until':
      poll(world, wait, (held) => proceed(world, script, held, finished));
      return;
    case 'call':
      wait.begin((result) => {
        // In an event of its own: the caller is in the middle of something.
        world.at(world.nowMicros, () => proceed(world, script, result, finished));
      });
      return;
  }
}

function poll(
  world: World,
  wait: Extract<Wait, { kind: 'until' }>,
  decided: (held: boolean) => void,
): void {
  const deadlineMicros = world.nowMicros + wait.timeoutMicros;
  const look = () => {
    if (wait.condition()) {
      decided(true);
    } else if (world.nowMicros >= deadlineMicros) {
      decided(false);
    } else {
      world.at(world.nowMicros + POLL_MICROS, look);
    }
  };
  look();
}

function ignore(): void {}
