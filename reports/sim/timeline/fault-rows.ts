import type { RecordedFault, Recording } from '../../../sim/record/recording.ts';
import type { Html } from '../../html/html.ts';
import { FAULT_ROWS, type FaultRow, type FaultWords, faultWords } from '../fault-words.ts';
import type { NodeNames } from '../node-names.ts';
import { counted, moment, spanWords } from '../words.ts';
import { gridLines } from './axis-row.ts';
import { labelPixels } from './label-fit.ts';
import { packed } from './packed.ts';
import type { Row } from './row.ts';
import { bar, barLabel, label } from './shapes.ts';
import type { TimeScale } from './time-scale.ts';

/** Faults of a kind that are shown above each other; more at a time lie on top of each other. */
const STOREYS_MAX = 5;
const STOREY_PX = 15;
/** Up to so many faults of a kind each have a storey and a name of their own. */
const NAMED_MAX = 40;

interface Told {
  readonly fromMicros: number;
  readonly untilMicros: number;
  readonly words: FaultWords;
}

/** One row for each kind of fault that struck. */
export function faultRows({ faults }: Recording, scale: TimeScale, names: NodeNames): Row[] {
  const told = faults
    .filter((fault) => scale.overlaps(fault))
    .map((fault: RecordedFault): Told => {
      const { fromMicros, untilMicros } = fault;
      return { fromMicros, untilMicros, words: faultWords(fault, names) };
    });
  return FAULT_ROWS.flatMap((kind) => {
    const own = told.filter(({ words }) => words.row === kind);
    return own.length === 0 ? [] : [faultRow(kind, own, scale)];
  });
}

function faultRow(kind: FaultRow, faults: readonly Told[], scale: TimeScale): Row {
  const isNamed = faults.length <= NAMED_MAX;
  const room = isNamed ? (fault: Told) => labelPixels(fault.words.short) : () => 2;
  const storeys = packed(faults, scale, room, STOREYS_MAX);
  return {
    label: kind,
    words: `${counted(faults.length, kind.slice(0, -1), kind)} over time`,
    heightPx: 4 + STOREY_PX * storeys.length,
    drawing: [
      gridLines(scale),
      storeys.map((storey, i) =>
        storey.map((fault) => drawn(scale, fault, 2 + i * STOREY_PX, isNamed)),
      ),
    ],
  };
}

function drawn(scale: TimeScale, fault: Told, top: number, isNamed: boolean): (Html | undefined)[] {
  const { kind, short, detail, row } = fault.words;
  const { fromMicros, untilMicros } = fault;
  const when = untilMicros > fromMicros ? spanWords(fromMicros, untilMicros) : moment(fromMicros);
  const className = `fault ${row}${kind.startsWith('one-way') ? ' one-way' : ''}`;
  const place = { top, height: STOREY_PX - 3 };
  return [
    bar(scale, fault, place, className, `${kind}, ${short}, ${when}: ${detail}`),
    isNamed
      ? label(scale, Math.max(fromMicros, scale.fromMicros), top + 10, 'fault-text', short)
      : barLabel(scale, fault, top + 10, 'fault-text', short),
  ];
}
