import test from 'ava';
import { KeyedRandom, PPM } from '../../../sim/base/keyed-random.ts';
import { type NetworkProfile, SimNetwork } from '../../../sim/network/sim-network.ts';
import { node } from '../../branded.ts';

const [A, B, C] = [node(1), node(2), node(3)];
const CALM: NetworkProfile = {
  latencyMinMicros: 100,
  latencyMeanMicros: 1000,
  tail: 0,
  loss: 0,
  duplicate: 0,
  corrupt: 0,
  capacity: 1_000_000,
};

function networkOf(profile: Partial<NetworkProfile> = {}): SimNetwork {
  return new SimNetwork(new KeyedRandom(5, 6), { ...CALM, ...profile });
}

function fates(network: SimNetwork, count = 10_000): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const { fate } = network.transmit(A, B, i * 1000);
    counts.set(fate, (counts.get(fate) ?? 0) + 1);
  }
  return counts;
}

test('a calm network delivers every message once, after its least latency', (t) => {
  const network = networkOf();
  t.deepEqual([...fates(network, 100)], [['sent', 100]]);
  for (let i = 0; i < 100; i++) {
    const { arrivalsMicros } = network.transmit(A, B, 50);
    t.is(arrivalsMicros.length, 1);
    t.true((arrivalsMicros[0] ?? 0) > 150);
  }
});

test('messages are lost and doubled about as often as the profile says', (t) => {
  const counts = fates(networkOf({ loss: PPM / 10, duplicate: PPM / 5 }));
  const lost = counts.get('lost') ?? 0;
  const doubled = counts.get('duplicated') ?? 0;
  t.true(lost > 850 && lost < 1150, `${lost} lost`);
  t.true(doubled > 1600 && doubled < 2000, `${doubled} doubled`);
});

test('messages overtake each other', (t) => {
  const network = networkOf();
  const arrivals = Array.from(
    { length: 100 },
    (_, i) => network.transmit(A, B, i).arrivalsMicros[0] ?? 0,
  );
  t.notDeepEqual(
    arrivals,
    [...arrivals].sort((a, b) => a - b),
  );
});

test('a cut direction lets nothing through, the other one everything', (t) => {
  const network = networkOf();
  network.cut(A, B);
  t.true(network.isCut(A, B));
  t.false(network.isCut(B, A));
  t.is(passes(network, A, B), false);
  t.is(passes(network, B, A), true);
  t.is(passes(network, A, C), true);
});

test('a cut in both directions holds until it is mended in both', (t) => {
  const network = networkOf();
  network.cut(A, B);
  network.cut(B, A);
  network.mend(A, B);
  t.deepEqual([passes(network, A, B), passes(network, B, A)], [true, false]);
  network.mend(B, A);
  t.deepEqual([passes(network, A, B), passes(network, B, A)], [true, true]);
});

test('two cuts of one link need two mends', (t) => {
  const network = networkOf();
  network.cut(A, B);
  network.cut(A, B);
  network.mend(A, B);
  t.false(passes(network, A, B));
  network.mend(A, B);
  t.true(passes(network, A, B));
});

test('what is under way when a link is cut does not arrive', (t) => {
  const network = networkOf();
  network.transmit(A, B, 0);
  network.cut(A, B);
  t.false(network.arrive(A, B));
});

test('a link holds as many messages as its capacity, and takes more once some arrived', (t) => {
  const network = networkOf({ capacity: 3 });
  const fatesOf = (count: number) =>
    Array.from({ length: count }, () => network.transmit(A, B, 0).fate);
  t.deepEqual(fatesOf(5), ['sent', 'sent', 'sent', 'overflow', 'overflow']);
  network.arrive(A, B);
  t.deepEqual(fatesOf(2), ['sent', 'overflow']);
});

test('a clogged link lets everything out after its time', (t) => {
  const network = networkOf();
  network.clog(A, B, 1_000_000);
  for (let i = 0; i < 50; i++) {
    t.true((network.transmit(A, B, i).arrivalsMicros[0] ?? 0) >= 1_000_000);
  }
  t.true((network.transmit(B, A, 0).arrivalsMicros[0] ?? 0) < 1_000_000);
});

test('a spike slows a link down until it ends', (t) => {
  const network = networkOf();
  network.spike(A, B, 5_000_000, 1000);
  t.true((network.transmit(A, B, 999).arrivalsMicros[0] ?? 0) > 5_000_000);
  t.true((network.transmit(A, B, 1000).arrivalsMicros[0] ?? 0) < 5_000_000);
});

test('a healed network loses and cuts nothing', (t) => {
  const network = networkOf({ loss: PPM, duplicate: PPM, capacity: 1 });
  network.cut(A, B);
  network.transmit(A, B, 0);
  network.heal();
  t.deepEqual([...fates(network, 100)], [['sent', 100]]);
  t.true(passes(network, A, B));
});

test('messages on one link do not move the fates of another', (t) => {
  const [quiet, loud] = [networkOf({ loss: PPM / 2 }), networkOf({ loss: PPM / 2 })];
  const draw = (network: SimNetwork) =>
    Array.from({ length: 50 }, (_, i) => network.transmit(A, B, i).fate);
  for (let i = 0; i < 50; i++) {
    loud.transmit(A, C, i);
    loud.transmit(B, A, i);
  }
  t.deepEqual(draw(loud), draw(quiet));
});

function passes(network: SimNetwork, from: typeof A, to: typeof A): boolean {
  network.transmit(from, to, 0);
  return network.arrive(from, to);
}
