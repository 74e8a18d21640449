import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { Icon } from '../shell/icon';
import { refusalText } from '../shell/refusal';
import { desk } from '../state/session';
import { act, againIsDue, carryOut, mistyped, progress, type Act } from './act';

/** Says what will happen, asks for what it takes, and tells how it went. */
export function ActDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const wanted = act.value;
  useEffect(() => {
    if (wanted && !dialog.current?.open) dialog.current?.showModal();
  }, [wanted]);
  if (!wanted || !desk()) return null;
  const close = () => dialog.current?.close();
  const state = progress.value;
  return (
    <dialog
      ref={dialog}
      class="dialog act-dialog"
      aria-labelledby="act-title"
      onClose={() => {
        act.value = null;
      }}
      data-testid="act-dialog"
    >
      <h2 id="act-title">{wanted.title}</h2>
      {state.kind === 'done' ? <Done said={state.said} close={close} /> : <ActForm wanted={wanted} cancel={close} />}
    </dialog>
  );
}

function Done({ said, close }: { said: string; close: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <>
      <p class="act-done" role="status">
        <Icon name="check" />
        {said}
      </p>
      <div class="dialog-buttons">
        <button ref={button} type="button" class="primary-button" onClick={close}>
          {t('act.close')}
        </button>
      </div>
    </>
  );
}

function ActForm({ wanted, cancel }: { wanted: Act; cancel: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const state = progress.value;
  const submit = (event: Event) => {
    event.preventDefault();
    if (form.current && state.kind !== 'busy') void carryOut(wanted, new FormData(form.current));
  };
  useEffect(() => {
    const wrong = state.kind === 'mistyped' ? 'typed' : state.kind === 'refused' ? 'again' : null;
    if (wrong) form.current?.querySelector<HTMLInputElement>(`input[name=${wrong}]`)?.focus();
  }, [state]);
  return (
    <form ref={form} onSubmit={submit}>
      <ul class="consequences">
        {wanted.consequences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {wanted.fields?.()}
      {wanted.typed !== undefined && <Typed partner={wanted.typed} isWrong={state.kind === 'mistyped'} />}
      {wanted.again && againIsDue() && <Password />}
      <div role="alert" id="act-failure">
        {state.kind === 'mistyped' && <p class="refusal">{mistyped(wanted.typed ?? '')}</p>}
        {state.kind === 'refused' && <p class="refusal">{refusalText(state.error)}</p>}
      </div>
      <div class="dialog-buttons">
        <button type="button" class="quiet-button" onClick={cancel}>
          {t(wanted.confirm === undefined ? 'act.close' : 'act.cancel')}
        </button>
        {wanted.confirm !== undefined && (
          <button type="submit" class="primary-button" disabled={state.kind === 'busy'}>
            {state.kind === 'busy' ? t('act.busy') : wanted.confirm}
          </button>
        )}
      </div>
    </form>
  );
}

const Typed = ({ partner, isWrong }: { partner: string; isWrong: boolean }) => (
  <label>
    <span>
      {t('act.typed')} <code>{partner}</code>
    </span>
    <input
      name="typed"
      autocomplete="off"
      spellcheck={false}
      required
      aria-invalid={isWrong}
      aria-describedby={isWrong ? 'act-failure' : undefined}
    />
  </label>
);

const Password = () => (
  <div class="field">
    <input name="username" autocomplete="username" value={desk()?.name ?? ''} readOnly hidden />
    <label for="act-again">{t('act.again', { name: desk()?.name ?? '' })}</label>
    <input id="act-again" name="again" type="password" autocomplete="current-password" required aria-describedby="again-hint" />
    <p class="hint" id="again-hint">
      {t('act.again-hint')}
    </p>
  </div>
);
