import {
  FATES,
  MACHINE_STATES,
  MESSAGE_KINDS,
  ROW_KINDS,
  STORY_ROLES,
  type Story,
} from './story.ts';

const MICROS_PER_SECOND = 1_000_000;
export const DISK_REQUESTS = [
  'lock',
  'list',
  'open',
  'read',
  'write',
  'preallocate',
  'truncate',
  'sync',
  'rename',
  'remove',
  'syncDirectory',
  'storeList',
  'storeOpen',
  'storeRead',
  'storeWrite',
  'storeSync',
  'storeSnapshot',
  'storeScan',
  'storeRelease',
  'storeClose',
  'storeRemove',
] as const;

type Told = Pick<Story, 'nodes' | 'texts' | 'rows'>;

export function secondsText(micros: number): string {
  return (micros / MICROS_PER_SECOND).toFixed(6);
}

/** `n1`; a client for -1. */
export function nodeName({ nodes }: Pick<Story, 'nodes'>, node: number): string {
  return node < 0 ? 'client' : (nodes[node]?.name ?? `n${node + 1}`);
}

/** Where a row happened: `n1`, `n1→n2`, `client→n1`. */
export function placeOf(story: Told, row: number): string {
  const { rows } = story;
  const kind = ROW_KINDS[rows.kind[row] as number];
  const from = rows.node[row] as number;
  const to = rows.peer[row] as number;
  switch (kind) {
    case 'message':
      return `${nodeName(story, from)}→${nodeName(story, to)}`;
    case 'request':
      return `client ${rows.a[row]}→${nodeName(story, to)}`;
    case 'reply':
      return `${nodeName(story, from)}→client ${rows.a[row]}`;
    case 'fault':
      return 'cluster';
    default:
      return from < 0 ? 'cluster' : nodeName(story, from);
  }
}

/** What a row tells, in a few words, without its time and its place. */
export function rowWords(story: Told, row: number): string {
  const { rows, texts } = story;
  const text = texts[rows.text[row] as number] ?? '';
  const kind = ROW_KINDS[rows.kind[row] as number];
  const [a, b, what] = [rows.a[row] as number, rows.b[row] as number, rows.what[row] as number];
  const group = groupWords(story, row);
  switch (kind) {
    case 'message':
      return `${messageWords(story, row)}${group}${fateWords(rows.fate[row] as number)}`;
    case 'disk':
    case 'store':
      return `${`${diskWords(what, a, b)} ${text}`.trimEnd()}${fateWords(rows.fate[row] as number)}`;
    case 'request':
      return `asks: ${text}${group}${fateWords(rows.fate[row] as number)}`;
    case 'reply':
      return `answers: ${text}${group}`;
    case 'role':
      return `${roleWords(story, row)}${group}`;
    case 'commit':
      return `commits ${a + 1 === b ? `entry ${b}` : `entries ${a + 1} to ${b}`}${group}`;
    case 'cutBack':
      return `drops entries ${b + 1} to ${a} from its log${group}`;
    case 'members':
      return `counts by ${text}${group}`;
    case 'snapshot':
      return `${text} at entry ${a}${group}`;
    case 'sleep':
      return `${a === 1 ? 'falls asleep' : 'wakes'}${group}`;
    case 'machine':
      return `${MACHINE_STATES[what] === 'up' ? 'runs' : MACHINE_STATES[what]}: ${text}`;
    case 'fault':
    case 'violation':
      return text;
    default:
      return text;
  }
}

function groupWords({ rows }: Told, row: number): string {
  const group = rows.group[row] as number;
  const term = rows.term[row] as number;
  const parts = [...(term > 0 ? [`term ${term}`] : []), ...(group > 0 ? [`group ${group}`] : [])];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function roleWords({ rows, nodes }: Told, row: number): string {
  const role = STORY_ROLES[rows.what[row] as number] ?? 'absent';
  const vote = (rows.a[row] as number) - 1;
  const before = STORY_ROLES[rows.b[row] as number] ?? 'absent';
  const voted = vote < 0 ? '' : `, has voted for ${nodeName({ nodes }, vote)}`;
  const became = before === role ? `stays ${ROLE_WORDS[role]}` : `becomes ${ROLE_WORDS[role]}`;
  return `${became}${voted}`;
}

const ROLE_WORDS: Readonly<Record<(typeof STORY_ROLES)[number], string>> = {
  absent: 'absent',
  follower: 'follower',
  preCandidate: 'pre-candidate',
  candidate: 'candidate',
  leader: 'LEADER',
  learner: 'learner',
  witness: 'witness',
  waiting: 'a joining node',
  removed: 'removed',
  quarantined: 'quarantined',
};

function messageWords({ rows }: Told, row: number): string {
  const [a, b, c] = [rows.a[row] as number, rows.b[row] as number, rows.c[row] as number];
  const more = c > 0 ? ` +${c} more` : '';
  return `${oneMessage(MESSAGE_KINDS[rows.what[row] as number] ?? 'unreadable', a, b)}${more}`;
}

function oneMessage(kind: (typeof MESSAGE_KINDS)[number], a: number, b: number): string {
  switch (kind) {
    case 'preVoteRequest':
      return `would you vote for me? log ends at ${a}, term ${b}`;
    case 'preVoteResponse':
      return a === 1 ? 'would vote: yes' : 'would vote: no';
    case 'voteRequest':
      return `vote for me! log ends at ${a}, term ${b}`;
    case 'voteResponse':
      return a === 1 ? 'vote: YES' : 'vote: no';
    case 'append':
      return b === 0 ? `append nothing after ${a}` : `append ${spanOf(a + 1, a + b)}`;
    case 'appendResponse':
      return b === 1 ? `does not match at ${a}` : `has everything through ${a}`;
    case 'heartbeat':
      return `heartbeat, committed through ${a}`;
    case 'heartbeatResponse':
      return 'answer to a heartbeat';
    case 'installSnapshot':
      return `take the snapshot at ${a}`;
    case 'readIndexRequest':
      return 'asks for a read index';
    case 'readIndexResponse':
      return `read index ${a}`;
    case 'timeoutNow':
      return 'take over: campaign at once';
    case 'snapshotChunk':
      return `snapshot ${a} from byte ${b}`;
    case 'snapshotProgress':
      return `has snapshot ${a} up to byte ${b}`;
    case 'removedNotice':
      return 'you were removed';
    case 'joinQuestion':
      return 'may I join?';
    case 'joinAnswer':
      return 'answer to a joining node';
    case 'quiesce':
      return `sleep, everything through ${a} is committed`;
    case 'quiesceResponse':
      return 'sleeps';
    case 'wake':
      return 'wake up';
    case 'initialMembers':
      return 'whom the group began with';
    default:
      return 'a frame that cannot be read';
  }
}

function spanOf(first: number, last: number): string {
  return first === last ? `entry ${first}` : `entries ${first} to ${last}`;
}

function diskWords(what: number, a: number, b: number): string {
  const request = DISK_REQUESTS[what] ?? 'write';
  switch (request) {
    case 'write':
      return `write ${b} bytes at ${a} of`;
    case 'read':
      return `read ${b} bytes at ${a} of`;
    case 'sync':
      return 'SYNC';
    case 'syncDirectory':
      return 'SYNC of names';
    default:
      return request;
  }
}

function fateWords(fate: number): string {
  switch (FATES[fate]) {
    case 'open':
      return ': no end';
    case 'lost':
      return ': LOST on its way';
    case 'overflow':
      return ': LOST, the link was full';
    case 'cut':
      return ': LOST, cut off or nobody there';
    case 'failed':
      return ': FAILED';
    case 'refused':
      return ': refused';
    default:
      return '';
  }
}
