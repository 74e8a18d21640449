import { KEYS, type Command } from './key-map';
import { keysOn } from './keys';

/** The key of a command, on the button that does the same; it is for the eye, the button says itself what it does. */
export const KeyHint = ({ of: command }: { of: Command }) =>
  keysOn.value ? (
    <kbd class="key-hint" aria-hidden="true">
      {KEYS[command]}
    </kbd>
  ) : null;
