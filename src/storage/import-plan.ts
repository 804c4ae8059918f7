import { RaftLabError } from '../base/errors.ts';
import type { NodeId } from '../base/ids.ts';
import type { SnapshotHeader } from '../codec/snapshot/snapshot-header.ts';
import { type Membership, NO_MEMBERS, participantsOf } from '../kv/membership.ts';
import type { Member } from '../kv/roster.ts';
import { termAfterRestoring } from '../raft/incarnation.ts';

/** What an operator who restores a group says: the same on every host. */
export interface ImportRequest {
  /** The host that the import is made on. */
  readonly self: { readonly node: NodeId; readonly address: string };
  /** Who the group goes on with. */
  readonly members: readonly Member[];
}

/**
 * What the imported snapshot says of itself: everything as exported, but the members, and a term that
 * nobody of the group's earlier life has reached (raft.md 2.8, item 55).
 *
 * @throws RaftLabError with the reason why these members cannot go on with this snapshot.
 */
export function planImport(exported: SnapshotHeader, request: ImportRequest): SnapshotHeader {
  const members = [...request.members].sort((a, b) => a.node - b.node);
  const { membership, position, group } = exported;
  checkSelf(request.self, members);
  checkList(members);
  for (const member of members) {
    checkAgainstOld(member, membership);
  }
  return {
    group,
    position: { index: position.index, term: termAfterRestoring(position.term) },
    membership: {
      ...NO_MEMBERS,
      members,
      removed: removedAfter(membership, members),
      changeId: position.index,
    },
  };
}

function checkSelf(self: ImportRequest['self'], members: readonly Member[]): void {
  const listed = members.find(({ node }) => node === self.node);
  if (listed === undefined) {
    throw new RaftLabError(
      'MEMBERS_WITHOUT_SELF',
      `this host is ${describe(self)}, which is not among the members ${members.map(describe).join(', ')}`,
    );
  }
  if (listed.address !== self.address) {
    throw refused(`this host is ${describe(self)}, the list has it at ${listed.address}`);
  }
}

function checkList(members: readonly Member[]): void {
  const seen = { nodes: new Set<number>(), addresses: new Set<string>() };
  for (const { node, address } of members) {
    const spelling = address.trim().toLowerCase();
    if (seen.nodes.has(node) || seen.addresses.has(spelling)) {
      throw refused(`${address} is listed twice`);
    }
    seen.nodes.add(node);
    seen.addresses.add(spelling);
  }
  if (!members.some(({ role }) => role === 'voter')) {
    throw refused('the list has no voter');
  }
}

function checkAgainstOld(member: Member, old: Membership): void {
  if (old.removed.includes(member.node)) {
    throw refused(
      `${describe(member)} was removed from the group and never returns under its id; list the ` +
        'machine under a new one, with an empty directory',
    );
  }
  const before = participantsOf(old).find(({ node }) => node === member.node);
  if (before !== undefined && before.role !== member.role) {
    throw refused(
      `${describe(member)} was a ${before.role} and is listed as a ${member.role}; change roles ` +
        'once the group runs',
    );
  }
  if (before !== undefined && before.address !== member.address) {
    throw refused(`${describe(member)} was at ${before.address}`);
  }
}

/** Who is not listed has lost its place for ever: it must be refused when it comes back. */
function removedAfter(old: Membership, members: readonly Member[]): NodeId[] {
  const left = participantsOf(old)
    .map(({ node }) => node)
    .filter((node) => !members.some((member) => member.node === node));
  return [...new Set([...old.removed, ...left])].sort((a, b) => a - b);
}

function describe({ node, address }: { readonly node: NodeId; readonly address: string }): string {
  return `node ${node} at ${address}`;
}

function refused(reason: string): RaftLabError {
  return new RaftLabError('IMPORT_REFUSED', `the import is refused: ${reason}`);
}
