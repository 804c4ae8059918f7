/** Every oracle by the name that its violations carry, with the sentence that it holds runs to. */
export const ORACLES = {
  'election-safety': 'a term of a group has at most one leader (Raft Figure 3)',
  'elected-by-quorum':
    'who begins to lead has the votes of a quorum of the voters that it has applied (§5.2)',
  campaigns:
    'nobody campaigns with a change of members that it knows to be committed and has not applied',
  'leader-append-only':
    'a leader never overwrites or deletes entries of its log while it leads (Figure 3)',
  'vote-memory': 'a node grants one vote in a term, and never speaks in an older term again',
  'log-matching': 'two logs with an entry of equal index and term are equal up to it (Figure 3)',
  'leader-completeness': 'a leader has every entry that was committed before its term (Figure 3)',
  'committed-on-quorum': 'what is committed is on the disks of a quorum, as the sync mode promises',
  'durable-promises':
    'what a replica takes for durable, and the term and vote that it answers from, is on its medium',
  'interval-sync':
    'with the sync mode interval, what was written to the log waits no longer than that for a sync',
  'state-machine-safety': 'no two nodes apply different entries at one index (Figure 3)',
  'equal-state': 'replicas that have applied the same index have equal content and sessions',
  'replica-state':
    'the state of each replica holds its invariants; term, commit, applied only rise',
  'membership-history':
    'replicas see the same changes of members; who knows that it is removed is not elected',
  configurations:
    'a replica counts by the members that it has applied, joint or not, and only voters are elected, no witnesses',
  'configuration-changes':
    'a leader changes members after a commit of its term, one change at a time, and confirms what it has applied',
  'leader-progress': 'what a leader knows to be durable on a member only rises while it leads',
  'departed-leaders':
    'a leader that is no voter any more leads until that is confirmed, and no longer (thesis §4.2.2)',
  'group-isolation': 'no key of one group is in the state of another',
  'answered-once': 'a request that a node took in is answered once, unless the node ends before',
  'write-answers':
    'a write that is answered took effect; only a compare-and-swap may find another value instead',
  engine:
    'no node and no replica stops by itself, but one that its group has removed or whose disk failed',
  'phantom-value': 'a read returns only what somebody wrote',
  'monotonic-reads': 'a client never reads an older revision than it has read',
  'read-your-writes': 'a client never reads an older revision than it has written',
  'acknowledged-then-lost':
    'no answer shows a key as it was before what was known when it was asked',
  'revision-went-back': 'a write gets a higher revision than any that was known when it was asked',
  'revision-reused': 'a revision stands for one value and one write',
  'bounded-staleness':
    'a read that says how old it may be shows everything that was known before then',
  'log-answers': 'what a node answers of its log is what was committed there, without gaps',
  linearizability: 'operations on each key could have happened one at a time, each in its span',
  core: 'a healed core with a quorum of each group agrees, keeps its leaders and serves by itself',
  convergence: 'once every fault is mended, members agree and have applied everything committed',
  service: 'once every fault is mended, each key can be written and read',
  scenario: 'the cluster plays its part in the story that is told',
  determinism: 'another process that runs the same seed sees the same events, byte for byte',
} as const;

export type OracleName = keyof typeof ORACLES;
