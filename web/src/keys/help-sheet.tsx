import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { KEY_SECTIONS, type Command, type KeySection } from './key-map';
import { keysOn, listenToKeys, switchKeys, useKeys } from './keys';

const wanted = signal(false);

/** Show which key does what. */
export const showHelp = (): void => {
  wanted.value = true;
};

/** Which key does what, and the switch that turns single keys off. It also listens to the keyboard. */
export function HelpSheet() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(listenToKeys, []);
  useKeys({ help: showHelp });
  useEffect(() => {
    if (wanted.value) dialog.current?.showModal();
  }, [wanted.value]);
  if (!wanted.value) return null;
  return (
    <dialog
      ref={dialog}
      class="dialog help-sheet"
      aria-labelledby="help-title"
      onClose={() => {
        wanted.value = false;
      }}
      data-testid="help-sheet"
    >
      <h2 id="help-title">{t('keys.title')}</h2>
      <div class="help-sections">
        {(Object.keys(KEY_SECTIONS) as KeySection[]).map((section) => (
          <Section key={section} section={section} />
        ))}
      </div>
      <p class="hint">{t('keys.hint')}</p>
      <div class="dialog-buttons">
        <label class="key-switch">
          <input type="checkbox" checked={keysOn.value} onChange={(event) => switchKeys(event.currentTarget.checked)} />
          {t('keys.switch')}
        </label>
        <button type="button" class="primary-button" onClick={() => dialog.current?.close()}>
          {t('keys.close')}
        </button>
      </div>
    </dialog>
  );
}

const Section = ({ section }: { section: KeySection }) => (
  <section>
    <h3>{t(`keys.section.${section}`)}</h3>
    <dl class="help-keys">
      {(Object.entries(KEY_SECTIONS[section]) as [Command, string][]).map(([command, key]) => (
        <div key={command}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{t(`keys.do.${command}`)}</dd>
        </div>
      ))}
    </dl>
  </section>
);
