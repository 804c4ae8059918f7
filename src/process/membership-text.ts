import type { Membership } from '../kv/membership.ts';
import type { Member } from '../kv/roster.ts';

/** Who the members are, for people: voters by their addresses, others with their role before it. */
export function membershipText({ members, joint }: Membership): string {
  const names = members.map(nameOf).join(', ');
  return joint === null
    ? names
    : `${names}; beside them, until the change ends, ${joint.outgoing.map(nameOf).join(', ')}`;
}

function nameOf({ role, address }: Member): string {
  return role === 'voter' ? address : `${role} ${address}`;
}
