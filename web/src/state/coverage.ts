import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CoverageView } from '../api/contract';
import { may } from './place';
import { usePolled } from './polled';

/** Where the own radars look; null until the node has said. */
export const coverage = signal<CoverageView | null>(null);

const EVERY_MS = 5_000;

/** Keeps the coverage while somebody who may see content is signed in. */
export function FollowCoverage() {
  const { answer } = usePolled<CoverageView>(may.readContent() ? '/api/v1/coverage' : null, EVERY_MS);
  useEffect(() => {
    coverage.value = answer;
  }, [answer]);
  return null;
}

/** Share of the covered area that nobody looks at any more. */
export const lostShare = (view: CoverageView): number =>
  view.cells.length === 0 ? 0 : view.cells.filter(([, , lowest_m]) => lowest_m === null).length / view.cells.length;
