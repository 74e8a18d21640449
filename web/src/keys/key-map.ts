/**
 * Every single key of the console, by what it does, in the order in which the help sheet lists them. One key does one thing
 * on the whole page; a test compares. What a key does is said in the texts under `keys.do.` and its command.
 */
export const KEY_SECTIONS = {
  alerts: {
    acknowledge: 'a',
    take: 't',
    shelve: 's',
    message: 'm',
    close: 'c',
    bulk: 'b',
    withdraw: 'w',
    next: 'j',
    previous: 'k',
  },
  watch: {
    telephone: 'p',
    'test-call': 'x',
    sound: 'v',
  },
  page: {
    help: '?',
  },
} as const;

export type KeySection = keyof typeof KEY_SECTIONS;
export type Command = { [section in KeySection]: keyof (typeof KEY_SECTIONS)[section] }[KeySection];

/** The key of each command. */
export const KEYS: Record<Command, string> = Object.assign({}, ...Object.values(KEY_SECTIONS));

/** What a key stands for; null where it stands for nothing. */
export function commandOf(key: string): Command | null {
  const wanted = key.length === 1 ? key.toLowerCase() : key; // with the capitals locked a letter is still its key
  return (Object.keys(KEYS) as Command[]).find((command) => KEYS[command] === wanted) ?? null;
}
