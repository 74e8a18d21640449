import type { FromWorker, ToWorker } from './protocol';
import { Stream } from './stream';

/** The stream is received, decoded and packed here, so that the page has its time for drawing. */
const scope = self as unknown as DedicatedWorkerGlobalScope;
let stream: Stream | null = null;

const tell = (message: FromWorker, transfer: Transferable[] = []): void => scope.postMessage(message, transfer);

scope.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.ask) {
    case 'start':
      stream?.stop();
      stream = new Stream(data.base, data.csrf, tell);
      return stream.start();
    case 'stop':
      stream?.stop();
      stream = null;
      return;
    case 'watch':
      return stream?.watch(data.track);
    case 'rows':
      return stream?.wantRows(data.wanted);
    case 'shown':
      return stream?.shown(data.alert);
  }
};
