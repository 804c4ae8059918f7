const KIB = 1024;
/** Keeps a number and its unit on one line. */
const GLUE = '\u00a0';
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A whole number with a comma between thousands. */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** About three significant digits: 0.123, 1.23, 12.3, 123, 1,234. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || size >= 99.95) {
    return formatCount(value);
  }
  return value.toFixed(size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3);
}

/** A duration in the unit in which it has few digits. */
export function formatMicros(us: number): string {
  if (us < 1000) {
    return `${formatNumber(us)}${GLUE}µs`;
  }
  return us < 1e6 ? `${formatNumber(us / 1000)}${GLUE}ms` : `${formatNumber(us / 1e6)}${GLUE}s`;
}

/** A size in binary units. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= KIB && unit < UNITS.length - 1) {
    value /= KIB;
    unit += 1;
  }
  const text = unit === 0 ? formatCount(bytes) : formatNumber(value);
  return `${text}${GLUE}${UNITS[unit] ?? ''}`;
}

/** A share of one as a percentage. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const small = percent !== 0 && Math.abs(percent) < 9.95;
  return `${percent.toFixed(small ? 1 : 0)}${GLUE}%`;
}
