/**
 * How V8 sizes the heap of a node process.
 *
 * A node moves megabytes through short-lived buffers while its heap has a few megabytes, and V8
 * collects the whole heap each time such buffers amount to as much as the heap: sixteen times a
 * second under load, for some milliseconds. It does so less often when it takes the heap for large
 * from the beginning; memory is used only as it is needed.
 */
export const HEAP_FLAGS: readonly string[] = ['--initial-heap-size=512'];
