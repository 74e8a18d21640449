import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { desk, offersPassword } from '../state/session';
import { focusAccount } from './account-button';
import { asked, attempt } from './password-attempt';
import { PasswordForm } from './password-form';

/** Forget the attempt; the hint goes with it once there is a password, so the focus needs a place that stays. */
function closed(): void {
  asked.value = false;
  if (attempt.value.kind !== 'done') return;
  offersPassword.value = false;
  focusAccount();
}

/** Sets a password: after a one-time link at once, else with the present one. */
export function PasswordDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const here = desk();
  useEffect(() => {
    if (asked.value) dialog.current?.showModal();
  }, [asked.value]);
  useEffect(() => () => void (asked.value = false), []);
  if (!asked.value || !here) return null;
  const close = () => dialog.current?.close();
  const isDone = attempt.value.kind === 'done';
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="password-title" onClose={closed} data-testid="password-dialog">
      <h2 id="password-title">{t('password.title')}</h2>
      <p role="status" class={isDone ? 'password-done' : ''}>
        {isDone && t('password.done', { name: here.name })}
      </p>
      {isDone ? <Done close={close} /> : <PasswordForm here={here} cancel={close} />}
    </dialog>
  );
}

function Done({ close }: { close: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div class="dialog-buttons">
      <button ref={button} type="button" class="primary-button" onClick={close}>
        {t('password.close')}
      </button>
    </div>
  );
}
