import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'info';

const ICONS: Record<Tone, IconName> = { good: 'check', warn: 'alert', bad: 'broken', quiet: 'minus', info: 'waiting' };

/** A state in a sign and a word; its colour only repeats them. */
export const StateWord = ({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ComponentChildren }) => (
  <span class={`state-word is-${tone}`}>
    <Icon name={icon ?? ICONS[tone]} />
    <span>{children}</span>
  </span>
);
