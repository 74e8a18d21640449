import { beforeEach, describe, expect, test } from 'vitest';
import { climb, direction, height, latLon, length, percent, speed, wind } from '../src/format/length';
import { linePlace, sideOfNode } from '../src/format/line-side';
import { gridReference } from '../src/format/mgrs';
import { countdown, LOCAL_ZONE, roundTrip, span, timeOfDay, timeWithTenths } from '../src/format/time';
import { language } from '../src/i18n/i18n';

beforeEach(() => {
  language.value = 'en';
});

describe('lengths', () => {
  test('are metres below a kilometre and kilometres above', () => {
    expect([length(7.4), length(999), length(1234), length(45_678)]).toEqual(['7 m', '999 m', '1.23 km', '45.7 km']);
  });
  test('of heights are said in both units', () => expect(height(120)).toBe('120 m · 394 ft'));
  test('per second are said in both units', () => expect(speed(15)).toBe('15.0 m/s · 54 km/h'));
  test('per second upwards keep their sign, and zero has none', () => {
    expect([climb(0.44), climb(-2), climb(-0.04)]).toEqual(['+0.4 m/s', '−2.0 m/s', '0.0 m/s']);
  });
  test('of coordinates have a real minus sign', () => expect(latLon(31.74, -106.47)).toBe('31.74000, −106.47000'));
});

describe('directions', () => {
  test('have three digits and wrap at north', () => {
    expect([direction(7), direction(359.6), direction(-90)]).toEqual(['007°', '000°', '270°']);
  });
  test('name the west as the reader does', () => expect([wind(271, 'W'), wind(226, 'O')]).toEqual(['W', 'SO']));
});

test('a probability that is not certain is never shown as certain', () => {
  expect([percent(0.999), percent(1), percent(0.001), percent(0), percent(0.5)]).toEqual([
    '> 99 %',
    '100 %',
    '< 1 %',
    '0 %',
    '50 %',
  ]);
});

describe('times', () => {
  const noon_ms = Date.UTC(2026, 0, 15, 12, 0, 0, 640);
  test('of the day are on 24 hours in every zone', () => {
    expect([timeOfDay(noon_ms), timeOfDay(noon_ms, LOCAL_ZONE)]).toEqual(['12:00:00', '05:00:00']);
  });
  test('at midnight are 00, not 24', () => expect(timeOfDay(Date.UTC(2026, 0, 15))).toBe('00:00:00'));
  test('of fast steps have tenths', () => expect(timeWithTenths(noon_ms)).toBe('12:00:00.6'));
  test('that passed are said as a person would', () => {
    expect([span(8_900), span(125_000), span(4_320_000), span(-3)]).toEqual(['8 s', '2 min 05 s', '1 h 12 min', '0 s']);
  });
  test('to come count down to zero and stop there', () => {
    expect([countdown(61_001), countdown(500), countdown(-4_000)]).toEqual(['1:02', '0:01', '0:00']);
  });
  test('of round trips have tenths only when short', () => expect([roundTrip(3.14), roundTrip(31.4)]).toEqual(['3.1 ms', '31 ms']));
});

test('grid references agree with UTM on WGS 84', () => {
  // eastings and northings by PROJ: 359365.48 3515004.08 (13), 685233.22 2872075.98 (14), 488393.52 3599668.05 (11)
  expect(gridReference(31.7619, -106.485)).toBe('13R CR 59365 15004');
  expect(gridReference(25.9556, -97.15)).toBe('14R PP 85233 72075');
  expect(gridReference(32.5343, -117.1236)).toBe('11S MR 88393 99668');
  expect(gridReference(89, 0)).toBe('');
});

describe('the side of the line', () => {
  const at = (origin: string, distance_to_line_m: number | null, distance_error_95_m: number | null = 100) =>
    linePlace({ origin, distance_to_line_m, distance_error_95_m });
  test('is that of the origin where the distance is positive', () => {
    expect(at('us.cbp', 500)).toEqual({ kind: 'side', side: 'USA', distance_m: 500, error_m: 100 });
    expect(at('mx.sedena', 500)).toMatchObject({ side: 'MEX' });
  });
  test('is the other one where it is negative', () => {
    expect(at('us.cbp', -500)).toMatchObject({ side: 'MEX', distance_m: 500 });
    expect(at('mx.sedena', -500)).toMatchObject({ side: 'USA' });
  });
  test('is not claimed within the error', () => {
    expect(at('us.cbp', -100)).toEqual({ kind: 'at-line', error_m: 100 });
    expect(at('us.cbp', -100.1)).toMatchObject({ kind: 'side' });
  });
  test('is unknown without a distance or of a node from elsewhere', () => {
    expect(at('us.cbp', null)).toEqual({ kind: 'unknown' });
    expect(at('ca.rcmp', 500)).toMatchObject({ side: null });
    expect(sideOfNode('mx.sedena')).toBe('MEX');
  });
});
