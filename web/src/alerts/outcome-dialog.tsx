import { useEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';
import { VERDICTS, type Verdict } from '../api/contract';
import { t } from '../i18n/i18n';
import { refusalText } from '../shell/refusal';
import { alertOfId, reportOutcome } from '../state/alerts';

type Sending = { kind: 'idle' } | { kind: 'busy' } | { kind: 'refused'; error: unknown };

/** The alert whose outcome is being reported. */
export const outcomeFor = signal<string | null>(null);
const verdict = signal<Verdict | null>(null);
const sending = signal<Sending>({ kind: 'idle' });

export function askOutcome(alert: string): void {
  verdict.value = null;
  sending.value = { kind: 'idle' };
  outcomeFor.value = alert;
}

const close = () => {
  outcomeFor.value = null;
};

/** Asks a person what an alert turned out to be, in the agreed words. */
export function OutcomeDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = outcomeFor.value;
  useEffect(() => {
    if (id) dialog.current?.showModal();
  }, [id]);
  const alert = id ? alertOfId(id) : undefined;
  if (!alert) return null;
  const title = t('outcome.title', { number: alert.number });
  return (
    <dialog ref={dialog} class="dialog" aria-label={title} onClose={close} data-testid="outcome-dialog">
      <h2>{title}</h2>
      <OutcomeForm alert={alert.alert} cancel={() => dialog.current?.close()} />
    </dialog>
  );
}

function OutcomeForm({ alert, cancel }: { alert: string; cancel: () => void }) {
  const remarks = useRef<HTMLTextAreaElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!verdict.value) return;
    sending.value = { kind: 'busy' };
    try {
      await reportOutcome(alert, verdict.value, remarks.current?.value ?? '');
      cancel();
    } catch (error) {
      sending.value = { kind: 'refused', error };
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <fieldset>
        <legend>{t('outcome.ask')}</legend>
        <div class="verdicts">
          {VERDICTS.map((word) => (
            <label key={word} class="verdict">
              <input
                type="radio"
                name="verdict"
                value={word}
                required
                checked={verdict.value === word}
                onChange={() => {
                  verdict.value = word;
                }}
              />
              {t(`verdict.${word}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <label class="remarks">
        {t('outcome.remarks')}
        <textarea ref={remarks} rows={2} maxLength={500} aria-describedby="remarks-hint" />
      </label>
      <p class="hint" id="remarks-hint">
        {t('outcome.remarks-hint')}
      </p>
      <div role="alert">
        {sending.value.kind === 'refused' && (
          <p class="refusal">
            {t('alert.failed')} {refusalText(sending.value.error)}
          </p>
        )}
      </div>
      <div class="dialog-buttons">
        <button type="button" class="quiet-button" onClick={cancel}>
          {t('outcome.cancel')}
        </button>
        <button type="submit" class="primary-button" disabled={sending.value.kind === 'busy'}>
          {t('outcome.send')}
        </button>
      </div>
    </form>
  );
}
