import { setImmediate } from 'node:timers/promises';
import {
  addOutcomes,
  type CampaignOutcome,
  type Inputs,
  NO_OUTCOME,
  runCampaign,
} from './campaign.ts';
import { decoderNamed } from './decoders.ts';

/** A part of a decoder's campaign. */
export interface WorkerTask {
  readonly decoder: string;
  readonly inputs: Inputs;
}

/** Inputs between two turns of the event loop; zlib keeps what it used until the next one. */
const SLICE_INPUTS = 1000;

// Most inputs are refused, and nobody reads where.
Error.stackTraceLimit = 0;

export default async function run({ decoder, inputs }: WorkerTask): Promise<CampaignOutcome> {
  const end = inputs.from + inputs.count;
  let outcome = NO_OUTCOME;
  for (let from = inputs.from; from < end; from += SLICE_INPUTS) {
    const count = Math.min(SLICE_INPUTS, end - from);
    outcome = addOutcomes(outcome, runCampaign(decoderNamed(decoder), { from, count }));
    await setImmediate();
  }
  return outcome;
}
