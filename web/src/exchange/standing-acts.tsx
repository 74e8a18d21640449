import type { LinkView } from '../api/contract';
import { post } from '../api/http';
import { ask } from '../acts/act';
import { t } from '../i18n/i18n';

const to = (partner: string, what: string) => `/api/v1/partners/${encodeURIComponent(partner)}/${what}`;

/** Let nothing leave to a partner until it is resumed. */
function suspend({ partner }: LinkView): void {
  ask({
    title: t('standing.suspend.title', { partner }),
    consequences: [t('standing.suspend.1'), t('standing.suspend.2'), t('standing.suspend.3')],
    confirm: t('standing.suspend'),
    run: async () => {
      await post(to(partner, 'suspend'));
      return t('standing.suspend.done', { partner });
    },
  });
}

/** Share again. */
function resume({ partner }: LinkView): void {
  ask({
    title: t('standing.resume.title', { partner }),
    consequences: [t('standing.resume.1'), t('standing.resume.2')],
    confirm: t('standing.resume'),
    run: async () => {
      await post(to(partner, 'resume'));
      return t('standing.resume.done', { partner });
    },
  });
}

/** Recall all and close both logs. */
function end({ partner }: LinkView): void {
  ask({
    title: t('standing.end.title', { partner }),
    consequences: [t('standing.end.1', { partner }), t('standing.end.2'), t('standing.end.3'), t('standing.end.4')],
    confirm: t('standing.end'),
    again: true,
    typed: partner,
    run: async (form) => {
      await post(to(partner, 'end'), { typed: form.get('typed') });
      return t('standing.end.done', { partner });
    },
  });
}

/** What an administrator may do with a pairing, where it stands now. */
export function StandingActs({ link }: { link: LinkView }) {
  if (link.pairing !== 'active' && link.pairing !== 'suspended') return <span>{t('none')}</span>;
  const label = (word: string) => `${word} ${link.partner}`;
  return (
    <div class="row-acts">
      {link.pairing === 'active' ? (
        <button type="button" class="secondary-button" aria-label={label(t('standing.suspend'))} onClick={() => suspend(link)}>
          {t('standing.suspend')}…
        </button>
      ) : (
        <button type="button" class="secondary-button" aria-label={label(t('standing.resume'))} onClick={() => resume(link)}>
          {t('standing.resume')}…
        </button>
      )}
      <button type="button" class="quiet-button is-danger" aria-label={label(t('standing.end'))} onClick={() => end(link)}>
        {t('standing.end')}…
      </button>
    </div>
  );
}
