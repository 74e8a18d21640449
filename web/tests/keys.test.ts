import { describe, expect, it } from 'vitest';
import { commandOf, KEY_SECTIONS, KEYS } from '../src/keys/key-map';

describe('single keys', () => {
  it('do one thing each', () => {
    const keys = Object.values(KEY_SECTIONS).flatMap((section) => Object.values(section));
    expect(new Set(keys).size).toBe(keys.length);
    expect(Object.keys(KEYS)).toHaveLength(keys.length);
  });

  it('are found by their key, whether or not capitals are locked', () => {
    expect(commandOf('a')).toBe('acknowledge');
    expect(commandOf('A')).toBe('acknowledge');
    expect(commandOf('?')).toBe('help');
    expect(commandOf('Shift')).toBeNull();
    expect(commandOf('z')).toBeNull();
  });
});
