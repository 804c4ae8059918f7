import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type HostPort, listenOn } from '../../io/network/listen-on.ts';
import type { NodeMetrics } from './node-metrics.ts';

const PATH = '/metrics';
/** Whoever scrapes asks every few seconds; nobody needs longer. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Answers `GET /metrics`, and nothing else, over HTTP. */
export class MetricsEndpoint {
  readonly #metrics: NodeMetrics;
  readonly #server: Server;

  constructor(metrics: NodeMetrics) {
    this.#metrics = metrics;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.requestTimeout = REQUEST_TIMEOUT_MS;
  }

  /** @throws RaftLabError ADDRESS_IN_USE, or INVALID_ADDRESS when this machine does not have it */
  async listen(at: HostPort): Promise<void> {
    await listenOn(this.#server, at);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url?.split('?')[0] !== PATH) {
      response.writeHead(404).end(`expected ${PATH}\n`);
    } else if (method !== 'GET') {
      response.writeHead(405, { allow: 'GET' }).end('expected GET\n');
    } else {
      const text = await this.#metrics.text();
      response.writeHead(200, { 'content-type': this.#metrics.contentType }).end(text);
    }
  }
}
