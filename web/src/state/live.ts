import { effect } from '@preact/signals';
import { csrf } from '../api/http';
import type { FromWorker, ToWorker } from '../live/protocol';
import { receiveAlerts, forgetAlerts, withdrawAlert } from './alerts';
import { followNodeClock } from './clock';
import * as picture from './picture';
import { sessionEnded } from './session';

let worker: Worker | null = null;

const ask = (message: ToWorker): void => worker?.postMessage(message);

/** Start the stream for the signed-in desk; returns how to end it. */
export function startLive(): () => void {
  worker = new Worker(new URL('../live/live.worker.ts', import.meta.url), { type: 'module', name: 'lindero-live' });
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => receive(data);
  ask({ ask: 'start', base: location.origin, csrf: csrf.value });
  const unwatch = effect(() => {
    ask({ ask: 'watch', track: picture.selectedTrack.value });
    picture.watchedGone.value = false;
    if (picture.selectedTrack.value === null) picture.watchedTrack.value = null;
  });
  return () => {
    unwatch();
    ask({ ask: 'stop' });
    worker?.terminate();
    worker = null;
    forgetAlerts();
    picture.selectedTrack.value = null;
  };
}

/** Full rows of all tracks are wanted, for a table. */
export const wantRows = (wanted: boolean): void => ask({ ask: 'rows', wanted });

/** The alert has been rendered before the eyes of a signed-in person. */
export const tellShown = (alert: string): void => ask({ ask: 'shown', alert });

function receive(message: FromWorker): void {
  switch (message.kind) {
    case 'tracks':
      picture.tracks.apply(message.batch);
      picture.trackCount.value = message.count;
      picture.anySimulatedTrack.value = message.simulated;
      return picture.tracksChanged();
    case 'watched':
      return receiveWatched(message.track);
    case 'rows':
      picture.trackRows.value = message.rows;
      return;
    case 'alerts':
      return receiveAlerts(message.alerts);
    case 'withdrawn':
      return withdrawAlert(message.alert);
    case 'links':
      picture.links.value = message.links;
      return;
    case 'sensors':
      picture.sensors.value = message.sensors;
      return;
    case 'declarations':
      picture.declarations.value = message.declarations;
      return;
    case 'feeds':
      picture.feeds.value = message.feeds;
      return;
    case 'kernels':
      picture.kernels.value = message.state;
      return;
    case 'clock':
      return followNodeClock(message.node_minus_page_ms);
    case 'state':
      picture.live.value = { state: message.state, fresh_ms: message.fresh_ms };
      if (message.state === 'signed-out') void sessionEnded();
      return;
  }
}

function receiveWatched(track: Extract<FromWorker, { kind: 'watched' }>['track']): void {
  const selected = picture.selectedTrack.value;
  if (track && (track.track === selected || track.contributions?.some((one) => one.track === selected))) {
    picture.watchedTrack.value = track;
    picture.watchedGone.value = false;
    picture.selectedTrack.value = track.track; // an object goes on under its system number
  } else if (!track) {
    picture.watchedGone.value = true;
  }
}
