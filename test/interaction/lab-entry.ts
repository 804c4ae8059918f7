import { type Draft, ENTRY_HEADER_BYTES, type Entry } from '../../src/raft/entry.ts';
import { type ConfChange, textOfConfChange } from './conf-change.ts';

/** A draft that carries the text of a proposal. */
export function textDraft(text: string): Draft {
  const payload = new TextEncoder().encode(text);
  const bytes = new Uint8Array(ENTRY_HEADER_BYTES + payload.length);
  bytes.set(payload, ENTRY_HEADER_BYTES);
  return { bytes, start: 0, end: bytes.length };
}

export function changeDraft(change: ConfChange): Draft {
  return textDraft(JSON.stringify(change));
}

export function payloadText({ bytes, start, end }: Entry): string {
  return new TextDecoder().decode(bytes.subarray(start + ENTRY_HEADER_BYTES, end));
}

export function changeOf(entry: Entry): ConfChange {
  return JSON.parse(payloadText(entry)) as ConfChange;
}

/** An entry as transcripts print it. */
export function textOfEntry(entry: Entry): string {
  const { index, term, kind } = entry;
  switch (kind) {
    case 'empty':
      return `${term}/${index} EntryNormal ""`;
    case 'configuration':
      return `${term}/${index} ${textOfConfChange(changeOf(entry))}`;
    default:
      return `${term}/${index} EntryNormal ${JSON.stringify(payloadText(entry))}`;
  }
}
