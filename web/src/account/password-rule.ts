/** The node's rule for a new password, in characters; the node checks it again. */
export const LEAST_PASSWORD = 12;
export const LONGEST_PASSWORD = 256;

export type PasswordMistake = 'too-short' | 'too-long' | 'different';

/** How many characters the node counts: code points, so that an emoji is one. */
export const lengthOf = (password: string): number => [...password].length;

/** What is wrong with a new password and its repetition; null if nothing is. */
export function checkPassword(password: string, again: string): PasswordMistake | null {
  const length = lengthOf(password);
  if (length < LEAST_PASSWORD) return 'too-short';
  if (length > LONGEST_PASSWORD) return 'too-long';
  return password === again ? null : 'different';
}
