import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { commandOf, type Command } from './key-map';

export type Actions = Partial<Record<Command, () => void>>;

const REMEMBERED = 'lindero.keys';

/** Whether single keys act; a person may switch that off (WCAG 2.2, 2.1.4), and it stays so in this browser. */
export const keysOn = signal(remembered());

/** What each key does at present: the newest part of the page that wants a command has it. */
const bound: { actions: Actions }[] = [];

function remembered(): boolean {
  try {
    return globalThis.localStorage?.getItem(REMEMBERED) !== 'off';
  } catch {
    return true; // storage may be forbidden; then the choice lasts as long as the page
  }
}

export function switchKeys(on: boolean): void {
  keysOn.value = on;
  try {
    localStorage.setItem(REMEMBERED, on ? 'on' : 'off');
  } catch {
    // see remembered()
  }
}

/** Let keys do something while the part of the page that calls this is drawn; a null has no keys. */
export function useKeys(actions: Actions | null): void {
  useEffect(() => {
    if (!actions) return undefined;
    const entry = { actions };
    bound.push(entry);
    return () => {
      bound.splice(bound.indexOf(entry), 1);
    };
  });
}

const TYPED_INTO = 'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]';

/** Whether a key press is meant for something else: a combination, a field that is typed into, a dialog. */
function isElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return true;
  if (event.target instanceof Element && event.target.closest(TYPED_INTO)) return true;
  return document.querySelector('dialog[open]') !== null;
}

/** What a command does at present; null where nothing on the page wants it. */
export const actionOf = (command: Command): (() => void) | null =>
  bound.findLast((entry) => entry.actions[command])?.actions[command] ?? null;

/** Listen to the keyboard for as long as a desk is signed in; returns how to end it. */
export function listenToKeys(): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.repeat || !keysOn.value || isElsewhere(event)) return;
    const command = commandOf(event.key);
    const action = command && actionOf(command);
    if (!action) return;
    event.preventDefault();
    action();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}
