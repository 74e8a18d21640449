import { useEffect, useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import type { AlertView } from '../api/contract';
import { openAlerts } from '../state/alerts';
import { announcement } from './words';

/** A short tone with each new alert; off until somebody wants it. */
export const soundOn = signal(false);

/** Identifies what was announced: an alert that becomes more severe is announced again. */
const keyOf = (alert: AlertView): string => `${alert.alert} ${alert.step}`;

/** Says new alerts to screen readers, and those only: a life line that moves on is not announced. */
export function Announcer() {
  const [said, say] = useState('');
  useEffect(() => {
    let known: Set<string> | null = null;
    return openAlerts.subscribe((alerts) => {
      const before = known;
      known = new Set([...(before ?? []), ...alerts.map(keyOf)]);
      const fresh = alerts.filter((alert) => !before?.has(keyOf(alert)));
      if (fresh.length === 0) return;
      say(fresh.map(announcement).join(' '));
      if (before && soundOn.peek()) tone();
    });
  }, []);
  return (
    <p class="visually-hidden" role="status" aria-live="assertive" data-testid="announcer">
      {said}
    </p>
  );
}

function tone(): void {
  const context = new AudioContext();
  const [voice, volume] = [context.createOscillator(), context.createGain()];
  voice.frequency.value = 740;
  volume.gain.setValueAtTime(0.15, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.4);
  voice.connect(volume).connect(context.destination);
  voice.start();
  voice.stop(context.currentTime + 0.4);
  voice.onended = () => void context.close();
}
