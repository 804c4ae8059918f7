import type { Fault, FaultKey } from '../world/fault.ts';
import { sidesOf } from './cut-sides.ts';
import { RECORD_LIMITS } from './limits.ts';
import { Newest } from './newest.ts';
import type { RecordedFault } from './recording.ts';

type Described = RecordedFault['fault'];

interface Open {
  readonly fault: Described;
  readonly fromMicros: number;
  /** When it ends by itself. */
  readonly untilMicros: number | null;
}

/** Faults from their beginning to their end. */
export class FaultLog {
  readonly #open = new Map<FaultKey, Open>();
  readonly #over = new Newest<RecordedFault>(RECORD_LIMITS.faultsMax);

  get omitted(): number {
    return this.#over.dropped;
  }

  begin(key: FaultKey, fault: Fault, nowMicros: number): void {
    const untilMicros = 'untilMicros' in fault ? fault.untilMicros : null;
    const described = fault.kind === 'partition' ? sidesOf(fault.cut, fault.isOneWay) : fault;
    this.beginDescribed(key, described, nowMicros, untilMicros);
  }

  beginDescribed(
    key: FaultKey,
    fault: Described,
    nowMicros: number,
    untilMicros: number | null = null,
  ): void {
    this.end(key, null, nowMicros);
    this.#open.set(key, { fault, fromMicros: nowMicros, untilMicros });
  }

  end(key: FaultKey, succeeded: boolean | null, nowMicros: number): void {
    const open = this.#open.get(key);
    if (open !== undefined) {
      this.#open.delete(key);
      this.#close(open, succeeded, nowMicros);
    }
  }

  /** The network is whole again, whatever was meant to last longer. */
  endOnNetwork(nowMicros: number): void {
    for (const [key, { fault }] of this.#open) {
      if (isOfNetwork(fault.kind)) {
        this.end(key, null, nowMicros);
      }
    }
  }

  finish(endMicros: number): RecordedFault[] {
    for (const open of this.#open.values()) {
      this.#close(open, null, endMicros);
    }
    this.#open.clear();
    return [...this.#over.items].sort((a, b) => a.fromMicros - b.fromMicros);
  }

  #close({ fault, fromMicros, untilMicros }: Open, ended: boolean | null, nowMicros: number): void {
    const isAction = isActionKind(fault.kind);
    this.#over.push({
      fault,
      fromMicros,
      untilMicros: Math.min(nowMicros, untilMicros ?? nowMicros),
      succeeded: isAction ? ended : null,
    });
  }
}

function isOfNetwork(kind: Described['kind']): boolean {
  return ['partition', 'division', 'clientCut', 'clog', 'delaySpike'].includes(kind);
}

function isActionKind(kind: Described['kind']): boolean {
  return kind === 'transfer' || kind === 'add' || kind === 'remove' || kind === 'comeBack';
}
