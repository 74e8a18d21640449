import type { LinkView } from '../api/contract';
import { post } from '../api/http';
import { ask } from '../acts/act';
import { t } from '../i18n/i18n';

/** Two persons compare digits by telephone; this side's types what the other reads. */
function confirm({ partner }: LinkView): void {
  ask({
    title: t('keys.confirm.title', { partner }),
    consequences: [t('keys.confirm.1'), t('keys.confirm.2'), t('keys.confirm.3')],
    confirm: t('keys.confirm'),
    again: true,
    fields: () => (
      <label>
        <span>{t('keys.confirm.digits')}</span>
        <input
          name="digits"
          inputmode="numeric"
          autocomplete="off"
          spellcheck={false}
          required
          aria-describedby="digits-hint"
        />
        <span class="hint" id="digits-hint">
          {t('keys.confirm.hint')}
        </span>
      </label>
    ),
    run: async (form) => {
      await post(`/api/v1/partners/${encodeURIComponent(partner)}/keys`, { digits: form.get('digits') });
      return t('keys.confirm.done', { partner });
    },
  });
}

/** For an administrator, while new keys of a partner wait. */
export function OfferedKeys({ link }: { link: LinkView }) {
  if (!link.keys_offered) return null;
  return (
    <button
      type="button"
      class="primary-button"
      aria-label={`${t('keys.confirm')} ${link.partner}`}
      onClick={() => confirm(link)}
    >
      {t('keys.confirm')}…
    </button>
  );
}
