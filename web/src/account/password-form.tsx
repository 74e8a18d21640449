import { useEffect, useRef } from 'preact/hooks';
import type { SessionView } from '../api/contract';
import { t } from '../i18n/i18n';
import type { TextKey } from '../i18n/en';
import { attempt, failureText, faultyField, tryPassword, type Field, type Typed } from './password-attempt';
import { LEAST_PASSWORD, LONGEST_PASSWORD } from './password-rule';

/** The present password, where it is needed, and the new one twice. */
export function PasswordForm({ here, cancel }: { here: SessionView; cancel: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const state = attempt.value;
  const fault = faultyField(state);
  useEffect(() => {
    if (fault) form.current?.querySelector<HTMLInputElement>(`input[name=${fault}]`)?.focus();
  }, [state]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (form.current) void tryPassword(typedIn(form.current));
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <input name="username" autocomplete="username" value={here.name} readOnly hidden />
      {here.present_needed && <PasswordField field="present" label="password.present" fault={fault} />}
      <PasswordField field="password" label="password.new" hint="password.rule" fault={fault} />
      <PasswordField field="again" label="password.again" fault={fault} />
      <div role="alert" id="password-failure">
        {failureText(state) && <p class="refusal">{failureText(state)}</p>}
      </div>
      <div class="dialog-buttons">
        <button type="button" class="quiet-button" onClick={cancel}>
          {t('password.cancel')}
        </button>
        <button type="submit" class="primary-button" disabled={state.kind === 'busy'}>
          {t(state.kind === 'busy' ? 'password.busy' : 'password.submit')}
        </button>
      </div>
    </form>
  );
}

function typedIn(form: HTMLFormElement): Typed {
  const typed = new FormData(form);
  const text = (field: Field) => String(typed.get(field) ?? '');
  return { present: text('present'), password: text('password'), again: text('again') };
}

interface FieldFacts {
  field: Field;
  label: TextKey;
  hint?: TextKey;
  fault: Field | null;
}

function PasswordField({ field, label, hint, fault }: FieldFacts) {
  const hintId = `password-${field}-hint`;
  const described = [hint && hintId, fault === field && 'password-failure'].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={`password-${field}`}>{t(label)}</label>
      <input
        id={`password-${field}`}
        name={field}
        type="password"
        autocomplete={field === 'present' ? 'current-password' : 'new-password'}
        required
        aria-invalid={fault === field}
        aria-describedby={described || undefined}
      />
      {hint && (
        <p class="hint" id={hintId}>
          {t(hint, { least: LEAST_PASSWORD, longest: LONGEST_PASSWORD })}
        </p>
      )}
    </div>
  );
}
