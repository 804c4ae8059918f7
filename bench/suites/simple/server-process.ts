import { recordCodec } from './record-codec.ts';
import { startSimpleServer } from './simple-server.ts';

// The parent may be killed without a chance to say so; its end of the channel then closes.
process.on('disconnect', () => process.exit(0));

const server = await startSimpleServer(recordCodec);
process.send?.({ port: server.port });
