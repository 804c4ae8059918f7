/** The types of state machine that bootstrap records name, by where they keep their records. */
export const MACHINE_TYPES = { memory: 'kv-memory', level: 'kv-level' } as const;
