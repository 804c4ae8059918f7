import type { Recording } from '../../../sim/record/recording.ts';
import type { GroupId } from '../../../src/base/ids.ts';
import type { NodeNames } from '../node-names.ts';
import { counted, spanWords } from '../words.ts';
import { labelPixels } from './label-fit.ts';
import { gapsIn, type Reign, reignsOf, successionOf } from './reigns.ts';
import type { Row } from './row.ts';
import { bar, barLabel } from './shapes.ts';
import type { TimeScale } from './time-scale.ts';

const HEIGHT = 26;
const PLACE = { top: 3, height: 20 };

/** Who led a group when, and when nobody did. */
export function leaderRow(
  { replicas, groups, endMicros }: Recording,
  group: GroupId,
  scale: TimeScale,
  names: NodeNames,
): Row {
  const own = replicas.filter((replica) => replica.group === group);
  const succession = successionOf(reignsOf(own), endMicros);
  const gaps = gapsIn(succession, endMicros).filter((gap) => scale.overlaps(gap));
  const shown = succession.filter((reign) => scale.overlaps(reign));
  return {
    label: groups.length === 1 ? 'leader' : `leader g${group}`,
    words: `Leaders of group ${group}: ${counted(succession.length, 'reign')}, ${counted(gaps.length, 'time')} without one`,
    heightPx: HEIGHT,
    drawing: [
      gaps.map((gap) =>
        bar(scale, gap, PLACE, 'none', `no leader, ${spanWords(gap.fromMicros, gap.untilMicros)}`),
      ),
      shown.map((reign) => {
        const name = names.of(reign.node);
        const isShort = !fits(scale, reign, `${name} · t${reign.term}`) && fits(scale, reign, name);
        const text = isShort ? name : `${name} · t${reign.term}`;
        const isOdd = succession.indexOf(reign) % 2 === 1;
        const title = `${name} leads group ${group} in term ${reign.term}, ${spanWords(reign.fromMicros, reign.untilMicros)}`;
        return [
          bar(scale, reign, PLACE, isOdd ? 'reign odd' : 'reign', title),
          barLabel(scale, reign, 17, 'on-leader', text),
        ];
      }),
    ],
  };
}

/** Whether there is room for `text` before anybody zooms in. */
function fits(scale: TimeScale, { fromMicros, untilMicros }: Reign, text: string): boolean {
  return scale.pixels(untilMicros - fromMicros, 1) >= labelPixels(text);
}
