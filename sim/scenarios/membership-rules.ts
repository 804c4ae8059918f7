import type { LogIndex } from '../../src/base/ids.ts';
import { present } from '../../src/base/invariant.ts';
import { changeMembers } from '../../src/client/member-requests.ts';
import { encodeRequest } from '../../src/codec/client/request.ts';
import type { MemberChange, Transition } from '../../src/kv/membership-change.ts';
import type { Simulation } from '../run/simulation.ts';
import { Asker, type Reply } from '../workload/asker.ts';
import { callback, type Script } from '../world/script.ts';
import type { SimHost } from '../world/sim-host.ts';
import { calm } from './calm.ts';
import type { Scenario } from './scenario.ts';
import { catchesUp, expect, firstGroup, haveLeaders, leaderHost, must, serves } from './steps.ts';

const ASKER_CONNECTION = 2000;

/** seeds.md SIM-07: the rules MB-01 to MB-05, asked for one after the other. */
export const membershipRulesScenario: Scenario = {
  name: 'membership-rules',
  origin: 'SIM-07',
  summary:
    'of two changes at once one counts; twice a member, back after removal, no voter: refused',
  configure: (config) => ({ ...calm(config), nodes: 3, groups: 1 }),
  *script(simulation) {
    const { alterations, cluster, members } = simulation;
    yield* haveLeaders(simulation);
    yield* serves(simulation);
    const newcomers = yield* alterations.newcomers(2);
    const first = present(newcomers[0], 'a newcomer hears of the group');
    const second = present(newcomers[1], 'a newcomer hears of the group');
    yield* addBothAtOnce(simulation, first, second);
    for (const host of [first, second]) {
      yield* alterations.alter({ joining: [{ host, role: 'learner' }] }, 'single');
      yield* catchesUp(simulation, host);
    }
    yield* refusesAll(simulation, [
      [[adding(first)], 'single'],
      [[{ ...adding(first), kind: 'addVoter' }], 'single'],
      [[{ ...adding(second), node: first.id }], 'single'],
      [[{ kind: 'demote', node: leaderHost(simulation).id }], 'single'],
      [cluster.members().map(({ id }) => ({ kind: 'remove', node: id })), 'explicit'],
    ]);

    expect(yield* members.remove(second), 'the second newcomer must be removed');
    yield* refusesAll(simulation, [
      [[adding(second)], 'single'],
      [[{ ...adding(second), kind: 'addVoter' }], 'implicit'],
    ]);
    expect(yield* members.comeBackUnderOldId(second, true), 'who was removed must be refused');
    expect(yield* members.add(second), 'the machine must be promoted under another id');
    yield* serves(simulation);
  },
};

type Wanted = readonly [changes: readonly MemberChange[], transition: Exclude<Transition, 'leave'>];

/** Both quote the same change as the one before them (MB-01): one of them counts, whichever. */
function* addBothAtOnce(simulation: Simulation, first: SimHost, second: SimHost): Script {
  const { world } = simulation;
  const asker = new Asker(world, ASKER_CONNECTION);
  const before = changeId(simulation);
  for (const quotes of [before, before]) {
    yield* haveLeaders(simulation);
    let open = 2;
    for (const host of [first, second]) {
      ask(simulation, asker, [[adding(host)], 'single'], quotes, () => {
        open--;
      });
    }
    yield* must(() => open === 0, 'both changes must have an answer');
  }
  yield* must(() => changeId(simulation) > before, 'one of two changes must count');
  const { members } = simulation.cluster.membership.latest(firstGroup(simulation));
  const added = members.filter(({ node }) => node === first.id || node === second.id);
  expect(added.length === 1, `${added.length} of two changes counted that follow the same one`);
}

/** None of these may change anything, now or after a while. */
function* refusesAll(simulation: Simulation, all: readonly Wanted[]): Script {
  const asker = new Asker(simulation.world, ASKER_CONNECTION);
  for (const wanted of all) {
    yield* haveLeaders(simulation);
    const before = changeId(simulation);
    const reply = yield* callback<Reply>((done) => ask(simulation, asker, wanted, null, done));
    yield* serves(simulation);
    const what = wanted[0].map(({ kind, node }) => `${kind} ${node}`).join(', ');
    expect(reply?.kind !== 'done', `${what} must be refused, and was said to be done`);
    expect(changeId(simulation) === before, `${what} must be refused, and was made`);
  }
}

function ask(
  simulation: Simulation,
  asker: Asker,
  [changes, transition]: Wanted,
  expectedChangeId: LogIndex | null,
  done: (reply: Reply) => void,
): void {
  const group = firstGroup(simulation);
  const { orderedChanges } = simulation.world.config.tuning;
  const quoted = expectedChangeId ?? (orderedChanges ? changeId(simulation) : null);
  const intent = changeMembers(changes, { transition, expectedChangeId: quoted });
  const { utf8 } = simulation.world.ports;
  const encode = (requestId: number) => encodeRequest({ ...intent, requestId, group }, utf8);
  asker.ask(leaderHost(simulation).id, encode, done);
}

function adding({ options: { node, address } }: SimHost) {
  return { kind: 'addLearner', node, address } as const;
}

function changeId(simulation: Simulation): LogIndex {
  return simulation.cluster.membership.latest(firstGroup(simulation)).changeId;
}
