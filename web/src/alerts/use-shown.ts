import { useEffect, useRef } from 'preact/hooks';
import type { AlertView } from '../api/contract';
import { tellShown } from '../state/live';

/** Alerts that this page has reported; once is enough, however often they are drawn. */
const told = new Set<string>();

const HALF = 0.5;

/**
 * Report an alert of the other side as shown, once half of it has really been on the screen of a visible document: not
 * when it arrived, not while it was scrolled away or the window was hidden.
 */
export function useShown<T extends Element>(alert: AlertView) {
  const element = useRef<T>(null);
  const due = !alert.own && alert.times.shown_ms == null && !told.has(alert.alert);
  useEffect(() => {
    const target = element.current;
    if (!due || !target) return;
    let inView = false;
    const check = () => {
      if (!inView || document.visibilityState !== 'visible' || told.has(alert.alert)) return;
      told.add(alert.alert);
      tellShown(alert.alert);
      stop();
    };
    const observer = new IntersectionObserver(
      ([entry]) => {
        inView = (entry?.intersectionRatio ?? 0) >= HALF;
        check();
      },
      { threshold: HALF },
    );
    const stop = () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', check);
    };
    observer.observe(target);
    document.addEventListener('visibilitychange', check);
    return stop;
  }, [alert.alert, due]);
  return element;
}
