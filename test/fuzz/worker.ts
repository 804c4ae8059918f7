import { type CampaignOutcome, type Inputs, runCampaign } from './campaign.ts';
import { decoderNamed } from './decoders.ts';

/** A part of a decoder's campaign. */
export interface WorkerTask {
  readonly decoder: string;
  readonly inputs: Inputs;
}

// Most inputs are refused, and nobody reads where.
Error.stackTraceLimit = 0;

export default function run({ decoder, inputs }: WorkerTask): CampaignOutcome {
  return runCampaign(decoderNamed(decoder), inputs);
}
