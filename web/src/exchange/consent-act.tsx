import { post } from '../api/http';
import { ask } from '../acts/act';
import { t } from '../i18n/i18n';
import { nodeTime } from '../state/clock';
import { links } from '../state/picture';

const DAY_MS = 86_400_000;
const DAYS = [1, 7, 30, 180] as const;

const Fields = () => (
  <>
    <label>
      {t('recall.what.record')}
      <input name="record" required maxLength={64} autocomplete="off" spellcheck={false} />
    </label>
    <label>
      {t('consent.to')}
      <input name="to" required maxLength={64} autocomplete="off" spellcheck={false} />
    </label>
    <label>
      {t('consent.via')}
      <select name="via">
        <option value="">{t('recall.from-all')}</option>
        {links.value.map(({ partner }) => (
          <option key={partner} value={partner}>
            {partner}
          </option>
        ))}
      </select>
    </label>
    <label>
      {t('consent.for')}
      <select name="days">
        {DAYS.map((days) => (
          <option key={days} value={days}>
            {t('consent.days', { count: days })}
          </option>
        ))}
      </select>
    </label>
  </>
);

/** Let partners pass an own record on to a third node. */
export function askConsent(): void {
  ask({
    title: t('consent.title'),
    consequences: [t('consent.1'), t('consent.2'), t('consent.3')],
    confirm: t('consent.confirm'),
    again: true,
    fields: () => <Fields />,
    run: async (form) => {
      const [record, to, via] = ['record', 'to', 'via'].map((name) => String(form.get(name)).trim());
      const until_ms = Math.round(nodeTime() + Number(form.get('days')) * DAY_MS);
      const { given } = await post<{ given: string[] }>('/api/v1/consents', { record, to, until_ms, ...(via && { via }) });
      return t('consent.done', { partners: given.join(', '), to: to ?? '' });
    },
  });
}
