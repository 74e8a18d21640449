import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RecallsView, RecallView } from '../api/exchange';
import { t } from '../i18n/i18n';
import { nodeTime } from '../state/clock';
import { address, may } from '../state/place';
import { usePolled } from '../state/polled';
import { Icon } from './icon';

const POLL_MS = 2_000;
const SHOWN_MS = 3_600_000;
const seen = signal<ReadonlySet<string>>(new Set());
const keyOf = (recall: RecallView) => `${recall.partner} ${recall.recall} ${recall.about} ${recall.asked_ms}`;
const isRecent = (recall: RecallView) => nodeTime() - recall.asked_ms < SHOWN_MS && !seen.value.has(keyOf(recall));

function sentenceOf(recall: RecallView, isOwn: boolean): string {
  const named = { partner: recall.partner, count: recall.entries };
  if (!isOwn) return t('notice.recall.received', named);
  return t(recall.state === 'receipted' ? 'notice.recall.receipted' : 'notice.recall.asked', named);
}

/** Across the top for an hour, or until somebody has read it: something was recalled, here or by a partner. */
export function RecallNotice() {
  const { answer } = usePolled<RecallsView>(may.readContent() ? '/api/v1/recalls' : null, POLL_MS);
  useEffect(() => {
    if (!may.readContent()) seen.value = new Set();
  }, []);
  const own = (answer?.asked ?? []).filter(isRecent);
  const theirs = (answer?.received ?? []).filter(isRecent);
  const newest = [...theirs, ...own].sort((one, other) => other.asked_ms - one.asked_ms)[0];
  if (!newest) return null;
  const dismiss = () => {
    seen.value = new Set([...seen.value, ...own.map(keyOf), ...theirs.map(keyOf)]);
  };
  return (
    <div class="banner banner-recall" role="status" data-testid="recall-notice">
      <Icon name="minus" />
      <strong>{sentenceOf(newest, own.includes(newest))}</strong>
      <a href={address('exchange', 'recalls')}>{t('notice.recall.look')}</a>
      <button type="button" class="quiet-button" onClick={dismiss}>
        {t('notice.recall.read')}
      </button>
    </div>
  );
}
