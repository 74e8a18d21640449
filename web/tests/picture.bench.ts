import { bench, describe } from 'vitest';
import type { TrackView } from '../src/api/contract';
import { TrackBook } from '../src/picture/track-book';
import { TrackTable } from '../src/picture/track-table';
import { track } from './samples';

/** `npm run bench`: what one update of 5,000 tracks costs. The first runs in the worker, the second on the page. */
const COUNT = 5_000;

const pictureAt = (at_ms: number): TrackView[] =>
  Array.from({ length: COUNT }, (_, i) =>
    track({
      track: `T${i}`,
      at_ms,
      position: { lat_deg: 31 + i / COUNT, lon_deg: -106 + (at_ms % 1_000) / 1e6 },
      velocity: { speed_mps: 15, track_deg: i % 360 },
      ellipse_95: { semi_major_m: 30, semi_minor_m: 10, azimuth_deg: 45 },
    }),
  );

describe('one update of 5,000 tracks', () => {
  const book = new TrackBook();
  const table = new TrackTable();
  let at_ms = 0;
  let tracks = pictureAt(0);
  table.apply(book.update(tracks, [], 0));
  let batch = book.update(tracks, [], 1);

  bench(
    'packed, in the worker',
    () => {
      batch = book.update(tracks, [], at_ms);
    },
    { setup: () => void (tracks = pictureAt((at_ms += 200))) },
  );
  bench('applied, on the page', () => table.apply({ ...batch, at_ms: (at_ms += 200) }));
});
