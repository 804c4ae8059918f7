import { writeU32 } from '../../src/base/bytes.ts';
import { NO_SESSION, type SessionId } from '../../src/base/ids.ts';
import { type CommandDraft, commandBytes, encodeCommand } from '../../src/codec/command.ts';
import { restart } from '../faults/crashes.ts';
import type { Simulation } from '../run/simulation.ts';
import { Asker, type Reply } from '../workload/asker.ts';
import { callback, type Script } from '../world/script.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, expect, firstGroup, haveLeaders, leaderHost, serves, strike } from './steps.ts';

const ASKER_CONNECTION = 2000;
/** The number of a write among requests (docs/formats.md). */
const WRITE = 0;
const UNKNOWN_REQUEST = 200;
/** Sessions are named after log indices. */
const NEVER_REGISTERED = 1_000_000_000 as SessionId;

/** Where it must be refused: by the leader before the log, or by every replica that applies it. */
type Refused = 'atOnce' | 'whenApplied';

interface Poison {
  readonly what: string;
  readonly request: number;
  readonly body: (simulation: Simulation) => Uint8Array;
  readonly refused: Refused;
}

/** A put, changed by `change`. */
function changed(change: (bytes: Uint8Array) => Uint8Array): Poison['body'] {
  return ({ world }) => change(command(world.ports.utf8.encode('poison'), {}));
}

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  bytes[at] = value;
  return bytes;
}

const VERSION_AT = 0;
const KIND_AT = 1;
const KEY_LENGTH_AT = 26;

const POISONS: readonly Poison[] = [
  {
    what: 'an unknown kind',
    request: WRITE,
    body: changed((b) => withByte(b, KIND_AT, 99)),
    refused: 'atOnce',
  },
  {
    what: 'a later version',
    request: WRITE,
    body: changed((b) => withByte(b, VERSION_AT, 9)),
    refused: 'atOnce',
  },
  {
    what: 'half a header',
    request: WRITE,
    body: changed((b) => b.slice(0, 13)),
    refused: 'atOnce',
  },
  { what: 'nothing', request: WRITE, body: () => new Uint8Array(0), refused: 'atOnce' },
  {
    what: 'garbage',
    request: WRITE,
    body: () => Uint8Array.from({ length: 100 }, (_, i) => (i * 37 + 11) % 256),
    refused: 'atOnce',
  },
  {
    what: 'a key behind the end',
    request: WRITE,
    body: changed((b) => withByte(b, KEY_LENGTH_AT, 255)),
    refused: 'atOnce',
  },
  {
    what: 'an unknown request',
    request: UNKNOWN_REQUEST,
    body: changed((b) => b),
    refused: 'atOnce',
  },
  {
    what: 'a delete with a value',
    request: WRITE,
    body: changed((b) => withByte(b, KIND_AT, 1)),
    refused: 'whenApplied',
  },
  {
    what: 'half a swap',
    request: WRITE,
    body: changed((b) => withByte(b, KIND_AT, 2).slice(0, -2)),
    refused: 'whenApplied',
  },
  {
    what: 'a session that never was',
    request: WRITE,
    body: ({ world }) =>
      command(world.ports.utf8.encode('poison'), { session: NEVER_REGISTERED, sequence: 1 }),
    refused: 'whenApplied',
  },
];

/** seeds.md SIM-15: one replica that stumbles over a command stops, or differs from the others. */
export const poisonCommandScenario: Scenario = {
  name: 'poison-command',
  origin: 'SIM-15',
  summary: 'commands that nobody can read are refused, some only when applied, alike by everybody',
  configure: (config) => ({ ...calm(config), groups: 1 }),
  *script(simulation) {
    const { cluster, world } = simulation;
    const asker = new Asker(world, ASKER_CONNECTION);
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    for (const poison of POISONS) {
      yield* isRefused(simulation, asker, poison);
    }
    yield* serves(simulation);
    for (const host of world.machines) {
      yield* catchesUp(simulation, host);
    }
    // Who starts again meets them once more.
    for (const host of world.machines) {
      strike(simulation, host, true);
    }
    for (const host of world.machines) {
      restart(cluster, host);
    }
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    for (const host of world.machines) {
      yield* catchesUp(simulation, host);
    }
  },
};

function* isRefused(simulation: Simulation, asker: Asker, poison: Poison): Script {
  yield* haveLeaders(simulation);
  const group = firstGroup(simulation);
  const body = poison.body(simulation);
  const reply = yield* callback<Reply>((done) =>
    asker.ask(leaderHost(simulation).id, (id) => frame(poison.request, id, group, body), done),
  );
  const answer = reply === null ? 'nothing' : wordsOf(reply);
  const expected =
    poison.refused === 'atOnce'
      ? ['refused invalid']
      : ['written invalid', 'written sessionUnknown'];
  expect(
    expected.includes(answer),
    `${poison.what} must be ${poison.refused} refused; the answer is ${answer}`,
  );
}

function wordsOf(reply: Exclude<Reply, null>): string {
  switch (reply.kind) {
    case 'refused':
      return `refused ${reply.code}`;
    case 'written':
      return `written ${reply.result.status}`;
    default:
      return reply.kind;
  }
}

function frame(kind: number, requestId: number, group: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(13 + body.length);
  writeU32(bytes, 0, bytes.length - 4);
  writeU32(bytes, 4, requestId);
  bytes[8] = kind;
  writeU32(bytes, 9, group);
  bytes.set(body, 13);
  return bytes;
}

function command(key: Uint8Array, change: Partial<CommandDraft>): Uint8Array {
  const draft: CommandDraft = {
    kind: 'put',
    session: NO_SESSION,
    sequence: 0,
    answeredThrough: 0,
    key,
    value: key,
    expected: null,
    ...change,
  };
  const bytes = new Uint8Array(commandBytes(draft));
  encodeCommand(draft, bytes, 0);
  return bytes;
}
