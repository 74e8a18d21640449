import { describe, expect, test } from 'vitest';
import { boundsOf } from '../src/map/bounds';
import { inOrderOfCare, nearestTrack } from '../src/map/pick';
import { groundCircle, groundEllipse, latitudeOf, longitudeOf, mercatorPerMetre, mercatorX, mercatorY } from '../src/picture/mercator';
import { codeOf, Column, factsOf, STRIDE } from '../src/picture/packed';
import { TrackBook } from '../src/picture/track-book';
import { INSTANCE, NO_TRACK, ORIGIN, TAIL, TAIL_POINT, TrackTable } from '../src/picture/track-table';
import { crossingInterval, crossingLeft } from '../src/tracks/crossing-left';
import { track } from './samples';

const METRE = mercatorPerMetre(31.74);

describe('the projection', () => {
  test('goes there and back', () => {
    expect(longitudeOf(mercatorX(-106.47))).toBeCloseTo(-106.47, 10);
    expect(latitudeOf(mercatorY(31.74))).toBeCloseTo(31.74, 10);
  });
  test('draws a circle of the radius asked for', () => {
    for (const [lon, lat] of groundCircle(31.74, -106.47, 5_000, 8)) {
      const east_m = (mercatorX(lon) - mercatorX(-106.47)) / METRE;
      const south_m = (mercatorY(lat) - mercatorY(31.74)) / METRE;
      expect(Math.hypot(east_m, south_m)).toBeCloseTo(5_000, 3);
    }
  });
  test('draws an ellipse with its longer half axis where its azimuth points', () => {
    const ellipse = { semi_major_m: 300, semi_minor_m: 100, azimuth_deg: 90 };
    const [tip, side] = [0, 2].map((corner) => groundEllipse(31.74, -106.47, ellipse, 8)[corner] ?? [0, 0]);
    expect((mercatorX(tip?.[0] ?? 0) - mercatorX(-106.47)) / METRE).toBeCloseTo(300, 3);
    expect(Math.abs(mercatorY(side?.[1] ?? 0) - mercatorY(31.74)) / METRE).toBeCloseTo(100, 3);
  });
});

describe('the crossing of a track', () => {
  const coming = track({
    at_ms: 10_000,
    position: { lat_deg: 31.7, lon_deg: -106.47 },
    crossing_position: { lat_deg: 31.71, lon_deg: -106.46 },
    time_to_cross_s: [20, 40, 70],
  });
  test('is counted down, with the ends of its interval', () => {
    expect(crossingLeft(coming, 20_000)).toEqual({ low: '0:10', median: '0:30', high: '1:00' });
  });
  test('is not told when it is past or was never expected', () => {
    expect(crossingLeft(coming, 81_000)).toBeNull();
    expect(crossingLeft(track(), 1_000)).toBeNull();
  });
  test('is drawn as the stretch between the ends of its interval', () => {
    const [early, late] = crossingInterval(coming) ?? [];
    expect(early?.[1]).toBeCloseTo(31.705, 6);
    expect(late?.[1]).toBeCloseTo(31.7175, 6);
    expect(crossingInterval(track())).toBeNull();
  });
});

test('every fact that decides how a track is drawn survives its code', () => {
  const facts = { identity: 'suspect', partner: true, coasting: true, simulated: true, alert: true };
  const drawn = track({ identity: 'suspect', own: false, status: 'coasting', simulated: true, alert: 'a1' });
  expect(factsOf(codeOf(drawn))).toEqual(facts);
  expect(codeOf(track({ identity: 'own' }))).toBe(0);
});

describe('the book', () => {
  test('gives each track a row and gives rows of ended tracks to new ones', () => {
    const book = new TrackBook();
    const first = book.update([track({ track: 'A' }), track({ track: 'B' })], [], 1);
    expect(first.named).toEqual([[0, 'A'], [1, 'B']]);
    expect(book.update([], ['A', 'never seen'], 2).gone).toEqual([0]);
    expect(book.update([track({ track: 'C' })], [], 3).named).toEqual([[0, 'C']]);
    expect(book.size).toBe(2);
  });
  test('finds an object by the number of every track that it is made of', () => {
    const book = new TrackBook();
    const one = { at_ms: 1_000, sensors: [], error_95_m: 20 };
    const contributions = [
      { ...one, origin: 'us.cbp', track: 'U7-K', own: true },
      { ...one, origin: 'mx.sedena', track: 'M3-P', own: false },
    ];
    book.update([track({ track: 'M3-P', contributions }), track({ track: 'U9-X' })], [], 1);
    expect(book.shownBy('U7-K')?.track).toBe('M3-P');
    expect(book.shownBy('M3-P')?.track).toBe('M3-P');
    expect(book.shownBy('U9-X')?.track).toBe('U9-X');
    expect(book.shownBy('U8-B')).toBeUndefined();
  });
  test('ignores a state older than the one it holds', () => {
    const book = new TrackBook();
    book.update([track({ at_ms: 2_000 })], [], 2_000);
    expect(book.update([track({ at_ms: 1_000 })], [], 2_001).slots).toHaveLength(0);
    expect(book.get('T104-K')?.at_ms).toBe(2_000);
  });
  test('packs metres and degrees as what the map draws', () => {
    const seen = track({
      velocity: { speed_mps: 20, track_deg: 90 },
      ellipse_95: { semi_major_m: 30, semi_minor_m: 10, azimuth_deg: 45 },
      distance_to_line_m: -120,
    });
    const { values } = new TrackBook().update([seen], [], 1);
    expect(values).toHaveLength(STRIDE);
    expect(values[Column.heading]).toBeCloseTo(Math.PI / 2, 12);
    expect((values[Column.speed] ?? 0) / METRE).toBeCloseTo(20, 9);
    expect((values[Column.semiMajor] ?? 0) / METRE).toBeCloseTo(30, 9);
    expect(values[Column.distance]).toBe(-120);
  });
  test('knows no heading of a track that has none, rather than north', () => {
    expect(new TrackBook().update([track()], [], 1).values[Column.heading]).toBeNaN();
  });
});

describe('the table', () => {
  const moved = (metres: number, at_ms: number) =>
    track({ at_ms, position: { lat_deg: 31.74, lon_deg: longitudeOf(mercatorX(-106.47) + metres * METRE) } });
  const tail = (table: TrackTable, slot: number, point: number) => table.tails[(slot * TAIL + point) * TAIL_POINT] ?? NaN;

  test('keeps places to centimetres', () => {
    const table = new TrackTable();
    table.apply(new TrackBook().update([track()], [], 1));
    const [lon, lat] = table.placeOf(table.slotOf('T104-K'));
    expect(Math.abs(lon + 106.47) * 95_000).toBeLessThan(0.05);
    expect(Math.abs(lat - 31.74) * 111_000).toBeLessThan(0.05);
  });
  test('moves the newest point of a tail and keeps older ones from time to time', () => {
    const [table, book] = [new TrackTable(), new TrackBook()];
    for (const [metres, at_ms] of [[0, 0], [10, 500], [20, 2_000], [30, 2_500]] as const) {
      table.apply(book.update([moved(metres, at_ms)], [], at_ms));
    }
    const place = (metres: number) => mercatorX(-106.47) + metres * METRE - ORIGIN.x;
    expect(tail(table, 0, TAIL - 1)).toBeCloseTo(place(30), 9);
    expect(tail(table, 0, TAIL - 2)).toBeCloseTo(place(10), 9);
    expect(tail(table, 0, 0)).toBeCloseTo(place(0), 9);
  });
  test('hides the row of an ended track and shows it again for the next', () => {
    const [table, book] = [new TrackTable(), new TrackBook()];
    table.apply(book.update([track({ track: 'A' })], [], 1));
    table.apply(book.update([], ['A'], 2));
    expect([table.codeOf(0), table.slotOf('A')]).toEqual([NO_TRACK, NO_TRACK]);
    table.apply(book.update([track({ track: 'B', identity: 'own' })], [], 3));
    expect([table.codeOf(0), table.slotOf('B')]).toEqual([0, 0]);
  });
  test('forgets what another stream had drawn', () => {
    const table = new TrackTable();
    table.apply(new TrackBook().replace([track({ track: 'A' }), track({ track: 'B' })], 1));
    table.apply(new TrackBook().replace([track({ track: 'C' })], 2));
    expect([table.rows, table.slotOf('A'), table.slotOf('C')]).toEqual([1, NO_TRACK, 0]);
  });
  test('keeps the rows of tracks that a new picture still has, and drops the others', () => {
    const [table, book] = [new TrackTable(), new TrackBook()];
    table.apply(book.replace([track({ track: 'A' }), track({ track: 'B' })], 1));
    table.apply(book.replace([track({ track: 'B' }), track({ track: 'C' })], 2));
    expect([table.slotOf('A'), table.slotOf('B'), table.names[table.slotOf('C')]]).toEqual([NO_TRACK, 1, 'C']);
  });
  test('grows without losing what it holds', () => {
    const [table, book] = [new TrackTable(), new TrackBook()];
    const many = Array.from({ length: 1_000 }, (_, i) => track({ track: `T${i}` }));
    table.apply(book.update(many.slice(0, 200), [], 1));
    const before = table.instances.slice(0, 200 * INSTANCE);
    table.apply(book.update(many.slice(200), [], 2));
    expect(table.instances.slice(0, 200 * INSTANCE)).toEqual(before);
    expect(table.rows).toBe(1_000);
  });
});

describe('picking', () => {
  const table = new TrackTable();
  table.apply(
    new TrackBook().update(
      [
        track({ track: 'far', distance_to_line_m: 9_000, position: { lat_deg: 31.8, lon_deg: -106.4 } }),
        track({ track: 'near', distance_to_line_m: -50 }),
        track({ track: 'alarm', distance_to_line_m: 20_000, alert: 'a1', position: { lat_deg: 31.9, lon_deg: -106.4 } }),
      ],
      [],
      1,
    ),
  );
  test('finds the nearest track, and none beyond reach', () => {
    const [x, y] = [mercatorX(-106.47) + 80 * METRE, mercatorY(31.74)];
    expect(table.names[nearestTrack(table, x, y, 100 * METRE)]).toBe('near');
    expect(nearestTrack(table, x, y, 50 * METRE)).toBe(NO_TRACK);
  });
  test('steps through alerts first, then by distance to the line', () => {
    expect(inOrderOfCare(table)).toEqual(['alarm', 'near', 'far']);
  });
});

describe('what the map begins with', () => {
  const sensor = (lon_deg: number, max_range_m: number) =>
    ({ sensor: 's', gateway: 'g', kind: 'radar', position: { lat_deg: 31.8, lon_deg }, max_range_m, status: 'ok', authenticated: false, simulated: false }) as const;
  const at = (name: string, lon_deg: number) => track({ track: name, position: { lat_deg: 31.8, lon_deg } });
  test('is the reach of a sensor that sees nothing', () => {
    const [west, south, east, north] = boundsOf([sensor(-106.5, 11_132)], new TrackTable()) ?? [];
    expect([west, south, east, north].map((edge) => edge?.toFixed(6))).toEqual(['-106.600000', '31.700000', '-106.400000', '31.900000']);
  });
  test('holds the tracks around a sensor and leaves out distant ones', () => {
    const table = new TrackTable();
    table.apply(new TrackBook().update([at('near', -106.45), at('distant', -99)], [], 1));
    const [west, , east] = boundsOf([sensor(-106.5, 11_132)], table) ?? [];
    expect(west).toBe(-106.5);
    expect(east).toBeCloseTo(-106.45, 6);
  });
  test('is left to the map where no sensor has a place', () => expect(boundsOf([], new TrackTable())).toBeNull());
});
