const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/**
 * How long to wait before the next attempt: doubling from half a second to ten, spread by a third so that the desks of a
 * node that restarts do not all return in one instant.
 *
 * @param failures attempts that failed in a row, from 1
 * @param random a number from 0 to 1
 */
export function waitBefore_ms(failures: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return full * (1 - random / 3);
}
