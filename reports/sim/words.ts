const MICROS = 1_000_000;

/** A moment of virtual time, to the millisecond: what log lines are compared by. */
export function moment(micros: number): string {
  return `${(micros / MICROS).toFixed(3)} s`;
}

export function spanWords(fromMicros: number, untilMicros: number): string {
  return `${moment(fromMicros)} to ${moment(untilMicros)}`;
}

/** 1 crash, 2 crashes. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toString().replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? one : many}`;
}

/** a, b and c */
export function listed(items: readonly string[]): string {
  return items.length < 2
    ? (items[0] ?? '')
    : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
