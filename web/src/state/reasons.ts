import { signal } from '@preact/signals';
import type { ReasonsView } from '../api/exchange';
import { get } from '../api/http';
import { inLanguage } from '../i18n/i18n';

const reasons = signal<ReasonsView['reasons']>({});

/** Ask once more what rules and reason codes say; a published policy has new ones. */
export async function loadReasons(): Promise<void> {
  reasons.value = (await get<ReasonsView>('/api/v1/reasons')).reasons;
}

/** What a rule or a reason code says in the reader's language; its word where nobody has said anything. */
export const reasonText = (word: string): string => inLanguage(reasons.value[word]) || word;

/** Every word that has a text, in order. */
export const reasonWords = (): string[] => Object.keys(reasons.value).sort();
