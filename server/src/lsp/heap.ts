/**
 * How the server's heap is kept. These are told to V8 by the server itself: of a flag that it does not know it only says so, while
 * Node does not start with one.
 */
export const HEAP_FLAGS: readonly string[] = [
  // The heap may grow by so much between two collections: by default it doubles or more, which a server that is always there
  // should not. Costs a few per cent of the time for reading thousands of files, and none that anybody sees in typing.
  '--heap-growing-percent=30',
  // What lives through two collections of new objects, as a graph between two edits may, V8 comes to make among the old ones at once.
  // There it lies until all are collected, and holds whatever is new that it leads to: an edit takes 15 per cent longer.
  '--no-allocation-site-pretenuring',
  // New objects are collected by one thread: there is too little of them that stays for several to be worth their while.
  '--no-parallel-scavenge',
];
