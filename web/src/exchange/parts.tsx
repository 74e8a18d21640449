import type { RunView, Told } from '../api/exchange';
import { number } from '../format/length';
import { When } from '../format/when';
import { language, t } from '../i18n/i18n';
import { en, type TextKey } from '../i18n/en';
import { refusalText } from '../shell/refusal';
import { StateWord, type Tone } from '../shell/state-word';

/** A hash that is read at a glance: its beginning; whole for who points at it or copies it. */
export const Digest = ({ hex }: { hex: string }) => (
  <code class="digest" title={hex} aria-label={hex}>
    {hex.slice(0, 8)} {hex.slice(8, 16)}…
  </code>
);

/** What the node refused, if it did. */
export const Failure = ({ error }: { error: unknown }) =>
  error == null ? null : (
    <p class="refusal" role="alert">
      {refusalText(error)}
    </p>
  );

/** A word of the vocabulary in the reader's language; itself where there is no text for it. */
export function wordOf(group: string, word: string): string {
  const key = `${group}.${word}`;
  return key in en ? t(key as TextKey) : word;
}

/** An error or a finding: what it is, then what to do. */
export function ToldText({ told }: { told: Told }) {
  const isSpanish = language.value === 'es';
  return (
    <>
      <p class="refusal">{isSpanish ? told.message_es : told.message_en}</p>
      <p class="hint">
        {t('error.remedy', { remedy: isSpanish ? told.remedy_es : told.remedy_en })} <code>{told.code}</code>
      </p>
    </>
  );
}

/** How far long work is, or how it ended. */
export function RunState({ run, said, tone = 'good' }: { run: RunView; said: string; tone?: Tone }) {
  if (run.finished_ms === null) {
    return (
      <div class="run" role="status">
        <StateWord tone="info">{t('run.running', { person: run.person })}</StateWord>
        <progress max={Math.max(run.total, 1)} value={run.total ? run.done : undefined} aria-label={t('run.progress')} />
        <span class="cell-more">
          {run.total > 0 && t('run.done-of', { done: number(run.done), total: number(run.total) })} {run.about}
        </span>
      </div>
    );
  }
  return (
    <div class="run" role="status">
      {run.failed ? (
        <StateWord tone="bad">{t('run.failed')}</StateWord>
      ) : run.refusal ? (
        <StateWord tone="bad">{t('run.refused')}</StateWord>
      ) : (
        <StateWord tone={tone}>{said}</StateWord>
      )}
      <When at_ms={run.finished_ms} />
      <span class="cell-more">{t('run.by', { person: run.person })}</span>
      {run.refusal && <ToldText told={run.refusal} />}
    </div>
  );
}
